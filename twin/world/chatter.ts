import { repoBody, sourceUrl, taskStateBody } from './bodies-koji.ts';
import type { Body } from './bus.ts';
import { DAY, dayOf, FIRST_DAY, HOUR, MINUTE, SECOND, startOf } from './calendar.ts';
import type { Draft } from './chunk.ts';
import type { History } from './commits.ts';
import { CREATEREPO_CHANNEL } from './hosts.ts';
import { FEDORA_ARCHES, type Packages, type TwinPackage } from './packages.ts';
import { asUsers, PACKAGERS, SERVICE } from './people.ts';
import { branched, RELEASES, rawhide } from './releases.ts';
import { stream } from './rng.ts';
import type { Mutable } from './task-book.ts';
import type { KoscheiBuild, Release, Repo } from './types.ts';

const REPO_EVERY = 96 * MINUTE;
const FIRST_REPO = 6_000_000;
const REPOS_PER_DAY = 200;

/** When kojira turns to a release; on the day of a branching it does not wait with the first repo of the new rawhide. */
function repoTurns({ season, day }: Draft, release: Release): readonly number[] {
  const turns = Array.from({ length: DAY / REPO_EVERY }, (_, nth) => startOf(day) + nth * REPO_EVERY);
  const { branching } = season;
  if (branching === null || release !== rawhide) return turns;
  const first = dayOf(branching.repoAt) === day ? [branching.repoAt] : [];
  return [...first, ...turns.filter((at) => at > branching.repoAt)];
}

/** Koji makes every build tag's repository anew, each at times of its own. */
export function addRepos(draft: Draft): void {
  for (const [place, release] of RELEASES.entries()) {
    const { buildTag, kind } = release;
    const rng = stream(draft.seed, 'repos', draft.day, buildTag);
    for (const turn of repoTurns(draft, release)) {
      const createdAt = turn + place * 13 * MINUTE + rng.int(0, 120) * SECOND;
      const readyAt = createdAt + rng.int(180, 420) * SECOND;
      const owner = SERVICE.kojira;
      const channelId = CREATEREPO_CHANNEL;
      const repo: Mutable<Repo> = {
        id: FIRST_REPO + (draft.day - FIRST_DAY) * REPOS_PER_DAY + draft.repos.length,
        tag: buildTag,
        createdAt,
        readyAt,
        taskId: 0,
      };
      draft.repos.push(repo);
      const task = draft.tasks.add(rng, {
        method: 'newRepo',
        owner,
        channelId,
        priority: 15,
        createdAt: createdAt - 6 * SECOND,
        startedAt: createdAt - 3 * SECOND,
        finishedAt: readyAt + SECOND,
        request: [buildTag],
        numbered: (id) => {
          repo.taskId = id;
        },
      });
      for (const arch of kind === 'eln' ? FEDORA_ARCHES.slice(0, 2) : FEDORA_ARCHES) {
        draft.tasks.add(rng, {
          method: 'createrepo',
          label: arch,
          arch,
          parent: task,
          owner,
          channelId,
          priority: 14,
          createdAt: createdAt + SECOND,
          startedAt: createdAt + rng.int(3, 40) * SECOND,
          finishedAt: readyAt - rng.int(1, 60) * SECOND,
          request: [repo.id, arch],
        });
      }
      draft.bus.publish(createdAt, 'buildsys.repo.init', {}, () => repoBody(repo));
      draft.bus.publish(readyAt, 'buildsys.repo.done', {}, () => repoBody(repo));
    }
  }
}

const KOSCHEI_EVERY = 10 * MINUTE;
const KOSCHEI_PER_DAY = DAY / KOSCHEI_EVERY;
const FLAPPING_EVERY = 3;
const KOSCHEI_PRIORITY = 30;

/** Koschei rebuilds package after package; every third of them works and fails in turns. */
export function addKoschei(draft: Draft, packages: Packages, history: History): void {
  const list = packages.regular;
  for (let nth = 0; nth < KOSCHEI_PER_DAY; nth += 1) {
    const rng = stream(draft.seed, 'koschei', draft.day, nth);
    const turn = (draft.day - FIRST_DAY) * KOSCHEI_PER_DAY + nth;
    const one = list[turn % list.length];
    if (one === undefined) continue;
    const place = (turn % list.length) % FLAPPING_EVERY;
    const flaps = place === 0;
    const fails = flaps && Math.floor(turn / list.length) % 2 === 0;
    const startedAt = startOf(draft.day) + nth * KOSCHEI_EVERY + rng.int(0, 60) * SECOND;
    const release = draft.season.asOf(place === 2 ? branched : rawhide, startedAt);
    const finishedAt = startedAt + rng.int(720, 900) * SECOND;
    const build: Mutable<KoscheiBuild> = {
      package: one.name,
      collection: release.distTag,
      taskId: 0,
      startedAt,
      finishedAt,
      state: fails ? 'failing' : 'ok',
    };
    draft.koscheiBuilds.push(build);
    const owner = SERVICE.koschei;
    const outcome = fails ? 'failed' : 'closed';
    const source = sourceUrl(one.name, history.rootOf(one.name));
    const task = draft.tasks.add(rng, {
      method: 'build',
      owner,
      priority: KOSCHEI_PRIORITY,
      outcome,
      createdAt: startedAt - rng.int(2, 20) * SECOND,
      startedAt,
      finishedAt,
      request: [source, release.target, { scratch: true, arch_override: 'x86_64' }],
      numbered: (id) => {
        build.taskId = id;
      },
    });
    const srpm = draft.tasks.add(rng, {
      method: 'buildSRPMFromSCM',
      owner,
      priority: KOSCHEI_PRIORITY,
      label: 'srpm',
      parent: task,
      createdAt: startedAt + SECOND,
      startedAt: startedAt + rng.int(2, 20) * SECOND,
      finishedAt: startedAt + 2 * MINUTE,
      request: [source, release.buildTag, { scratch: true }],
    });
    const arch = draft.tasks.add(rng, {
      method: 'buildArch',
      owner,
      priority: KOSCHEI_PRIORITY,
      outcome,
      label: 'x86_64',
      arch: 'x86_64',
      parent: task,
      createdAt: startedAt + 2 * MINUTE + SECOND,
      startedAt: startedAt + 2 * MINUTE + rng.int(2, 60) * SECOND,
      finishedAt: finishedAt - 2 * SECOND,
      request: [`${one.name}-${one.version}.src.rpm`, release.buildTag, 'x86_64', true, {}],
    });
    const concerns = { packages: one.asList, users: asUsers(SERVICE.koschei) };
    const file = `${one.name}-${one.version}.src.rpm`;
    draft.bus.publish(startedAt, 'buildsys.task.state.change', concerns, () =>
      taskStateBody(task, [], file, 'FREE', 'OPEN'),
    );
    draft.bus.publish(finishedAt, 'buildsys.task.state.change', concerns, () =>
      taskStateBody(task, [srpm, arch], file, 'OPEN', fails ? 'FAILED' : 'CLOSED'),
    );
    if (!flaps) continue;
    draft.bus.publish(
      finishedAt + 30 * SECOND,
      'koschei.package.state.change',
      { packages: one.asList },
      () => ({
        name: one.name,
        old: fails ? 'ok' : 'failing',
        new: fails ? 'failing' : 'ok',
        repo: release.distTag,
        collection: release.distTag,
        collection_name: release.longName,
        koji_instance: 'primary',
        groups: [],
      }),
    );
  }
}

/** A collection that cannot be resolved for a while, four times a day. */
export function addCollections(draft: Draft): void {
  for (let nth = 0; nth < 4; nth += 1) {
    const rng = stream(draft.seed, 'collection', draft.day, nth);
    const at = startOf(draft.day) + nth * 6 * HOUR + rng.int(0, 5 * 60) * MINUTE;
    const release = draft.season.asOf(rawhide, at);
    const said = (when: number, old: string, state: string): void =>
      draft.bus.publish(when, 'koschei.collection.state.change', {}, () => ({
        old,
        new: state,
        collection: release.distTag,
        collection_name: release.longName,
        repo_id: String(FIRST_REPO + (draft.day - FIRST_DAY) * REPOS_PER_DAY + nth),
        koji_instance: 'primary',
      }));
    said(at, 'ok', 'unresolved');
    said(at + 20 * MINUTE, 'unresolved', 'ok');
  }
}

const COPR_EVERY = 90 * SECOND;
const FIRST_COPR = 9_000_000;

interface CoprJob {
  readonly package: TwinPackage;
  readonly user: string;
  readonly build: number;
  readonly nth: number;
}

/** `copr.build.start` and `copr.build.end` */
function coprBody({ package: one, user, build, nth }: CoprJob, status: number, what: string): Body {
  return {
    user,
    owner: user,
    copr: 'nightly',
    pkg: one.name,
    build,
    chroot: 'fedora-rawhide-x86_64',
    version: `${one.version}-1`,
    status,
    what: `${what}: user:${user} copr:nightly build:${build} pkg:${one.name}`,
    who: 'backend.worker-rpm_build_worker',
    ip: '192.0.2.7',
    pid: 4000 + (nth % 900),
  };
}

/** Copr never rests: hardly a minute passes without one of its builds beginning or ending. */
export function addCopr(draft: Draft, { regular }: Packages): void {
  const rng = stream(draft.seed, 'copr', draft.day);
  for (let nth = 0; nth < DAY / COPR_EVERY; nth += 1) {
    const startAt = startOf(draft.day) + nth * COPR_EVERY + rng.int(0, 8000);
    const endAt = startAt + rng.int(40_000, 48_000);
    const one = regular[rng.int(0, regular.length - 1)];
    const user = rng.pick(PACKAGERS);
    if (one === undefined) continue;
    const failed = rng.chance(0.1);
    const build = FIRST_COPR + ((draft.day - FIRST_DAY) * DAY) / COPR_EVERY + nth;
    const concerns = { packages: one.asList, users: asUsers(user) };
    const job: CoprJob = { package: one, user, build, nth };
    draft.bus.publish(startAt, 'copr.build.start', concerns, () => coprBody(job, 3, 'build start'));
    draft.bus.publish(endAt, 'copr.build.end', concerns, () => coprBody(job, failed ? 0 : 1, 'build end'));
  }
}

/** People change their accounts now and then. */
export function addAccounts(draft: Draft): void {
  const rng = stream(draft.seed, 'accounts', draft.day);
  for (let nth = 0; nth < 12; nth += 1) {
    const user = rng.pick(PACKAGERS);
    const field = rng.pick(['timezone', 'locale', 'website_url', 'ircnick']);
    const at = startOf(draft.day) + nth * 2 * HOUR + rng.int(0, 100) * MINUTE;
    draft.bus.publish(at, 'fas.user.update', { users: asUsers(user) }, () => ({
      msg: { agent: user, user, fields: [field] },
    }));
  }
}

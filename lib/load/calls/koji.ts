import type { CallId } from '../../../thresholds/calls.ts';
import { memberLiteral, valueLiteral } from '../../protocols/xmlrpc/lazy.ts';
import * as calls from '../../systems/koji/calls.ts';
import { hubAt } from '../../systems/koji/client.ts';
import { BUILD_STATE } from '../../systems/koji/schema.ts';
import type { KojiData } from '../found.ts';
import { allIn, type Check, check, kojiRequest } from './koji-check.ts';
import type { LoadCall } from './request.ts';

/** Rows of a list: as many as a page of the web front-end shows of a package's builds, and a screen of tasks. */
const ROWS = 10;
const TASK_ROWS = 20;
/** Koji's state of a task that ended well. */
const CLOSED = 2;

type Make = (data: KojiData) => readonly Check[];

const getBuild: Make = ({ builds }) =>
  builds.flatMap(({ id, nvr }) => [oneBuild(nvr, id, nvr), oneBuild(id, id, nvr)]);

function oneBuild(key: string | number, id: number, nvr: string): Check {
  return check(calls.getBuild(key), [memberLiteral('nvr', nvr)], (build) =>
    build.nvr === nvr && build.build_id === id
      ? null
      : `asked for ${nvr} (${id}), got ${build.nvr} (${build.build_id})`,
  );
}

const listBuilds: Make = ({ builds }) =>
  builds.map(({ name, packageId }) =>
    check(
      calls.listBuilds({ packageID: packageId, state: BUILD_STATE.COMPLETE }, ROWS),
      [memberLiteral('name', name)],
      (found) => {
        if (found.length > ROWS) return `${found.length} builds, asked for ${ROWS}`;
        const other = found.find((build) => build.name !== name || build.state !== BUILD_STATE.COMPLETE);
        return other === undefined
          ? null
          : `asked for complete builds of ${name}, got ${other.nvr} of state ${other.state}`;
      },
    ),
  );

const getTag: Make = ({ tags }) =>
  tags.map((tag) => check(calls.getTag(tag), [memberLiteral('name', tag)], ({ name }) => other(tag, name)));

const listTags: Make = ({ tagged }) => tagged.map(tagsOf);

function tagsOf(nvr: string): Check {
  return check(calls.listTags(nvr), [memberLiteral('locked')], (tags) =>
    tags.length > 0 ? null : `no tag of ${nvr}, which was in one`,
  );
}

const listTagged: Make = ({ kept }) =>
  kept.map(({ tag, name }) =>
    check(
      calls.listTagged(tag, name),
      [memberLiteral('name', name), memberLiteral('tag_name', tag)],
      (builds) => {
        const odd = builds.find((build) => build.name !== name || build.tag_name !== tag);
        return odd === undefined ? null : `asked for ${name} in ${tag}, got ${odd.nvr} in ${odd.tag_name}`;
      },
    ),
  );

const getBuildTarget: Make = ({ targets }) =>
  targets.map((target) =>
    check(calls.getBuildTarget(target.name), [memberLiteral('name', target.name)], ({ name }) =>
      other(target.name, name),
    ),
  );

const getBuildTargets: Make = ({ targets }) =>
  targets.flatMap(({ buildTag, destTag }) => [
    check(calls.getBuildTargets({ buildTagID: buildTag }), [memberLiteral('build_tag', buildTag)], (found) =>
      other(buildTag, found.find((one) => one.build_tag !== buildTag)?.build_tag ?? buildTag),
    ),
    check(calls.getBuildTargets({ destTagID: destTag }), [memberLiteral('dest_tag', destTag)], (found) =>
      other(destTag, found.find((one) => one.dest_tag !== destTag)?.dest_tag ?? destTag),
    ),
  ]);

const getTaskInfo: Make = ({ tasks }) =>
  tasks.map((task) =>
    check(calls.getTaskInfo(task), [memberLiteral('id', task)], ({ id }) => other(task, id)),
  );

const getTaskDescendents: Make = ({ tasks }) =>
  tasks.map((task) =>
    check(calls.getTaskDescendents(task), [memberLiteral(String(task))], (tree) =>
      Object.hasOwn(tree, String(task))
        ? null
        : `asked for what is below task ${task}, got that of ${Object.keys(tree).join(', ')}`,
    ),
  );

const listTasks: Make = ({ tasks }) => (tasks.length === 0 ? [] : [tasksIn([CLOSED]), tasksIn(null)]);

/** The newest builds, in some states or in any. */
function tasksIn(states: readonly number[] | null): Check {
  const of = { method: 'build', parent: null, ...(states === null ? {} : { state: states }) };
  const marks = [memberLiteral('method', 'build')];
  return check(calls.listTasks(of, { limit: TASK_ROWS, order: '-id' }), marks, (found) => {
    if (found.length === 0) return 'no task, where builds have some';
    if (found.length > TASK_ROWS) return `${found.length} tasks, asked for ${TASK_ROWS}`;
    const odd = found.find(
      ({ method, parent, state }) =>
        method !== 'build' || parent !== null || states?.includes(state) === false,
    );
    if (odd === undefined) return null;
    return `asked for builds, got task ${odd.id}, a ${odd.method} of state ${odd.state}`;
  });
}

const listHosts: Make = () => [
  check(calls.listHosts(), [memberLiteral('arches')], (hosts) => {
    if (hosts.length === 0) return 'no enabled builder';
    const odd = hosts.find(({ enabled }) => !enabled);
    return odd === undefined ? null : `asked for enabled builders, got ${odd.name}`;
  }),
];

const queryHistory: Make = ({ moved }) => moved.map(({ id, nvr }) => historyOf(id, nvr));

function historyOf(id: number, nvr: string): Check {
  return check(
    calls.queryHistory({ build: nvr }),
    [memberLiteral('tag.name'), memberLiteral('build_id', id)],
    ({ tag_listing: rows }) => {
      if (rows.length === 0) return `no history of ${nvr}, which had one`;
      return other(id, rows.find((row) => row.build_id !== id)?.build_id ?? id);
    },
  );
}

const getRepo: Make = ({ repos }) =>
  repos.map(({ tag }) =>
    check(calls.getRepo(tag), [memberLiteral('tag_name', tag)], (repo) =>
      // The newest repo of a tag that is built in stays ready until there is another.
      repo === null ? `no ready repo of ${tag}, which had one` : other(tag, repo.tag_name),
    ),
  );

const repoInfo: Make = ({ repos }) =>
  repos.map((repo) =>
    check(calls.repoInfo(repo.id), [memberLiteral('id', repo.id)], ({ id }) => other(repo.id, id)),
  );

const search: Make = ({ builds }) =>
  builds.map(({ name }) =>
    check(calls.search(name, 'package'), [memberLiteral('name', name)], (found) => {
      const [first] = found;
      if (first === undefined) return `package ${name} is not found`;
      return found.length > 1 ? `${found.length} packages of the one name ${name}` : other(name, first.name);
    }),
  );

/** What a client asks at once of one build. */
const multiCall: Make = ({ moved, tagged }) =>
  moved
    .filter(({ nvr }) => tagged.includes(nvr))
    .map(({ id, nvr }) => allIn([oneBuild(nvr, id, nvr), tagsOf(nvr), historyOf(id, nvr)]));

const getKojiVersion: Make = ({ version }) => [
  check(calls.getKojiVersion(), [valueLiteral(version)], (found) =>
    // It may be upgraded while it is under load.
    /^\d+\.\d+/.test(found) ? null : `"${found}" is no version, was ${version}`,
  ),
];

const getAPIVersion: Make = () => [check(calls.getAPIVersion(), [valueLiteral(1)], () => null)];

const listChannels: Make = () => [check(calls.listChannels(), [memberLiteral('name')], () => null)];

type KojiCallId = Extract<CallId, `koji.${string}`>;

const needing = (needs: string, make: Make): LoadCall => ({
  needs,
  requests: ({ koji }, base) => (koji === null ? [] : make(koji).map((one) => kojiRequest(hubAt(base), one))),
});

/** The hub's calls of the hot path. */
export const KOJI_CALLS: Readonly<Record<KojiCallId, LoadCall>> = {
  'koji.getAPIVersion': needing('koji', getAPIVersion),
  'koji.getKojiVersion': needing('koji', getKojiVersion),
  'koji.getBuild': needing('a complete build', getBuild),
  'koji.getTag': needing('a tag', getTag),
  'koji.getBuildTarget': needing('a build target', getBuildTarget),
  'koji.getTaskInfo': needing('a build with a task', getTaskInfo),
  'koji.getRepo': needing('a build tag with a ready repo', getRepo),
  'koji.repoInfo': needing('a build tag with a ready repo', repoInfo),
  'koji.listTags': needing('a build that is in a tag', listTags),
  'koji.getBuildTargets': needing('a build target', getBuildTargets),
  'koji.getTaskDescendents': needing('a build with a task', getTaskDescendents),
  'koji.listChannels': needing('koji', listChannels),
  'koji.search': needing('a complete build', search),
  'koji.listBuilds': needing('a complete build', listBuilds),
  'koji.listTagged': needing('a build that stays in its tag', listTagged),
  'koji.listTasks': needing('a build with a task', listTasks),
  'koji.listHosts': needing('koji', listHosts),
  'koji.queryHistory': needing('a build with a history', queryHistory),
  'koji.multiCall': needing('a build that is in a tag and has a history', multiCall),
};

function other(wanted: string | number, got: string | number): string | null {
  return got === wanted ? null : `asked for ${wanted}, got ${got}`;
}

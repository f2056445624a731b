import type { ProbeContext } from '../../lib/probe/probe.ts';
import { withContext } from '../../lib/probe/run.ts';
import { ADDRESS_NAMES, TWIN_PORT_BASE } from '../../lib/targets/addresses.ts';
import { local } from '../../lib/targets/local.ts';
import { createContext } from '../../twin/context.ts';
import type { Conduct } from '../../twin/live/conduct.ts';
import type { Live } from '../../twin/live/live.ts';
import { createSideTag } from '../../twin/live/side-tags.ts';
import { enterTag } from '../../twin/live/taggings.ts';
import { automaticUpdate } from '../../twin/live/updates.ts';
import type { Service, TwinReply } from '../../twin/service.ts';
import { TWIN_SYSTEMS } from '../../twin/systems/index.ts';
import { addressesOf } from '../../twin/twin.ts';
import { SERVICE } from '../../twin/world/people.ts';
import { rawhide } from '../../twin/world/releases.ts';
import type { Mutable } from '../../twin/world/task-book.ts';
import type { Build, Release, World } from '../../twin/world/types.ts';
import { createWorld } from '../../twin/world/world.ts';
import { fakeTransport } from './fake-transport.ts';
import { nodeEngine } from './node-engine.ts';

export const START = Date.UTC(2026, 10, 23, 12);
const SECOND = 1000;
const clock = { now: START };
/** One for all twins of a test file: to make one takes a second. */
const base = createWorld({ now: () => clock.now });

const portOf = (name: (typeof ADDRESS_NAMES)[number]): number => TWIN_PORT_BASE + ADDRESS_NAMES.indexOf(name);

/** A twin without a network, at a moment that the test sets. */
export function updateBench(conduct: Partial<Conduct> = {}) {
  clock.now = START;
  const context = createContext({ base, addresses: addressesOf(portOf), scratch: '', conduct });
  const served = TWIN_SYSTEMS.filter(({ system }) =>
    ['bodhi', 'greenwave', 'resultsdb', 'waiverdb'].includes(system),
  ).map((system) => system.services(context));
  const services = new Map<string, Service>();
  for (const name of ADDRESS_NAMES) {
    const service = served.map((one) => one[name]).find((one) => one !== undefined);
    if (service !== undefined) services.set(String(portOf(name)), service);
  }
  const answer = async (
    url: URL,
    method: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ) => {
    const service = services.get(url.port);
    if (service?.kind !== 'http') throw new Error(`nothing serves ${url}`);
    const { pathname: path, searchParams: query } = url;
    return service.handle({ method, path, query, headers, body: Buffer.from(body) });
  };
  const transport = fakeTransport(async ({ url, method, headers, body }) => {
    const text = Buffer.from(body ?? '').toString('utf8');
    const reply: TwinReply = await answer(new URL(url), method, headers, text);
    return { status: reply.status, headers: reply.headers ?? {}, text: String(reply.body ?? '') };
  });
  return {
    context,
    live: context.live,
    /** Moves to so many seconds after the start. */
    at: (seconds: number): World => {
      clock.now = START + seconds * SECOND;
      return context.world;
    },
    answer,
    inContext: <T>(work: (probe: ProbeContext) => Promise<T>): Promise<T> => {
      const engine = nodeEngine({ transport, clock: { ...nodeEngine().clock, now: () => clock.now } });
      return withContext(engine, local, { id: 'workflow', system: 'bodhi' }, work);
    },
  };
}

/** A build of a package that is complete now. */
export function buildOf(
  { ledger, world }: Live,
  name: string,
  {
    release = rawhide,
    sideTag = null,
  }: { readonly release?: Release; readonly sideTag?: string | null } = {},
): Mutable<Build> {
  const one = world.package(name);
  if (one === undefined) throw new Error(`no package ${name}`);
  const id = ledger.number('build');
  const now = world.now();
  const number = `${id}.${release.releaseSuffix}`;
  const build: Mutable<Build> = {
    id,
    nvr: `${name}-0-${number}`,
    name,
    version: '0',
    release: number,
    packageId: one.id,
    releaseName: release.name,
    owner: SERVICE.robot,
    taskId: ledger.number('task'),
    commit: 'a'.repeat(40),
    startedAt: now - 100 * SECOND,
    completedAt: now,
    outcome: 'complete',
    sideTag,
    signedAt: null,
    rpms: ['src', 'noarch'].map((arch) => ({ id: ledger.number('rpm'), name, arch, size: 8000 })),
  };
  ledger.builds.push(build);
  return build;
}

/** A build that comes into the candidate tag now, with the update that bodhi makes of it. */
export function candidateOf(live: Live, name: string, release: Release = rawhide): Mutable<Build> {
  const build = buildOf(live, name, { release });
  const now = live.world.now();
  enterTag(live, build, release.tags.candidate, SERVICE.robot, now);
  automaticUpdate(live, build, now);
  return build;
}

/** Builds of these packages in a side tag of their own. */
export function inSideTag(live: Live, names: readonly string[], owner: string = SERVICE.robot) {
  const { name: sideTag } = createSideTag(live, rawhide.buildTag, owner);
  const builds = names.map((name) => buildOf(live, name, { sideTag }));
  for (const build of builds) enterTag(live, build, sideTag, owner, live.world.now());
  return { sideTag, builds };
}

/** The tags that a build is in now. */
export function tagsOf(world: World, build: Build): string[] {
  const now = world.now();
  return world
    .taggingsOf(build.id)
    .filter(({ until }) => until === null || until > now)
    .map(({ tag }) => tag)
    .sort();
}

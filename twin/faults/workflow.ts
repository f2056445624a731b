import type { System } from '../../lib/targets/systems.ts';
import { MINUTE, SECOND } from '../world/calendar.ts';
import { GATING_TESTCASE } from '../world/commits.ts';
import { SERVICE } from '../world/people.ts';
import { hasCi } from '../world/releases.ts';
import type { Build, Message, TestRun, Update, Waiver, World } from '../world/types.ts';
import { type Alteration, remade, withMessages } from './alteration.ts';
import { among, type WorkflowFault } from './fault.ts';
import { holding, NEVER, type Stop } from './stops.ts';

/** What a fault makes of the world that all share, and of what single systems see of it beyond that. */
export interface Altered {
  readonly base: Alteration;
  readonly views: ReadonlyMap<System, Alteration>;
}

const AS_IT_IS: Alteration = (world) => world;
const ALL: Altered = { base: AS_IT_IS, views: new Map() };

function seenBy(view: Alteration, ...systems: readonly System[]): ReadonlyMap<System, Alteration> {
  return new Map(systems.map((system) => [system, view]));
}

/** The part of the fault's world that this one meets, by the moment at which it does. */
function met(
  world: World,
  fault: WorkflowFault,
  startedAt: number,
  momentOf: (update: Update) => number | null,
): readonly { readonly update: Update; readonly at: number }[] {
  const { releases, share, forMinutes } = fault;
  const since = startedAt - forMinutes * MINUTE;
  return world
    .updates()
    .filter(({ releaseName }) => {
      const kind = world.release(releaseName)?.kind;
      return releases === undefined || (kind !== undefined && releases.includes(kind));
    })
    .flatMap((update) => {
      const at = momentOf(update);
      return at !== null && at > since ? [{ update, at }] : [];
    })
    .filter((_, n) => among(n, share));
}

function isComposed(world: World, { releaseName }: Update): boolean {
  return world.release(releaseName)?.composedByBodhi === true;
}

/** Everything from a moment on; where there are no composes, tests begin only after the push to testing. */
function stopOf(world: World, update: Update, after: number, delayMs: number): Stop {
  const of = isComposed(world, update) ? 'pushes' : 'both';
  return { builds: update.builds, alias: update.alias, after, delayMs, of };
}

/** The runs of the required test, of a release and packages that have one. */
function gatingRuns(world: World, update: Update): readonly TestRun[] {
  const release = world.release(update.releaseName);
  if (release === undefined || !hasCi(release)) return [];
  return update.builds
    .filter((id) => world.package(world.build(id)?.name ?? '')?.gated === true)
    .flatMap((id) => world.testRunsOf(id).filter(({ testcase }) => testcase === GATING_TESTCASE));
}

/** The waivers of a list, by the build that each is about. */
const byNvr = new WeakMap<readonly Waiver[], ReadonlyMap<string, readonly Waiver[]>>();

function waiversFor(world: World, update: Update): readonly Waiver[] {
  const all = world.waivers();
  const known = byNvr.get(all) ?? grouped(all);
  byNvr.set(all, known);
  return update.builds.flatMap((id) => known.get(world.build(id)?.nvr ?? '') ?? []);
}

function grouped(all: readonly Waiver[]): ReadonlyMap<string, readonly Waiver[]> {
  const groups = new Map<string, Waiver[]>();
  for (const one of all) {
    const group = groups.get(one.subjectIdentifier);
    if (group === undefined) groups.set(one.subjectIdentifier, [one]);
    else group.push(one);
  }
  return groups;
}

/** What this fault of the workflow makes of a world; it has lasted since before `startedAt`. */
export function workflowAlteration(fault: WorkflowFault, startedAt: number): Altered {
  const meets = (world: World, momentOf: (update: Update) => number | null) =>
    met(world, fault, startedAt, momentOf);
  const since = startedAt - fault.forMinutes * MINUTE;
  switch (fault.kind) {
    case 'signer stops':
    case 'signer lags': {
      const delayMs = fault.kind === 'signer stops' ? NEVER : fault.minutes * MINUTE;
      // By then its builds stand in the tag to be signed in, and CI knows of it where it need not wait for that.
      const find = (world: World) =>
        meets(world, ({ createdAt }) => createdAt).map(({ update, at }) =>
          stopOf(world, update, at + 3 * SECOND, delayMs),
        );
      return { ...ALL, base: holding(find) };
    }
    case 'stopped consumer':
      return stoppedConsumer(fault, meets, since);
    case 'unseen results': {
      const unseen = (run: TestRun): TestRun =>
        run.recordedAt !== null && run.recordedAt > since ? { ...run, recordedAt: NEVER } : run;
      const all = remade<TestRun>((list) => list.map(unseen));
      const view: Alteration = (world) => ({
        ...world,
        testRuns: () => all(world.testRuns()),
        testRunsOf: (id) => all(world.testRunsOf(id)),
      });
      return { base: holding((world) => shutGates(world, meets)), views: seenBy(view, 'greenwave', 'bodhi') };
    }
    case 'unheeded waivers': {
      const find = (world: World) =>
        meets(world, (update) => waiversFor(world, update).at(-1)?.at ?? null).map(({ update, at }) => ({
          ...stopOf(world, update, at, NEVER),
          of: 'pushes' as const,
        }));
      const view: Alteration = (world) => ({
        ...world,
        waivers: () => world.waivers().filter(({ at }) => at <= since),
      });
      return { base: holding(find), views: seenBy(view, 'greenwave', 'bodhi') };
    }
    case 'late triggers': {
      const find = (world: World) =>
        meets(world, ({ announcedAt }) => announcedAt).map(
          ({ update, at }): Stop => ({
            builds: update.builds,
            alias: update.alias,
            after: at - SECOND / 2,
            delayMs: fault.minutes * MINUTE,
            of: isComposed(world, update) ? 'tests' : 'both',
          }),
        );
      return { ...ALL, base: holding(find) };
    }
    case 'fail open':
      return { ...ALL, base: failOpen(meets) };
    case 'lost signatures': {
      const lost = (build: Build): Build =>
        build.signedAt !== null && build.signedAt > since ? { ...build, signedAt: NEVER } : build;
      const all = remade<Build>((list) => list.map(lost));
      const view: Alteration = (world) => ({
        ...world,
        builds: () => all(world.builds()),
        build: (key) => {
          const build = world.build(key);
          return build === undefined ? undefined : lost(build);
        },
      });
      return { ...ALL, views: seenBy(view, 'koji') };
    }
  }
}

type Meets = (world: World, momentOf: (update: Update) => number | null) => ReturnType<typeof met>;

/** Updates whose gate stays shut, since greenwave misses a result of theirs that nobody has waived. */
function shutGates(world: World, meets: Meets): readonly Stop[] {
  const shutAt = (update: Update): number | null => {
    const runs = gatingRuns(world, update);
    if (runs.length === 0 || waiversFor(world, update).length > 0) return null;
    return Math.max(...runs.map(({ doneAt }) => doneAt));
  };
  return meets(world, shutAt).map(({ update, at }) => ({
    ...stopOf(world, update, at, NEVER),
    of: 'pushes',
  }));
}

function stoppedConsumer(
  fault: Extract<WorkflowFault, { kind: 'stopped consumer' }>,
  meets: Meets,
  since: number,
): Altered {
  switch (fault.of) {
    case 'tags at bodhi': {
      const find = (world: World) =>
        meets(world, (update) => (isAutomatic(world, update) ? update.createdAt : null)).map(
          ({ update, at }) => ({
            ...stopOf(world, update, at - 1, NEVER),
            of: 'both' as const,
          }),
        );
      return { ...ALL, base: holding(find) };
    }
    case 'signatures at bodhi': {
      const find = (world: World) =>
        meets(world, (update) => signedAndMoved(world, update)).map(({ update, at }) =>
          stopOf(world, update, at + SECOND / 2, NEVER),
        );
      // What waits is not signed as bodhi has it.
      const unsigned = (world: World, one: Build | undefined): Build | undefined => {
        const update = one === undefined ? undefined : world.updateOf(one.id);
        const waits = update?.testingAt != null && update.testingAt > NEVER;
        return one !== undefined && waits ? { ...one, signedAt: NEVER } : one;
      };
      const view: Alteration = (world) => ({ ...world, build: (key) => unsigned(world, world.build(key)) });
      return { base: holding(find), views: seenBy(view, 'bodhi') };
    }
    case 'test results at resultsdb': {
      const lost = (run: TestRun): TestRun =>
        run.recordedAt !== null && run.recordedAt > since ? { ...run, recordedAt: NEVER } : run;
      const all = remade<TestRun>((list) => list.map(lost));
      const unheard = remade<Message>((list) =>
        list.filter(({ at, topic }) => at <= since || !topic.endsWith('.resultsdb.result.new')),
      );
      const silent: Alteration = (world) => ({
        ...withMessages(world, unheard),
        testRuns: () => all(world.testRuns()),
        testRunsOf: (id) => all(world.testRunsOf(id)),
      });
      const shut = holding((world) => shutGates(world, meets));
      return { ...ALL, base: (world) => silent(shut(world)) };
    }
  }
}

function isAutomatic(world: World, { releaseName, fromSideTag }: Update): boolean {
  return world.release(releaseName)?.automaticUpdates === true && fromSideTag === null;
}

/** When the signer had moved the last build of an update on. */
function signedAndMoved(world: World, { builds }: Update): number | null {
  const moves = builds.flatMap((id) =>
    world
      .taggingsOf(id)
      .filter(({ by }) => by === SERVICE.signing)
      .map(({ from }) => from),
  );
  return moves.length < builds.length ? null : Math.max(...moves);
}

/** Pushed to stable although a required test had failed, and nobody had waived that. */
function failOpen(meets: Meets): Alteration {
  return (world) => {
    // Whoever became stable is met: which those are changes by the second, and is asked by the thousand.
    let madeAt = Number.NEGATIVE_INFINITY;
    let open: ReadonlySet<number> = new Set();
    const isOpen = (buildId: number | undefined): boolean => {
      if (world.now() - madeAt > SECOND) {
        madeAt = world.now();
        const isStable = ({ stableAt }: Update): number | null =>
          stableAt !== null && stableAt <= madeAt ? stableAt : null;
        open = new Set(meets(world, isStable).flatMap(({ update }) => update.builds));
      }
      return buildId !== undefined && open.has(buildId);
    };
    const failed = (run: TestRun): TestRun =>
      run.testcase === GATING_TESTCASE && run.recordedAt !== null && isOpen(run.buildId)
        ? { ...run, outcome: 'FAILED' }
        : run;
    return {
      ...world,
      testRuns: () => world.testRuns().map(failed),
      testRunsOf: (id) => world.testRunsOf(id).map(failed),
      waivers: () =>
        world.waivers().filter(({ subjectIdentifier }) => !isOpen(world.build(subjectIdentifier)?.id)),
    };
  };
}

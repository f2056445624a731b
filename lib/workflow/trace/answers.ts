import type { ProbeContext } from '../../probe/probe.ts';
import { list } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { archesOf, byArch } from '../../systems/koji/builders.ts';
import { listHosts, listTimedBuilds } from '../../systems/koji/calls.ts';
import { allOf, call } from '../../systems/koji/client.ts';
import { countIn, TASK_STATE, tasksIn } from '../../systems/koji/queue.ts';
import { BUILD_STATE, type TimedBuild, timedBuilds } from '../../systems/koji/schema.ts';
import { readTests } from './bus.ts';
import { distribution } from './distribution.ts';
import { type Joined, linksOf } from './join.ts';
import { SLOWER } from './judge.ts';
import { pagesOf } from './moments.ts';
import type { Answered, StageOutcome } from './outcome.ts';
import { chunks, pooled } from './pool.ts';
import { isTest, type Links, type TestEvent, testRuns } from './runs.ts';

/** Complete builds of each package that are looked at, and packages of one question. */
const BUILDS = 20;
const PACKAGES_A_CALL = 25;

/** Tests begin and end within hours. */
const TESTS_MS = 6 * 3_600_000;
const TEST_PAGES = 30;

const NO_ARCHES: readonly string[] = ['noarch', 'src'];

/** How long a build of each package takes, over its last complete builds. */
export async function buildTimes(context: ProbeContext, builds: readonly TimedBuild[]): Promise<Answered> {
  const ids = [...new Set(builds.map(({ package_id }) => package_id))];
  const found = await pooled(chunks(ids, PACKAGES_A_CALL), 2, (part) =>
    allOf(
      context,
      part.map((packageID) => listTimedBuilds({ packageID, state: BUILD_STATE.COMPLETE }, BUILDS)),
      list(timedBuilds),
    ),
  );
  const rows = found.flat().flatMap((all) => {
    const [first] = all;
    const { count, p50, p90 } = distribution(all.flatMap(secondsOf));
    if (first === undefined || p50 === null || p90 === null) return [];
    return [
      { name: first.name, seconds: p90, value: `${words(p50)}, 90 % within ${words(p90)}, of ${count}` },
    ];
  });
  const sorted = rows.sort((one, other) => other.seconds - one.seconds);
  const [longest] = sorted;
  return {
    question: 'How long does a build of this package take?',
    answer:
      longest === undefined
        ? 'not known: koji has no complete builds of these packages'
        : `half of the builds within the time named, of ${rows.length} packages; ${longest.name} takes longest, ${longest.value}`,
    rows: sorted.map(({ name, value }) => ({ name, value })),
  };
}

function secondsOf({ start_ts, completion_ts }: TimedBuild): readonly number[] {
  return start_ts === null || completion_ts === null ? [] : [completion_ts - start_ts];
}

/** Which stages take longer than they usually do. */
export function slowerThanUsual(stages: readonly StageOutcome[]): Answered {
  const compared = stages.filter(({ slower }) => slower !== null);
  const slow = compared.filter(
    ({ slower, p90 }) => (slower ?? 0) > SLOWER.factor && (p90 ?? 0) > SLOWER.floorSeconds,
  );
  const names = slow.map(({ title, slower }) => `${title} (${(slower ?? 0).toFixed(1)} times as long)`);
  const answer =
    compared.length === 0
      ? 'not known: there is no history to compare with'
      : names.length === 0
        ? `no: none of ${compared.length} stages takes ${SLOWER.factor} times as long as usual`
        : `yes: ${names.join(', ')}`;
  return {
    question: 'Is the system slower than normal?',
    answer,
    rows: compared.map(({ title, p90, usual, slower }) => ({
      name: title,
      value: `${words(p90 ?? 0)}, usually ${words(usual?.p90 ?? 0)} (${(slower ?? 0).toFixed(1)})`,
    })),
  };
}

/** How many builders each architecture has, and how many of them are there. */
export async function builders(context: ProbeContext): Promise<Answered> {
  const { data: hosts } = await call(context, listHosts());
  const arches = [...new Set(hosts.flatMap((host) => archesOf(host.arches)))].filter(
    (arch) => !NO_ARCHES.includes(arch),
  );
  const each = byArch(arches.sort(), hosts, context.now());
  return {
    question: 'How many builders are there for each architecture?',
    answer: each.map(({ arch, checkedIn }) => `${arch} ${checkedIn}`).join(', ') || 'none',
    rows: each.map(({ arch, enabled, checkedIn }) => ({
      name: arch,
      value: `${checkedIn} of ${enabled} that are enabled`,
    })),
  };
}

/** What waits for a builder, and for an executor of CI, and since when. */
export async function waitingNow(context: ProbeContext): Promise<Answered> {
  const now = context.now();
  const { data: tasks } = await call(context, tasksIn([TASK_STATE.FREE]));
  const { data: open } = await call(context, countIn([TASK_STATE.OPEN, TASK_STATE.ASSIGNED]));
  const { events, ciWhole } = await readTests(context, TESTS_MS, TEST_PAGES);
  const tests = openTests(events.filter(isTest), linksOf(pagesOf(context)));
  const oldest = (since: readonly number[]): number => Math.max(0, ...since.map((at) => now - at));
  const free = tasks.map(({ create_ts }) => create_ts * 1000);
  const within = `of the last ${ageInWords(TESTS_MS)}${ciWhole ? '' : ', as far as they were read'}`;
  const [wait, run] = [
    aged(tests.queued.length, oldest(tests.queued)),
    aged(tests.running.length, oldest(tests.running)),
  ];
  return {
    question: 'How many builds and tests wait, and for how long?',
    answer: `${free.length} tasks wait for a builder${aged(free.length, oldest(free))}; ${tests.queued.length} tests for an executor${wait}`,
    rows: [
      {
        name: 'tasks of koji that wait for a builder',
        value: `${free.length}${aged(free.length, oldest(free))}`,
      },
      { name: 'tasks of koji that run', value: String(open) },
      { name: `tests that wait for an executor, ${within}`, value: `${tests.queued.length}${wait}` },
      { name: `tests that run, ${within}`, value: `${tests.running.length}${run}` },
    ],
  };
}

/** Since when tests wait, and run, of which no end was told; those that were started again are over. */
export function openTests(
  events: readonly TestEvent[],
  links: Links,
): { readonly queued: readonly number[]; readonly running: readonly number[] } {
  const byTask = new Map<number | null, TestEvent[]>();
  for (const event of events) {
    const found = byTask.get(event.taskId) ?? [];
    found.push(event);
    byTask.set(event.taskId, found);
  }
  const runs = [...byTask.values()].flatMap((all) => testRuns(all, [], links));
  const open = runs.filter(
    ({ steps, repeated }) => steps.complete === undefined && steps.error === undefined && !repeated,
  );
  return {
    queued: open.flatMap(({ steps }) => (steps.running === undefined ? (steps.queued?.at ?? []) : [])),
    running: open.flatMap(({ steps }) => steps.running?.at ?? []),
  };
}

function aged(count: number, ms: number): string {
  return count === 0 ? '' : `, the oldest for ${ageInWords(ms)}`;
}

/** How often a gate was closed, by which test, and whether it was waived. */
export function gatingFailures(joined: readonly Joined[]): Answered {
  const tested = joined.filter(({ runs }) => runs.some(({ steps }) => steps.result !== undefined));
  const closed = tested.filter(({ refusals }) => refusals.length > 0);
  const byCase = new Map<string, string[]>();
  for (const { refusals, traced } of closed) {
    for (const testcase of refusals) byCase.set(testcase, [...(byCase.get(testcase) ?? []), traced.nvr]);
  }
  const waived = closed.filter(({ moments }) => moments.has('waived')).length;
  const share = tested.length === 0 ? 0 : Math.round((closed.length / tested.length) * 1000) / 10;
  return {
    question: 'How often does gating fail, and where?',
    answer:
      tested.length === 0
        ? 'not known: no tested build in this sample'
        : `${closed.length} of ${tested.length} tested builds (${share} %), ${waived} of them waived`,
    rows: [...byCase]
      .sort((one, other) => other[1].length - one[1].length)
      .map(([name, nvrs]) => ({ name, value: `${nvrs.length}: ${nvrs.join(', ')}` })),
  };
}

function words(seconds: number): string {
  return ageInWords(seconds * 1000);
}

import type { ProbeContext } from '../../probe/probe.ts';
import type { WorkflowEvent } from '../events.ts';
import { type Key, keyOf, keysOf } from '../keys.ts';
import { type Milestone, milestonesOf } from '../milestones.ts';
import type { TagBook, TagStep } from '../tags.ts';
import type { Records } from './collect.ts';
import { unheard } from './lacks.ts';
import { ofBuild, ofTaggings, ofUpdate, type Pages, pagesOf, type Recorded, stableAsked } from './moments.ts';
import type { Moment } from './outcome.ts';
import { isTest, type Links, type TestRun, testRuns } from './runs.ts';
import { siblingsOf, type Traced, wayOf, withSiblings } from './traced.ts';

/** Every record of one build, joined. */
export interface Joined {
  readonly traced: Traced;
  /** All moments of each milestone, the earliest first. */
  readonly moments: ReadonlyMap<Milestone, readonly Moment[]>;
  readonly runs: readonly TestRun[];
  /** Whether CI said anything of its pull request. */
  readonly requestTested: boolean;
  /** Test cases that closed its gate. */
  readonly refusals: readonly string[];
  /** Messages that must have been sent and were not found, in words. */
  readonly missing: readonly string[];
  /** Whether all its messages were read: only then it proves something that one is missing. */
  readonly heard: boolean;
  /** The same of the messages of CI, and whether resultsdb was read. */
  readonly testsHeard: boolean;
  readonly resultsRead: boolean;
  /** The other builds of its update, of which only the tests were read: one gate holds them all. */
  readonly siblings: readonly Joined[];
}

/** Joins the records of each build by what it is called in each system. */
export function join(
  context: ProbeContext,
  traced: readonly Traced[],
  records: Records,
  book: TagBook,
): readonly Joined[] {
  const index = new Map<Key, WorkflowEvent[]>();
  for (const event of once(records.events)) {
    for (const key of keysOf(event)) {
      const found = index.get(key) ?? [];
      found.push(event);
      index.set(key, found);
    }
  }
  const pages = pagesOf(context);
  const now = context.now();
  const all = new Map(
    withSiblings(traced).map((one) => [one.nvr, joined(one, records, index, book, pages, now)]),
  );
  return traced.flatMap((one) => {
    const own = all.get(one.nvr);
    if (own === undefined) return [];
    const others = siblingsOf(one).flatMap(({ nvr }) => all.get(nvr) ?? []);
    return [{ ...own, siblings: others.map((other) => ({ ...other, siblings: [] })) }];
  });
}

type Alone = Omit<Joined, 'siblings'>;

/** A publisher that hears no confirmation publishes again, under another id and somewhat later. */
const AGAIN_MS = 60_000;

/** Every event once, in the order of their times. */
function once(events: readonly WorkflowEvent[]): readonly WorkflowEvent[] {
  const last = new Map<string, number>();
  const sorted = [...events].sort((one, other) => one.at - other.at);
  return sorted.filter(({ id: _id, at, ...said }) => {
    const text = JSON.stringify(said);
    const before = last.get(text);
    last.set(text, at);
    return before === undefined || at - before > AGAIN_MS;
  });
}

function joined(
  one: Traced,
  records: Records,
  index: ReadonlyMap<Key, readonly WorkflowEvent[]>,
  book: TagBook,
  pages: Pages,
  now: number,
): Alone {
  const { nvr, release, update } = one;
  const build = records.builds.get(nvr);
  const rows = records.taggings.get(nvr) ?? [];
  const stepsOf = (tag: string): readonly TagStep[] =>
    book.usesOf(tag).flatMap((use) => (use.release === null || use.release === release.name ? use.step : []));
  const events = eventsOf(one, records, index);
  const told = new Map<Milestone, Moment[]>();
  for (const event of events) {
    for (const name of milestonesOf(event, stepsOf)) {
      if (name.startsWith('test-') || name === 'result') continue;
      add(told, name, { at: event.at, record: 'message', url: pages.message(event.id) });
    }
  }
  const recorded: readonly Recorded[] = [
    ...(build === undefined ? [] : ofBuild(build, pages)),
    ...ofTaggings(rows, stepsOf, pages),
    ...(update === null ? [] : ofUpdate(update, wayOf(one).composed, pages)),
    ...records.waivers
      .filter((waiver) => waiver.waived && isAbout(waiver, one))
      .map(({ id, timestamp }): Recorded => {
        const moment: Moment = { at: timestamp, record: 'waiverdb', url: pages.waiver(id) };
        return { milestone: 'waived', moment };
      }),
  ];
  const moments = new Map(told);
  for (const name of new Set(recorded.map(({ milestone }) => milestone))) {
    const own = recorded.filter(({ milestone }) => milestone === name).map(({ moment }) => moment);
    moments.set(name, own);
  }
  if (beganUnheard(events, moments)) moments.delete('request-testing');
  addFallbacks(moments, one, stableAsked(rows, stepsOf, pages), pages);
  const runs = testRuns(events.filter(isTest), resultsOf(nvr, records), linksOf(pages));
  addRuns(moments, runs);
  const refusals = refusalsOf(one, records, runs);
  addRefusals(moments, runs, refusals);
  for (const all of moments.values()) all.sort((a, b) => a.at - b.at);
  const heard = !records.unread.has('datagrepper') && !records.cut.has(one.package);
  return {
    traced: one,
    moments,
    runs,
    requestTested: events.some(({ kind }) => kind.startsWith('ci.dist-git-pr.') || kind.includes('.flag.')),
    refusals,
    missing: heard ? unheard(moments, told, now) : [],
    heard,
    testsHeard: heard && records.ciWhole,
    resultsRead: !records.unread.has('resultsdb'),
  };
}

function add(map: Map<Milestone, Moment[]>, name: Milestone, moment: Moment): void {
  const all = map.get(name) ?? [];
  all.push(moment);
  map.set(name, all);
}

/** The messages of a build, each once, by every name that it goes by. */
function eventsOf(
  { nvr, package: name, release, update }: Traced,
  { builds }: Records,
  index: ReadonlyMap<Key, readonly WorkflowEvent[]>,
): readonly WorkflowEvent[] {
  const build = builds.get(nvr);
  const commit = /#([0-9a-f]{40})$/.exec(build?.source ?? '')?.[1];
  const keys: Key[] = [
    keyOf('nvr', nvr),
    ...(build === undefined ? [] : [keyOf('build', build.build_id)]),
    ...(build?.task_id == null ? [] : [keyOf('task', build.task_id)]),
    ...(update === null ? [] : [keyOf('update', update.alias)]),
    ...(commit === undefined ? [] : [keyOf('commit', commit)]),
  ];
  const found = new Set<WorkflowEvent>();
  const take = (key: Key): void => {
    for (const event of index.get(key) ?? []) {
      if (concerns(event, nvr, name, release.branch)) found.add(event);
    }
  };
  keys.forEach(take);
  // What CI said of the pull request that became this commit names the request alone.
  for (const event of [...found]) {
    if (event.kind.startsWith('pagure.pull-request.')) {
      keysOf(event)
        .filter((key) => key.startsWith('pull-request:'))
        .forEach(take);
    }
  }
  return [...found].sort((one, other) => one.at - other.at);
}

/** A commit may be pushed to several branches, and built for each. */
function concerns(event: WorkflowEvent, nvr: string, name: string, branch: string): boolean {
  if ('nvr' in event && event.nvr !== null && event.nvr !== nvr) return false;
  if ('package' in event && event.package !== null && event.package !== name) return false;
  return !('branch' in event) || event.branch === branch;
}

function isAbout(
  waiver: { readonly subject_type: string; readonly subject_identifier: string },
  { nvr, update }: Traced,
): boolean {
  return (
    (waiver.subject_type === 'koji_build' && waiver.subject_identifier === nvr) ||
    (waiver.subject_type === 'bodhi_update' && waiver.subject_identifier === update?.alias)
  );
}

function resultsOf(nvr: string, { results }: Records): Records['results'] {
  return results.filter(({ data }) => data.item?.[0] === nvr);
}

export function linksOf(pages: Pages): Links {
  return {
    message: ({ id, at }) => ({ at, record: 'message', url: pages.message(id) }),
    result: ({ id, submit_time }) => ({ at: submit_time, record: 'resultsdb', url: pages.result(id) }),
  };
}

/** Whether CI told how a test of the request ended before any message told that one began. */
function beganUnheard(
  events: readonly WorkflowEvent[],
  moments: ReadonlyMap<Milestone, readonly Moment[]>,
): boolean {
  const began = moments.get('request-testing')?.[0]?.at ?? Number.POSITIVE_INFINITY;
  return events.some(
    ({ kind, at }) => /^ci\.dist-git-pr\.test\.(?:error|complete)$/.test(kind) && at < began,
  );
}

/** What no message told, told by a record that lies a little later. */
function addFallbacks(
  moments: Map<Milestone, Moment[]>,
  { update }: Traced,
  asked: Recorded | null,
  pages: Pages,
): void {
  if (!moments.has('stable-requested') && asked !== null) moments.set(asked.milestone, [asked.moment]);
  const approved = update?.date_approved ?? null;
  if (update !== null && approved !== null && !moments.has('requirements-met')) {
    moments.set('requirements-met', [{ at: approved, record: 'bodhi', url: pages.update(update.alias) }]);
  }
}

/** The tests as milestones, for those who look at a build as a whole. */
function addRuns(moments: Map<Milestone, Moment[]>, runs: readonly TestRun[]): void {
  for (const { steps } of runs) {
    if (steps.queued !== undefined) add(moments, 'test-queued', steps.queued);
    if (steps.running !== undefined) add(moments, 'test-running', steps.running);
    if (steps.complete !== undefined) add(moments, 'test-complete', steps.complete);
    if (steps.error !== undefined) add(moments, 'test-error', steps.error);
    if (steps.result !== undefined) add(moments, 'result', steps.result);
  }
}

/**
 * Greenwave tells nobody that a gate is closed: it was by the failure of a test that was waived, and it is by all that
 * greenwave, asked, still requires.
 */
function refusalsOf(
  one: Traced,
  { waivers, decisions }: Records,
  runs: readonly TestRun[],
): readonly string[] {
  const waived = new Set(waivers.filter((waiver) => isAbout(waiver, one)).map(({ testcase }) => testcase));
  const failed = runs.filter(({ outcome, testcase }) => outcome === 'FAILED' && waived.has(testcase));
  const required = decisions.get(one.update?.alias ?? '')?.unsatisfied_requirements ?? [];
  const held = required.filter(
    (of) => of.subject_identifier === one.nvr && of.type !== 'test-result-missing',
  );
  return [
    ...new Set([
      ...failed.map(({ testcase }) => testcase),
      ...held.flatMap(({ testcase }) => testcase ?? []),
    ]),
  ];
}

function addRefusals(
  moments: Map<Milestone, Moment[]>,
  runs: readonly TestRun[],
  refusals: readonly string[],
): void {
  if (moments.has('unsatisfied')) return;
  for (const { testcase, outcome, steps } of runs) {
    const closed = outcome === 'FAILED' && refusals.includes(testcase);
    if (closed && steps.result !== undefined) add(moments, 'unsatisfied', steps.result);
  }
}

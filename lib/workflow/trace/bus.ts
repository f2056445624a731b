import type { ProbeContext } from '../../probe/probe.ts';
import { ShapeError } from '../../protocols/shape.ts';
import { type BusMessage, MAX_ROWS, search } from '../../systems/datagrepper/client.ts';
import type { Tagging, TimedBuild } from '../../systems/koji/schema.ts';
import type { LinkedResult } from '../../systems/resultsdb/client.ts';
import { readMessage, type WorkflowEvent } from '../events.ts';
import { topicOf } from '../topics.ts';
import { pooled } from './pool.ts';
import { type Traced, wayOf } from './traced.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** All messages of a package are read from this long before its build, those of dist-git from earlier on. */
const BEFORE_BUILD_MS = HOUR;
const BEFORE_PUSH_MS = 4 * DAY;
/** After the last that is known of a build, messages may still come. */
const AFTER_MS = 30 * MINUTE;
/** Tests that have left no result are looked for this long, and none longer than half a day. */
const TESTS_MS = 2 * HOUR;
const LONGEST_TESTS_MS = 12 * HOUR;
/** Windows that lie closer than this are read as one. */
const NEAR_MS = 20 * MINUTE;
/** Pages of one package: one with hundreds of messages in some days is the kernel in a bad week. */
const PACKAGE_PAGES = 5;
const WIDTH = 6;

/** What is known before the bus is read, and how many pages may be asked for. */
export interface Known {
  readonly traced: readonly Traced[];
  readonly builds: ReadonlyMap<string, TimedBuild>;
  readonly taggings: ReadonlyMap<string, readonly Tagging[]>;
  readonly results: readonly LinkedResult[];
  readonly pages: number;
}

/** What the bus has told. */
export interface Read {
  readonly events: readonly WorkflowEvent[];
  readonly cut: ReadonlySet<string>;
  readonly ciWhole: boolean;
  readonly notes: readonly string[];
}

/** Milliseconds since the epoch. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is searched for: all of a package, or all of a category. */
type Wanted = { readonly package?: string; readonly category?: string; readonly topic?: string };

/**
 * The messages of each package while its builds were on their way, and those of CI, which are filed under no
 * package, while their tests ran.
 */
export async function readPackages(context: ProbeContext, known: Known): Promise<Read> {
  const reader = new Reader(context, known.pages);
  const lives = new Map<string, Span[]>();
  for (const one of known.traced) {
    const found = lives.get(one.package) ?? [];
    found.push(lifeOf(one, known, context.now()));
    lives.set(one.package, found);
  }
  const cut = new Set<string>();
  await pooled([...lives], WIDTH, async ([name, spans]) => {
    const before = spans.map(({ from }) => ({ from: from - BEFORE_PUSH_MS, to: from }));
    const whole = [
      ...(await reader.readAll({ package: name }, merged(spans), PACKAGE_PAGES)),
      ...(await reader.readAll({ package: name, category: 'pagure' }, merged(before), PACKAGE_PAGES)),
    ];
    if (!whole.every(Boolean)) cut.add(name);
  });
  const tests = merged([...testSpans(known, reader.events, context.now()), ...requestSpans(reader.events)]);
  const whole = await pooled(tests, WIDTH, (span) => reader.read({ category: 'ci' }, span, known.pages));
  return reader.told(cut, whole.every(Boolean));
}

/** For whole hours: the topics by themselves, as most packages of these hours are followed. */
export async function readBus(context: ProbeContext, known: Known): Promise<Read> {
  const reader = new Reader(context, known.pages);
  const lives = known.traced.map((one) => lifeOf(one, known, context.now()));
  if (lives.length === 0) return reader.told(new Set(), true);
  const starts = known.traced.flatMap(({ nvr }) => startOf(known.builds.get(nvr)) ?? []);
  const last = Math.max(...starts);
  // An update may hold a build of long ago: for its push nobody reads days.
  const first = Math.max(Math.min(...starts), last - LONGEST_TESTS_MS);
  const pushed = topicOf('pagure.git.receive', context.target);
  const announced = topicOf('bodhi.update.status.testing.koji-build-group.build.complete', context.target);
  const wide = { from: first - HOUR, to: last + 2 * HOUR };
  await reader.read({ topic: announced }, wide, known.pages);
  await reader.read({ topic: pushed }, wide, known.pages);
  const tests = merged(testSpans(known, reader.events, context.now()));
  const whole = await pooled(tests, 1, (span) => reader.read({ category: 'ci' }, span, known.pages));
  return reader.told(new Set(known.traced.map((one) => one.package)), whole.every(Boolean));
}

/** What CI said within a window that ends now, of whatever build. */
export async function readTests(context: ProbeContext, ms: number, pages: number): Promise<Read> {
  const reader = new Reader(context, pages);
  const now = context.now();
  const whole = await reader.read({ category: 'ci' }, { from: now - ms, to: now }, pages);
  return reader.told(new Set(), whole);
}

class Reader {
  readonly events: WorkflowEvent[] = [];
  private readonly seen = new Set<string>();
  private readonly odd = new Map<string, string>();
  private short = 0;

  constructor(
    private readonly context: ProbeContext,
    private left: number,
  ) {}

  /** Reads all that a window holds, a bounded number of pages; true if that was all. */
  async read(wanted: Wanted, { from, to }: Span, pages: number): Promise<boolean> {
    const endSeconds = Math.ceil(Math.min(to, this.context.now()) / 1000);
    const windowSeconds = endSeconds - Math.floor(from / 1000);
    if (windowSeconds <= 0) return true;
    const without = topicOf('buildsys.rpm.sign', this.context.target);
    // A large package has hundreds of rpms, and when it left the signing tag is told by its tags.
    const leaving = wanted.category === undefined && wanted.topic === undefined ? { without } : {};
    for (let page = 1; page <= pages; page++) {
      if (this.left <= 0) break;
      this.left--;
      const of = { ...wanted, ...leaving, windowSeconds, endSeconds, rows: MAX_ROWS, page };
      const { data } = await search(this.context, of);
      for (const message of data.raw_messages) this.take(message);
      if (page >= data.pages) return true;
    }
    this.short++;
    return false;
  }

  /** Several windows, one after the other. */
  async readAll(wanted: Wanted, spans: readonly Span[], pages: number): Promise<readonly boolean[]> {
    return pooled(spans, 1, (span) => this.read(wanted, span, pages));
  }

  private take(message: BusMessage): void {
    if (this.seen.has(message.id)) return;
    this.seen.add(message.id);
    try {
      const event = readMessage(message, this.context.target);
      if (event !== null) this.events.push(event);
    } catch (thrown) {
      if (!(thrown instanceof ShapeError)) throw thrown;
      this.odd.set(message.topic, `${message.id}: ${thrown.message}`);
    }
  }

  told(cut: ReadonlySet<string>, ciWhole: boolean): Read {
    const notes = [...this.odd].map(([topic, why]) => `${topic} has a message of another shape, ${why}`);
    if (this.short > 0) notes.push(`datagrepper: ${this.short} windows hold more messages than were read`);
    return { events: this.events, cut, ciWhole, notes };
  }
}

function startOf(build: TimedBuild | undefined): number | null {
  const at = build?.start_ts ?? build?.creation_ts ?? build?.completion_ts ?? null;
  return at === null ? null : at * 1000;
}

/** From some days before the build until it was stable, or now. */
function lifeOf({ nvr, release, update }: Traced, { builds, taggings }: Known, now: number): Span {
  const start = startOf(builds.get(nvr)) ?? update?.date_submitted ?? now;
  const tagged = taggings.get(nvr)?.find((row) => row['tag.name'] === release.stable_tag)?.create_ts;
  const stable = tagged === undefined ? (update?.date_stable ?? null) : tagged * 1000;
  const last = Math.max(stable ?? now, update?.date_stable ?? 0);
  return { from: start - BEFORE_BUILD_MS, to: Math.min(now, last + AFTER_MS) };
}

/** When the tests of each build were announced until their last result, and a while longer. */
function testSpans(known: Known, events: readonly WorkflowEvent[], now: number): readonly Span[] {
  const announced = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'bodhi.update.status.testing.koji-build-group.build.complete') continue;
    announced.set(event.alias, Math.min(event.at, announced.get(event.alias) ?? event.at));
  }
  const last = new Map<string, number>();
  for (const { data, submit_time } of known.results) {
    const item = data.item?.[0] ?? '';
    last.set(item, Math.max(submit_time, last.get(item) ?? 0));
  }
  return known.traced.flatMap((one) => {
    const { nvr, update } = one;
    if (update === null || !wayOf(one).tested) return [];
    const from = Math.min(announced.get(update.alias) ?? Number.POSITIVE_INFINITY, update.date_submitted);
    const ended = Math.max(last.get(nvr) ?? 0, from + TESTS_MS) + AFTER_MS;
    return [{ from: from - MINUTE, to: Math.min(now, ended, from + LONGEST_TESTS_MS) }];
  });
}

/** When the pull requests that were found were tested: what CI said of that is filed under no package either. */
function requestSpans(events: readonly WorkflowEvent[]): readonly Span[] {
  return events.flatMap((event) =>
    event.kind === 'pagure.pull-request.new' ? [{ from: event.at - MINUTE, to: event.at + 15 * MINUTE }] : [],
  );
}

/** Spans that overlap, or nearly so, as one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = found.at(-1);
    if (last === undefined || span.from > last.to + NEAR_MS) found.push(span);
    else found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return found;
}

import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { list } from '../../protocols/shape.ts';
import type { TimedUpdate } from '../../systems/bodhi/client.ts';
import { type Decided, decide } from '../../systems/greenwave/decide.ts';
import { decisionRequest } from '../../systems/greenwave/request.ts';
import { getTimedBuild, queryHistory } from '../../systems/koji/calls.ts';
import { allOf, multiCall } from '../../systems/koji/client.ts';
import { type Tagging, type TimedBuild, tagListing } from '../../systems/koji/schema.ts';
import { type LinkedResult, resultsOf } from '../../systems/resultsdb/client.ts';
import { type Waiver, type WaiverSubject, waiversOf } from '../../systems/waiverdb/client.ts';
import type { System } from '../../targets/systems.ts';
import type { WorkflowEvent } from '../events.ts';
import { type Read, readBus, readPackages } from './bus.ts';
import { chunks, pooled } from './pool.ts';
import { type Traced, wayOf, withSiblings } from './traced.ts';

/** Builds of one question to koji, and to resultsdb. */
const BUILDS_A_CALL = 25;
const ITEMS_A_CALL = 12;
const RESULT_PAGES = 3;
const WAIVERS_A_CALL = 50;
/** Decisions that are asked for: each costs greenwave questions to four systems. */
const DECISIONS = 20;
/** Questions under way at once; the context paces them. */
const WIDTH = 6;

/** All public records of the chosen builds. */
export interface Records {
  readonly builds: ReadonlyMap<string, TimedBuild>;
  readonly taggings: ReadonlyMap<string, readonly Tagging[]>;
  readonly results: readonly LinkedResult[];
  readonly waivers: readonly Waiver[];
  /** By alias; null where no policy applies. Only of updates whose gate is not known to be open. */
  readonly decisions: ReadonlyMap<string, Decided | null>;
  readonly events: readonly WorkflowEvent[];
  /** Packages whose messages were not all read: what is not among them proves nothing. */
  readonly cut: ReadonlySet<string>;
  /** Whether all messages of CI were read. */
  readonly ciWhole: boolean;
  /** Systems whose records could not be read. */
  readonly unread: ReadonlySet<System>;
  readonly notes: readonly string[];
}

/** How a run reads the bus: by package where only some builds are followed, by time where whole hours are. */
export interface Reading {
  readonly bus: 'packages' | 'hours';
  /** Pages of datagrepper that may be asked for. */
  readonly pages: number;
  readonly decisions: boolean;
}

/** Reads every record of the builds with as few questions as possible. Koji must answer; what others lack is noted. */
export async function collect(
  context: ProbeContext,
  traced: readonly Traced[],
  reading: Reading,
): Promise<Records> {
  const notes: string[] = [];
  const unread = new Set<System>();
  const orNote = async <T>(system: System, work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ProbeFailure)) throw thrown;
      if (!unread.has(system)) notes.push(`${system} could not be read: ${thrown.details.reason}`);
      unread.add(system);
      return otherwise;
    }
  };
  const nvrs = traced.map(({ nvr }) => nvr);
  const gated = withSiblings(traced);
  const [{ builds, taggings }, results, waivers, decisions] = await Promise.all([
    kojiRecords(context, nvrs),
    orNote('resultsdb', () => resultRecords(context, gated, notes), []),
    orNote('waiverdb', () => waiverRecords(context, gated), []),
    orNote('greenwave', () => decisionRecords(context, reading.decisions ? traced : []), new Map()),
  ]);
  const none: Read = { events: [], cut: new Set(), ciWhole: false, notes: [] };
  const known = { traced, builds, taggings, results, pages: reading.pages };
  const read = reading.bus === 'packages' ? readPackages : readBus;
  const { events, cut, ciWhole, notes: said } = await orNote('datagrepper', () => read(context, known), none);
  notes.push(...said);
  return { builds, taggings, results, waivers, decisions, events, cut, ciWhole, unread, notes };
}

async function kojiRecords(context: ProbeContext, nvrs: readonly string[]) {
  const builds = new Map<string, TimedBuild>();
  const taggings = new Map<string, readonly Tagging[]>();
  await pooled(chunks(nvrs, BUILDS_A_CALL), WIDTH, async (part) => {
    for (const found of await multiCall(context, part.map(getTimedBuild))) {
      if ('data' in found && found.data !== null) builds.set(found.data.nvr, found.data);
    }
    const known = part.filter((nvr) => builds.has(nvr));
    if (known.length === 0) return;
    const calls = known.map((build) => queryHistory({ build }));
    for (const [at, { tag_listing }] of (await allOf(context, calls, histories)).entries()) {
      taggings.set(known[at] ?? '', tag_listing);
    }
  });
  return { builds, taggings };
}

const histories = list(tagListing);

/** Only what CI tests has results that the flow waits for. */
async function resultRecords(
  context: ProbeContext,
  traced: readonly Traced[],
  notes: string[],
): Promise<readonly LinkedResult[]> {
  const items = traced.filter((one) => wayOf(one).tested).map(({ nvr }) => nvr);
  const found = await pooled(chunks(items, ITEMS_A_CALL), WIDTH, (part) =>
    resultsOf(context, part, RESULT_PAGES),
  );
  if (found.some(({ whole }) => !whole)) notes.push('resultsdb: more results than were read');
  return found.flatMap(({ results }) => results);
}

async function waiverRecords(context: ProbeContext, traced: readonly Traced[]): Promise<readonly Waiver[]> {
  const tested = traced.filter((one) => wayOf(one).tested);
  const subjects: WaiverSubject[] = tested.flatMap(({ nvr, update }) => [
    { type: 'koji_build', identifier: nvr },
    ...(update === null ? [] : [{ type: 'bodhi_update' as const, identifier: update.alias }]),
  ]);
  const each = new Map(subjects.map((one) => [`${one.type} ${one.identifier}`, one]));
  const found = await pooled(chunks([...each.values()], WAIVERS_A_CALL), WIDTH, (part) =>
    waiversOf(context, part),
  );
  return found.flat();
}

/** Bodhi itself says of most updates that their gate is open. */
function isUndecided({ status, test_gating_status }: TimedUpdate): boolean {
  if (status !== 'pending' && status !== 'testing') return false;
  return test_gating_status !== 'passed' && test_gating_status !== 'ignored';
}

async function decisionRecords(
  context: ProbeContext,
  traced: readonly Traced[],
): Promise<ReadonlyMap<string, Decided | null>> {
  const updates = new Map<string, TimedUpdate>();
  for (const one of traced) {
    const { update } = one;
    if (update !== null && wayOf(one).tested && isUndecided(update)) updates.set(update.alias, update);
  }
  const asked = [...updates.values()].slice(0, DECISIONS);
  const decided = await pooled(asked, WIDTH, (update) => decide(context, decisionRequest(update)));
  return new Map(asked.map(({ alias }, at) => [alias, decided[at] ?? null]));
}

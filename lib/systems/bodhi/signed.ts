import type { ProbeContext } from '../../probe/probe.ts';
import { list, type Shaped } from '../../protocols/shape.ts';
import { allOf, kojiCall, throughKoji } from '../koji/client.ts';
import { tagListing } from '../koji/schema.ts';
import type { BodhiRelease, BodhiUpdate } from './schema.ts';

/** Builds whose tags are asked for at once. */
const BUILDS = 25;
/** How the tags of a side tag’s update end; those of releases are told by bodhi. */
const TO_SIGN = /-signing-pending$/;
const SIGNED = /-testing-pending$/;

type Row = Shaped<typeof tagListing>['tag_listing'][number];

/** An update with the builds of which bodhi has to learn that they are signed. */
export interface Waiting {
  readonly update: BodhiUpdate;
  readonly nvrs: readonly string[];
}

/** What of the pending updates waits for signatures: where nothing is composed, even an update of signed builds. */
export function waitingFor(
  updates: readonly BodhiUpdate[],
  automatic: ReadonlySet<string>,
): readonly Waiting[] {
  let left = BUILDS;
  return updates.flatMap((update) => {
    const wanted = update.builds.filter(({ signed }) => !signed || automatic.has(update.release.name));
    const nvrs = wanted.slice(0, left).map(({ nvr }) => nvr);
    left -= nvrs.length;
    return nvrs.length === 0 ? [] : [{ update, nvrs }];
  });
}

const historyOf = (nvr: string) =>
  kojiCall(tagListing, 'queryHistory', [], { tables: ['tag_listing'], build: nvr });
const histories = list(tagListing);

/** Since when (ms) koji has each build as signed: it has left the tag to be signed in, and come into the next. */
export async function signedSince(
  context: ProbeContext,
  nvrs: readonly string[],
  releases: readonly BodhiRelease[],
): Promise<ReadonlyMap<string, number>> {
  const names = (of: (release: BodhiRelease) => readonly string[]) => new Set(releases.flatMap(of));
  const toSign = names((release) => [release.pending_signing_tag]);
  const signed = names((release) => [
    release.pending_testing_tag,
    release.testing_tag,
    release.pending_stable_tag,
    release.stable_tag,
  ]);
  const rows = await throughKoji(() => allOf(context, nvrs.map(historyOf), histories));
  const since = new Map<string, number>();
  for (const [at, nvr] of nvrs.entries()) {
    const active = (rows[at]?.tag_listing ?? []).filter((row) => row.active === true);
    const isIn = (known: ReadonlySet<string>, form: RegExp) => (row: Row) =>
      known.has(row['tag.name']) || form.test(row['tag.name']);
    if (active.some(isIn(toSign, TO_SIGN))) continue;
    const times = active.filter(isIn(signed, SIGNED)).map(({ create_ts }) => create_ts * 1000);
    if (times.length > 0) since.set(nvr, Math.min(...times));
  }
  return since;
}

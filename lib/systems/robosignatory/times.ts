import { quantile } from '../../probe/judge.ts';
import { list, nullable, number, object, string } from '../../protocols/shape.ts';
import { kojiCall } from '../koji/client.ts';

/** Rows of one tag that are read, the newest first: a day of a busy release. */
const ROWS = 500;

/** How long each build stood in a tag; `revoke_ts` is null while it does. */
export const stays = object({
  tag_listing: list(object({ 'tag.name': string, create_ts: number, revoke_ts: nullable(number) })),
});

/** What came into a signing tag since then (ms), or left it. */
export const staysIn = (tag: string, sinceMs: number) =>
  kojiCall(stays, 'queryHistory', [], {
    tables: ['tag_listing'],
    tag,
    after: Math.floor(sinceMs / 1000),
    queryOpts: { limit: ROWS, order: '-create_event' },
  });

/** How long builds took to be signed, in ms. */
export interface SigningTimes {
  readonly count: number;
  /** Of those, the ones that still wait. */
  readonly waiting: number;
  readonly p50: number;
  readonly p90: number;
}

type Row = ReturnType<typeof stays>['tag_listing'][number];

/** Of builds that still wait the time so far counts: without them a signer at rest would look quick. */
export function signingTimes(rows: readonly Row[], now: number): SigningTimes | null {
  if (rows.length === 0) return null;
  const times = rows
    .map(({ create_ts, revoke_ts }) =>
      Math.max(0, (revoke_ts === null ? now : revoke_ts * 1000) - create_ts * 1000),
    )
    .sort((one, other) => one - other);
  return {
    count: rows.length,
    waiting: rows.filter(({ revoke_ts }) => revoke_ts === null).length,
    p50: quantile(times, 0.5),
    p90: quantile(times, 0.9),
  };
}

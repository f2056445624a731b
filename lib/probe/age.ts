import type { WireResponse } from '../k6/ports.ts';
import { ageInWords } from '../protocols/time.ts';
import { excerpt, ProbeFailure, wrongAnswer } from './failure.ts';
import type { ProbeContext } from './probe.ts';

/** As far as a service's clock may be ahead of ours: beyond that Kerberos breaks. */
const AHEAD_MS = 300_000;

/** Where a time was read. */
type Source = Pick<WireResponse, 'text' | 'url'>;

/**
 * How long ago (ms) something was recorded, by our clock. A time to come is a wrong answer: what carries it would
 * pass for new until that time has come.
 */
export function passedSince(context: ProbeContext, at: number, { text, url }: Source): number {
  const age = context.now() - at;
  if (age >= -AHEAD_MS) return Math.max(0, age);
  throw wrongAnswer(`a time that is ${ageInWords(-age)} ahead of this machine’s clock`, text, url);
}

/**
 * The same of the newest record that a service has. Where the workflow never rests, one older than the limit shows
 * an old answer: of a cache, or of a copy of the database that is left behind. Where nothing is signed (staging), all
 * may rest for weeks.
 */
export function ageOfNewest(context: ProbeContext, at: number, limitSeconds: number, source: Source): number {
  const age = passedSince(context, at, source);
  if (context.target.capabilities.signing !== true || age <= limitSeconds * 1000) return age;
  const reason = `stale: the newest record is ${ageInWords(age)} old`;
  const { text, url } = source;
  throw new ProbeFailure({ verdict: 'failed', what: 'stale', reason, evidence: excerpt(text), url });
}

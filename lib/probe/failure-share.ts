import { ProbeFailure } from './failure.ts';
import type { Answer } from './probe.ts';

/** Requests on their way at once; how many start in a second is the runner's pace. */
const AT_ONCE = 8;
/** Failures after which more requests would change no verdict, and only burden a service in trouble. */
const ENOUGH = 20;

/**
 * Asks the same many times and answers with the share of failures in percent: what a proxy that loses one request
 * in fifty does to packagers is seen by no single request. What cannot be judged, such as a deadline that passed
 * or a block at the edge, ends it, as too few requests prove nothing.
 */
export async function failureShare(requests: number, once: () => Promise<unknown>): Promise<Answer<null>> {
  const reasons = new Map<string, number>();
  let asked = 0;
  let failed = 0;
  let broken = false;
  const ask = async (): Promise<void> => {
    try {
      await once();
    } catch (thrown) {
      if (!(thrown instanceof ProbeFailure) || thrown.details.verdict !== 'failed') {
        broken = true;
        throw thrown;
      }
      const { reason } = thrown.details;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      failed++;
    }
  };
  const worker = async (): Promise<void> => {
    while (asked < requests && failed < ENOUGH && !broken) {
      asked++;
      await ask();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, requests) }, worker));
  const tally = [...reasons].map(([reason, times]) => `${times} × ${reason}`).join('; ');
  const early = asked < requests ? `, stopped before ${requests}` : '';
  return {
    reason: `${failed} of ${asked} requests failed${early}${tally === '' ? '' : `: ${tally}`}`,
    value: (100 * failed) / asked,
    data: null,
  };
}

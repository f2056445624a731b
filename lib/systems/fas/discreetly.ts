import { ProbeFailure } from '../../probe/failure.ts';

/**
 * Where queries hold states and codes, and answers tokens: failures of this work keep what went wrong and where,
 * without either.
 */
export async function discreetly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure)) throw thrown;
    const { evidence: _unsaid, url, reason, ...rest } = thrown.details;
    throw new ProbeFailure({
      ...rest,
      reason: reason.replace(/\?[^\s"]*=[^\s"]*/g, '?…'),
      ...(url === undefined ? {} : { url: url.replace(/[?#].*$/, '') }),
    });
  }
}

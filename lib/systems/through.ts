import { ProbeFailure } from '../probe/failure.ts';
import type { System } from '../targets/systems.ts';

/**
 * For probes of other systems that read through this one: what it does wrong is not their failure, and leaves them
 * unknown.
 */
export async function through<T>(system: System, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure) || thrown.details.verdict !== 'failed') throw thrown;
    const reason = `needs ${system}: ${thrown.details.reason}`;
    throw new ProbeFailure({ ...thrown.details, verdict: 'unknown', what: 'needs', reason });
  }
}

/** How many names a line of reason holds. */
const NAMES = 3;

/** The first few of many names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const more = names.length - NAMES;
  return `${names.slice(0, NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

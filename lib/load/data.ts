import type { CallId } from '../../thresholds/calls.ts';
import type { ProbeContext } from '../probe/probe.ts';
import { findBus } from './discover-bus.ts';
import { findKoji } from './discover-koji.ts';
import type { LoadData } from './found.ts';

export { type LoadData, loadData } from './found.ts';

/**
 * Finds on the target itself what the calls can ask for, with a dozen polite requests. Throws a `ProbeFailure` where
 * a system does not answer well or has nothing at all; what is only partly there leaves lists empty, and a call that
 * needs them has no requests.
 */
export async function discover(context: ProbeContext, calls: readonly CallId[]): Promise<LoadData> {
  const asks = (system: string): boolean => calls.some((id) => id.startsWith(`${system}.`));
  const at = context.now();
  const koji = asks('koji') ? await findKoji(context) : null;
  const bus = asks('datagrepper') ? await findBus(context) : null;
  return { at, koji, bus };
}

import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import type { StepClock } from './step-clock.ts';

/** What a look found: what was waited for, or what is there instead, in words. */
export type Look<T> = { readonly found: T } | { readonly seen: string };

/** How often is looked, in seconds at scale 1; a person would press reload no more often. */
const EVERY_SECONDS = 10;
/** Not more often than this, whatever the scale. */
const LEAST_MS = 250;

/**
 * Looks until it finds, politely, and at most until the step's limit. What a system answers wrong while we wait is
 * kept as what was seen last, since it may recover; the failure itself is only thrown when the time is over.
 */
export async function waitFor<T>(
  context: ProbeContext,
  clock: StepClock,
  what: string,
  look: () => Promise<Look<T>>,
): Promise<T> {
  const pause = Math.max(LEAST_MS, clock.scaled(EVERY_SECONDS));
  let last: string | null = null;
  for (;;) {
    const { seen, failure } = await looked(look);
    if (seen !== null && 'found' in seen) return seen.found;
    last = seen?.seen ?? last;
    if (clock.left() > pause) {
      await context.sleep(pause);
      continue;
    }
    const end = failure === null ? '' : `${last === null ? '' : '; then '}${failure.details.reason}`;
    const reason = `no ${what} within ${clock.inWords()}; last seen: ${last ?? ''}${end}`;
    // A system that answered nothing well is at fault itself; one that did has nothing to show.
    if (failure !== null && last === null) throw new ProbeFailure({ ...failure.details, reason });
    throw new StepTimeout(reason);
  }
}

async function looked<T>(
  look: () => Promise<Look<T>>,
): Promise<{ readonly seen: Look<T> | null; readonly failure: ProbeFailure | null }> {
  try {
    return { seen: await look(), failure: null };
  } catch (thrown) {
    if (thrown instanceof ProbeFailure) return { seen: null, failure: thrown };
    throw thrown;
  }
}

/** What was waited for has not come. */
export class StepTimeout extends Error {
  override readonly name = 'StepTimeout';
}

/** What ends a wait at once: more time would change nothing. */
export class Final extends Error {
  override readonly name = 'Final';
  constructor(readonly failure: ProbeFailure) {
    super(failure.message);
  }
}

/** Somebody else has pushed in between: the run must begin anew from what they left. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  constructor(readonly failure: ProbeFailure) {
    super(failure.message);
  }
}

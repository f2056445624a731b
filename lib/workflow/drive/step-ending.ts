import { ProbeFailure } from '../../probe/failure.ts';
import { ShapeError } from '../../protocols/shape.ts';
import type { StepOutcome } from './outcome.ts';
import { SpecError } from './spec.ts';
import type { StepClock } from './step-clock.ts';
import { Final, Overtaken, StepTimeout } from './waiting.ts';

/** How a step ended, before its times are added. */
export interface Ended extends Pick<StepOutcome, 'verdict' | 'outcome' | 'reason'> {
  readonly url?: string;
  readonly evidence?: string;
  /** Another run was faster: this one may begin anew. */
  readonly overtaken?: true;
}

/** Requests that are cut off by the step's limit end a moment before it. */
const NEARLY = 0.98;

/**
 * What a thrown value says of the step. A failure of a system is `infrastructure`, or `timeout` where it used up the
 * step's time; a spec or message that cannot be read is a failure too; anything else is our own fault, and unknown.
 */
export function endingOf(thrown: unknown, clock: StepClock): Ended {
  if (thrown instanceof Overtaken) return { ...endingOf(thrown.failure, clock), overtaken: true };
  if (thrown instanceof Final) return endingOf(thrown.failure, clock);
  if (thrown instanceof StepTimeout) return failed('timeout', thrown.message);
  if (thrown instanceof SpecError || thrown instanceof ShapeError) {
    return failed('infrastructure', thrown.message);
  }
  if (!(thrown instanceof ProbeFailure)) {
    return { verdict: 'unknown', outcome: 'infrastructure', reason: `the step threw: ${String(thrown)}` };
  }
  const { verdict, reason, evidence, url, what } = thrown.details;
  const late = clock.spent() >= clock.limitMs * NEARLY;
  const more = {
    ...(evidence === undefined || evidence === '' ? {} : { evidence }),
    ...(url === undefined || url === '' ? {} : { url }),
  };
  if (!late) return { verdict, outcome: 'infrastructure', reason, ...more };
  // Past the limit it has failed, also where a request could not even be sent any more.
  const words = what === 'ours' ? `not done within ${clock.inWords()}: ${reason}` : reason;
  return { ...failed('timeout', words), ...more };
}

function failed(outcome: 'timeout' | 'infrastructure', reason: string): Ended {
  return { verdict: 'failed', outcome, reason };
}

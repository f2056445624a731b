/** What went wrong, in the words that a report groups by. */
export type FailureClass =
  | 'down'
  | 'wrong answer'
  | 'blocked'
  | 'wrong proxy'
  | 'slow'
  | 'needs'
  | 'stale'
  | 'ours';

export interface FailureDetails {
  readonly verdict: 'failed' | 'unknown';
  readonly what: FailureClass;
  readonly reason: string;
  /** Excerpt of what was seen. */
  readonly evidence?: string;
  readonly url?: string;
  /** Whether another attempt may end differently: refused, reset, 5xx; never a time-out. */
  readonly transient?: boolean;
  /** Id of the probe whose failure is the cause. */
  readonly causedBy?: string;
}

/** Ends an attempt of a probe with a verdict of its own. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';
  constructor(readonly details: FailureDetails) {
    super(details.reason);
  }
}

const EXCERPT = 300;

export function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > EXCERPT ? `${flat.slice(0, EXCERPT)}…` : flat;
}

/** The service answered, and the answer is not what a healthy one says. */
export function wrongAnswer(reason: string, evidence = '', url = ''): ProbeFailure {
  return new ProbeFailure({
    verdict: 'failed',
    what: 'wrong answer',
    reason,
    evidence: excerpt(evidence),
    url,
  });
}

/** Nothing could be judged: no data where that proves nothing, or our own fault. */
export function cannotJudge(reason: string, evidence = '', url = ''): ProbeFailure {
  return new ProbeFailure({ verdict: 'unknown', what: 'ours', reason, evidence: excerpt(evidence), url });
}

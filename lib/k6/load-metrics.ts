import { Rate, Trend } from 'k6/metrics';
import type { LoadReply } from './ports.ts';

/**
 * The metrics of the hot path; see docs/metrics.md for their meaning. There is no counter of calls: the engine
 * counts `http_reqs` by name anyway, and each sample of our own costs about a tenth of a bare request.
 */
const duration = new Trend('pw_call_duration', true);
const errors = new Rate('pw_call_errors');
const late = new Rate('pw_call_late');

/** Make one per call and keep it: a fresh object for each sample costs more than the sample. */
export type CallTags = { readonly call: string };

/** Writes one judged answer; only right ones count in the latency, or failing fast would look like speed. */
export function recordCall(tags: CallTags, reply: LoadReply, right: boolean): void {
  if (right) duration.add(reply.timings.duration, tags);
  // A number is converted at less cost than a boolean.
  errors.add(right ? 0 : 1, tags);
}

/** Whether an answer is judged with those of other calls. */
export type LateTags = { readonly together: 'yes' | 'no' };

/** Writes whether a right answer took longer than the limit of its call. */
export function recordLate(tags: LateTags, isLate: boolean): void {
  late.add(isLate ? 1 : 0, tags);
}

const NOTHING = { call: 'none' };

/** Writes that a call could not even be made. */
export function recordNothing(): void {
  errors.add(1, NOTHING);
}

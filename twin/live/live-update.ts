import type { Mutable } from '../world/task-book.ts';
import type { Message, Update } from '../world/types.ts';

/** An update that a client has caused. All of its life is planned, and what lies ahead can still be changed. */
export interface LiveUpdate extends Mutable<Update> {
  /** When and how it was taken back, if it was. */
  withdrawn: { readonly at: number; readonly status: 'unpushed' | 'obsolete' } | null;
  /** Until then bodhi has waived and not asked greenwave again. */
  waitsUntil: number;
  /** What bodhi, koji and the signer announce of it; its tests announce themselves. */
  readonly said: Message[];
}

export function isLiveUpdate(update: Update): update is LiveUpdate {
  return 'waitsUntil' in update;
}

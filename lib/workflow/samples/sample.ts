import type { Kind } from '../topics.ts';

/** A body as its publisher writes it, with invented names and numbers, and what has to be read of it. */
export interface Sample {
  readonly kinds: readonly Kind[];
  readonly era: '2018' | '2020' | 'today';
  readonly body: Readonly<Record<string, unknown>>;
  /** What the event has beside kind, time and id. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Every value without which the body is refused, by its path. */
  readonly needs: readonly string[];
}

/** The commit that the samples' package is built from. */
export const COMMIT = '3f9c'.repeat(10);
export const PARENT = '07ab'.repeat(10);
export const NVR = 'tin-whistle-1.4-2.fc46';
export const ALIAS = 'FEDORA-2026-5e0c1a77d4';

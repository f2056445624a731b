/** One login that `in-k6.ts` tries. */
export interface Attempt {
  readonly name: string;
  readonly principal: string;
  readonly password?: string;
  /** In base64. */
  readonly keytab?: string;
  /** How far our clock is ahead of the KDC's. */
  readonly aheadMs?: number;
  /** The same, from after the page was opened once. */
  readonly lateAheadMs?: number;
  /** What is done to the token instead of using it once. */
  readonly misuse?: 'replay' | 'alter';
}

/** The page that was opened, or why it was not. */
export interface Told {
  readonly name: string;
  readonly words: string;
  readonly ms: number;
}

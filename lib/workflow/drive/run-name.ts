/** What everything that a drive makes has in its name, so that people know it and a sweep finds it. */
const MARK = 'k6-packager-workflow';
const FORM = new RegExp(`${MARK}-(\\d{8})t(\\d{6})-([0-9a-f]{8})`);

/** Digits of a moment: the separators of ISO 8601 left out. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]/g, '').slice(0, 15).toLowerCase();
}

/** Name of a run, good for branches and titles, e.g. `k6-packager-workflow-20261123t150405-0badcafe`. */
export function runName(startedAt: number, nonce: number): string {
  return `${MARK}-${stamp(startedAt)}-${nonce.toString(16).padStart(8, '0')}`;
}

export interface RunMark {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** The run that a text names: a branch, a title, a commit message, notes; null for anything else. */
export function runIn(text: string): RunMark | null {
  const [name, day = '', time = ''] = FORM.exec(text) ?? [];
  if (name === undefined) return null;
  const pairs = (digits: string): string => digits.replace(/(\d{2})(\d{2})(\d{2})/, '$1:$2:$3');
  const startedAt = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${pairs(time)}Z`);
  return Number.isNaN(startedAt) ? null : { name, startedAt };
}

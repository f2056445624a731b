/** Times of the twin are milliseconds since the epoch; days are whole UTC days since the epoch. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 2025-07-01: every id of the twin counts up from this day. */
export const FIRST_DAY = 20_270;

/** The day that holds a moment. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}

/** Midnight at the beginning of a day. */
export function startOf(day: number): number {
  return day * DAY;
}

/** First day of the quarter that holds `day`. */
export function quarterOf(day: number): number {
  const date = new Date(startOf(day));
  return dayOf(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1));
}

/** The UTC year of a moment. */
export function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}

/** `2026-11-23T12:00:00Z` */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-23T12:00:00.123000`: UTC without a zone, as Python's `datetime.utcnow().isoformat()`. */
export function isoNaive(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}000`;
}

/** `2026-11-23 12:00:00.123000+00:00`: how koji's hub writes a time. */
export function isoKoji(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')}000+00:00`;
}

/** Seconds since the epoch as a string: how pagure writes a time. */
export function epochText(at: number): string {
  return String(Math.floor(at / SECOND));
}

const HOUR_MS = 3_600_000;
/** What an outage without an end is given: planned ones last one to nine hours, most of them four or less. */
const USUAL_MS = 4 * HOUR_MS;
/** The longest planned outage was a move to another data centre, of days; a week is a mistyped month or year. */
const LONGEST_MS = 7 * 24 * HOUR_MS;

/** From when to when, in milliseconds since the epoch, and how a broken date was read. */
export interface OutageWindow {
  readonly from: number;
  readonly to: number;
  readonly mended: string;
  /** While somebody may wonder about a notice that was mended. */
  readonly doubtful: readonly [number, number] | null;
}

const FORM =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?$/i;

/**
 * When an outage is, from dates that people typed. Without a zone UTC is meant, as the site says. An end that lacks,
 * cannot be read, is before its start or more than a week after it is not believed: from its start on the outage is
 * given the usual four hours. Without a start there is no telling; then the words say why.
 */
export function windowOf(start: string, finish: string): OutageWindow | string {
  const from = timeOf(start, false);
  if (from === null) return start.trim() === '' ? 'it has no start' : `its start is "${start.trim()}"`;
  const to = timeOf(finish, true);
  const wrong = whyNotEnd(from, to, finish);
  if (to !== null && wrong === null) return { from, to, mended: '', doubtful: null };
  const ends = [from, to ?? from];
  return {
    from,
    to: from + USUAL_MS,
    mended: `${wrong}, so it is taken for 4 h from its start on`,
    doubtful: [Math.min(...ends), Math.max(...ends) + LONGEST_MS],
  };
}

function whyNotEnd(from: number, to: number | null, finish: string): string | null {
  if (to === null) return finish.trim() === '' ? 'it has no end' : `its end is "${finish.trim()}"`;
  if (to <= from) return 'it ends before it starts';
  return to - from > LONGEST_MS ? 'it lasts for more than a week' : null;
}

/** Null for no date. Without a time of day it begins with its day, or ends with it. */
function timeOf(text: string, isEnd: boolean): number | null {
  const parts = FORM.exec(text.trim());
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(local);
  // Date.UTC turns an impossible date into another one.
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || hour > 23 || minute > 59) return null;
  const wholeDay = isEnd && parts[4] === undefined ? 24 * HOUR_MS : 0;
  return local + wholeDay - offsetOf(parts[7] ?? 'Z');
}

function offsetOf(zone: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (parts === null) return 0;
  const ms = Number(parts[2]) * HOUR_MS + Number(parts[3] ?? 0) * 60_000;
  return parts[1] === '-' ? -ms : ms;
}

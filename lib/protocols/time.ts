import { type Shape, ShapeError, string } from './shape.ts';

const FORM = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|[+-]00:?00)?$/;

/**
 * A time in UTC, with or without saying so, as Fedora's Python services write it: `2026-11-23 12:00:00`,
 * `2026-11-23T12:00:00.123456`. Milliseconds since the epoch.
 */
export const utcTime: Shape<number> = (value, path) => {
  const text = string(value, path);
  const parts = FORM.exec(text);
  if (parts === null) throw new ShapeError(path, 'a time in UTC', value);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds(parts[7]));
  // Date.UTC turns an impossible date into another one.
  const read = new Date(time);
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || read.getUTCHours() !== hour) {
    throw new ShapeError(path, 'a time in UTC', value);
  }
  return time;
};

function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
}

/** An age in the largest fitting unit, e.g. `40 s`, `12 min`, `5.5 h`, `3 d`; a time to come is `0 s`. */
export function ageInWords(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

import type { Finding, Judged } from '../probe/finding.ts';
import type { System } from '../targets/systems.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const REPLACEMENT = '�';

/**
 * Text from outside, made fit for one line of any report: white space becomes single spaces, and what steers a
 * terminal, turns the reading direction or is no character of XML 1.0 becomes U+FFFD.
 */
export function plain(text: string): string {
  // Most text is fit as it is: k6 sees that five times faster than it looks at each character.
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return text;
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === ' ' || (code >= 9 && code <= 13) || code === 0xa0) {
      if (!out.endsWith(' ')) out += ' ';
    } else {
      out += isUnfit(code) ? REPLACEMENT : char;
    }
  }
  return out.trim();
}

function isUnfit(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code & 0xfffe) === 0xfffe
  );
}

/** At most `width` characters; what is cut off is marked. */
export function cut(text: string, width: number): string {
  const chars = [...text];
  return chars.length <= width ? text : `${chars.slice(0, Math.max(0, width - 1)).join('')}…`;
}

export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** `a, b and c`; of many only the first few: `a, b, c and 4 more`. */
export function enumerate(names: readonly string[], most = 4): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** A figure in the unit that reads best: seconds grow to minutes, hours and days. */
export function figure(value: number, unit: string | null): string {
  const { number, name } = scaled(value, unit);
  return `${number} ${name}`.trim();
}

/** The figure with its limit in brackets: `41 ms (2000)`; spans of time say their unit twice: `3 min (4 h)`. */
export function beside(value: number, unit: string | null, limit: number): string {
  const right = scaled(limit, unit);
  const same = right.name === scaled(value, unit).name && right.name === (unit ?? '');
  return `${figure(value, unit)} (${same ? right.number : figure(limit, unit)})`;
}

function scaled(value: number, unit: string | null): { readonly number: string; readonly name: string } {
  const size = Math.abs(value);
  if (unit !== 's' || size < 2 * MINUTE) return { number: short(value), name: unit ?? '' };
  if (size < 2 * HOUR) return { number: short(value / MINUTE), name: 'min' };
  if (size < 2 * DAY) return { number: short(value / HOUR), name: 'h' };
  return { number: short(value / DAY), name: 'd' };
}

/** One decimal below ten, none above; JavaScript's own notation, since k6 formats no numbers. */
function short(value: number): string {
  const digits = Math.abs(value) < 10 ? 10 : 1;
  return String(Math.round(value * digits) / digits);
}

/** The limit that a finding is to be read against: the broken one, else the next it would break. */
function limitOf(finding: Finding): number | null {
  const { value, warn, fail } = finding;
  return value !== null && fail !== null && value > fail ? fail : warn;
}

/** A finding's figure beside its limit, or that no error is allowed; empty where there is nothing to compare. */
export function measured(finding: Finding): string {
  const limit = limitOf(finding);
  if (finding.value !== null && limit !== null) return beside(finding.value, finding.unit, limit);
  return finding.verdict === 'failed' && finding.causedBy === null ? '(errors 0)' : '';
}

/** What is said beside the reason: that it is planned, or how it was before. */
export function remarks(finding: Finding): string {
  const said: string[] = [];
  if (finding.planned) said.push('planned outage');
  if (finding.history !== null) said.push(finding.history);
  return said.length === 0 ? '' : `[${said.join(', ')}]`;
}

/** Seconds, except where they would read as none. */
export function seconds(ms: number): string {
  return ms > 0 && ms < 100 ? `${short(ms)} ms` : `${short(ms / 1000)} s`;
}

/** `2026-11-23T15:04:05.000Z` as people write it. */
export function when(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')}Z`;
}

export const SIGN: Readonly<Record<Judged, string>> = {
  ok: '✓',
  degraded: '!',
  failed: '✗',
  unknown: '?',
  skipped: '–',
};

/** Where an operator reads on, in the repository. */
export function runbookOf(system: System): string {
  return `docs/systems/${system}.md`;
}

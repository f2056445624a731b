/** What of a spec file a rebuild needs. */
export interface Spec {
  readonly name: string;
  readonly version: string;
  /** File name of the first source, macros filled in. */
  readonly source: string;
}

/** A spec that cannot be read or bumped; the message names what is missing. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

const BLANK = '[ \\t]*';

/** Value of a tag of the preamble, such as `Version`; null where there is none. */
function tagOf(text: string, tag: string): string | null {
  return new RegExp(`^${tag}:${BLANK}(\\S+)`, 'im').exec(text)?.[1] ?? null;
}

function needed(text: string, tag: string): string {
  const value = tagOf(text, tag);
  if (value === null) throw new SpecError(`the spec has no ${tag}`);
  return value;
}

/** Throws a `SpecError` for a spec without name, version or source, and for macros that it would have to guess. */
export function readSpec(text: string): Spec {
  const name = needed(text, 'Name');
  const version = needed(text, 'Version');
  const written = tagOf(text, 'Source0') ?? tagOf(text, 'Source');
  if (written === null) throw new SpecError('the spec has no Source0');
  const filled = written.replace(/%\{name\}/g, name).replace(/%\{version\}/g, version);
  // A source may be an address: what lies in the cache is its last part.
  const source = filled.slice(filled.lastIndexOf('/') + 1);
  const macro = /%\S*/.exec(`${name} ${version} ${source}`)?.[0];
  if (macro !== undefined)
    throw new SpecError(`the spec has the macro ${macro} where a plain value is needed`);
  return { name, version, source };
}

export interface Bump {
  readonly text: string;
  /** The new release without the dist tag; null where rpmautospec counts it. */
  readonly release: string | null;
}

interface Entry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly author: string;
  readonly email: string;
  readonly line: string;
}

const AUTORELEASE = /%\{?autorelease/;

/**
 * The spec with its release counted up by one and an entry on top of its changelog. Where rpmautospec writes both,
 * the text stays as it is. Throws a `SpecError` for a spec without a release that can be counted up.
 */
export function bump(text: string, entry: Entry): Bump {
  const tag = new RegExp(`^(Release:${BLANK})(.*)$`, 'im').exec(text);
  if (tag === null) throw new SpecError('the spec has no Release to bump');
  const [line, head = '', value = ''] = tag;
  if (AUTORELEASE.test(value)) return { text, release: null };
  const parts = /^(\d+)(.*)$/.exec(value.trim());
  if (parts === null) throw new SpecError(`the spec has no number to bump in "${line.trim()}"`);
  const [, number = '0', rest = ''] = parts;
  const release = String(Number(number) + 1);
  const bumped = text.replace(line, `${head}${release}${rest}`);
  return { text: withEntry(bumped, { ...entry, release: `${needed(text, 'Version')}-${release}` }), release };
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon Nov 23 2026`, as rpm wants it. */
function changelogDate(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${date.getUTCFullYear()}`;
}

function withEntry(text: string, entry: Entry & { readonly release: string }): string {
  if (/^%autochangelog/m.test(text)) return text;
  const { at, author, email, release, line } = entry;
  const added = `* ${changelogDate(at)} ${author} <${email}> - ${release}\n- ${line}\n`;
  const section = /^%changelog[ \t]*\n/m.exec(text);
  if (section === null) return `${text.replace(/\n*$/, '\n')}\n%changelog\n${added}`;
  const end = section.index + section[0].length;
  return `${text.slice(0, end)}${added}\n${text.slice(end)}`;
}

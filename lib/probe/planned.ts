import { isRecord } from '../protocols/shape.ts';
import { ConfigError } from '../targets/config-error.ts';
import { isSystem, SYSTEMS, type System } from '../targets/systems.ts';
import { sharedPart } from './dependencies.ts';
import type { Finding } from './finding.ts';
import type { ReadFile } from './history.ts';
import { systemsIn } from './notice-words.ts';
import { type OutageWindow, windowOf } from './outage-window.ts';

/** A notice of an outage, as far as it could be read. */
export interface Outage extends OutageWindow {
  readonly title: string;
  readonly systems: readonly System[];
  /** Address or number of its ticket; empty where there is none. */
  readonly ticket: string;
}

/** What a file or page of notices holds, and what of it could not be read. */
export interface Notices {
  readonly outages: readonly Outage[];
  readonly notes: readonly string[];
}

/** A notice before anything of it is understood. */
interface Raw {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly ticket: string;
  /** Names of systems; null where only words tell. */
  readonly systems: readonly string[] | null;
  readonly text: string;
}

/** Where notices are to be read: known at the start, or asked for while the run goes on. */
export type PlannedSource = { readonly notices: Notices } | { readonly url: string };

/** What `PW_PLANNED` names; null without it. Throws a `ConfigError` for a file that is not there or holds no notices. */
export function plannedSource(given: string | undefined, read: ReadFile): PlannedSource | null {
  if (given === undefined || given === '') return null;
  if (/^https?:\/\//.test(given)) return { url: given };
  const valid = 'Valid: an http or https address, or a file of notices in Markdown or JSON';
  let text: string;
  try {
    text = read(given);
  } catch {
    throw new ConfigError(`PW_PLANNED: "${given}" cannot be read. ${valid}`);
  }
  const notices = readNotices(text);
  if (notices === null) throw new ConfigError(`PW_PLANNED: "${given}" holds no notices. ${valid}`);
  return { notices };
}

/**
 * Notices of outages: the Markdown files of Fedora's status site, one or many behind each other, its `planned.json`, or
 * a plain list of `{ systems, from, to, title, url }`. Null for a text that is none of these; an empty one says that
 * nothing is planned.
 */
export function readNotices(text: string): Notices | null {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') return { outages: [], notes: [] };
  const raws = /^[[{]/.test(trimmed) ? fromJson(trimmed) : fromMarkdown(trimmed);
  if (raws === null) return null;
  const outages: Outage[] = [];
  const notes: string[] = [];
  for (const raw of raws) {
    const window = windowOf(raw.from, raw.to);
    const { systems, unknown } = systemsOf(raw);
    if (unknown.length > 0) notes.push(`${named(raw.title)} names what is no system: ${unknown.join(', ')}`);
    if (typeof window === 'string') notes.push(`${named(raw.title)} could not be read: ${window}`);
    else outages.push({ title: raw.title, ticket: raw.ticket, systems, ...window });
  }
  return { outages, notes };
}

function named(title: string): string {
  return `notice of a planned outage “${title}”`;
}

function systemsOf({ systems, title, text }: Raw) {
  if (systems === null) return { systems: systemsIn(title, text), unknown: [] };
  if (systems.includes('all')) return { systems: SYSTEMS, unknown: [] };
  return {
    systems: systems.filter(isSystem),
    unknown: systems.filter((name) => !isSystem(name)),
  };
}

function fromJson(text: string): readonly Raw[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const entries = isRecord(value) ? value.outages : value;
  return Array.isArray(entries) ? entries.map(fromEntry) : null;
}

/** Of either list: the site calls the two times `startdate` and `enddate`, and knows a ticket in place of systems. */
function fromEntry(entry: unknown): Raw {
  const members = isRecord(entry) ? entry : {};
  const ticket = isRecord(members.ticket) ? members.ticket : {};
  const text = (...values: readonly unknown[]): string =>
    values.filter((one) => typeof one === 'string').find((one) => one !== '') ?? '';
  return {
    title: text(members.title) || 'without a title',
    from: text(members.from, members.startdate),
    to: text(members.to, members.enddate),
    ticket: text(members.url, ticket.url),
    systems: Array.isArray(members.systems) ? members.systems.map(String) : null,
    text: '',
  };
}

const MEMBER = /^(title|date|outagefinish|ticket|[a-z]+):[ \t]*(.*)$/i;

/** Each notice begins with its title, then has a few members, an empty line, and words. */
function fromMarkdown(text: string): readonly Raw[] | null {
  const parts = text.split(/^(?=title:)/im).filter((part) => /^title:/i.test(part));
  return parts.length === 0 ? null : parts.map(fromNotice);
}

function fromNotice(part: string): Raw {
  const members = new Map<string, string>();
  const lines = part.split(/\r?\n/);
  let at = 0;
  for (; at < lines.length; at++) {
    const member = MEMBER.exec(lines[at] ?? '');
    if (member === null) break;
    members.set((member[1] ?? '').toLowerCase(), (member[2] ?? '').trim().replace(/^"(.*)"$/, '$1'));
  }
  const ticket = members.get('ticket') ?? '';
  return {
    title: members.get('title') || 'without a title',
    from: members.get('date') ?? '',
    to: members.get('outagefinish') ?? '',
    ticket: /^#?\d+$/.test(ticket) ? `ticket ${ticket.replace('#', '')}` : ticket,
    systems: null,
    text: lines.slice(at).join('\n'),
  };
}

/** Findings as a planned outage leaves them, and what has to be said of the notices. */
export interface Excused {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/**
 * What failed in a system whose outage is planned just now is degraded, and says which notice tells of it. So is what
 * failed or could not be judged because of that: it says nothing new. What is unknown by itself stays unknown.
 */
export function excuse(findings: readonly Finding[], { outages, notes }: Notices, at: number): Excused {
  const current = outages.filter(({ from, to }) => from <= at && at <= to);
  const own = new Map<string, Outage>();
  for (const { probe, system, verdict } of findings) {
    const outage = current.find(({ systems }) => systems.includes(system));
    if (outage !== undefined && verdict === 'failed') own.set(probe, outage);
  }
  const excused = findings.map((finding) => {
    const outage = own.get(finding.probe) ?? (isBad(finding) ? behind(finding, findings, own) : undefined);
    return outage === undefined ? finding : plannedBy(finding, outage);
  });
  return { findings: excused, notes: [...notes, ...remarksOn(outages, at)] };
}

function isBad({ verdict }: Finding): boolean {
  return verdict === 'failed' || verdict === 'unknown';
}

/** The planned outage behind a finding’s cause. A part that no probe asks is out as planned if all it broke is. */
function behind(
  { causedBy }: Finding,
  findings: readonly Finding[],
  own: ReadonlyMap<string, Outage>,
): Outage | undefined {
  if (causedBy === null) return undefined;
  if (sharedPart(causedBy) === undefined) return own.get(causedBy);
  const broken = findings.filter((one) => one.causedBy === causedBy && one.verdict === 'failed');
  const [first, ...rest] = broken.map(({ probe }) => own.get(probe));
  return rest.includes(undefined) ? undefined : first;
}

function plannedBy(finding: Finding, { title, ticket }: Outage): Finding {
  const where = ticket === '' ? '' : ` (${ticket})`;
  const reason = `planned: “${title}”${where}: ${finding.reason}`;
  return { ...finding, verdict: 'degraded', planned: true, reason };
}

/** What a reader must know of notices that could matter now: how broken dates were read, and what excuses nothing. */
function remarksOn(outages: readonly Outage[], at: number): readonly string[] {
  return outages.flatMap(({ title, systems, from, to, mended, doubtful }) => {
    const said: string[] = [];
    if (doubtful !== null && doubtful[0] <= at && at <= doubtful[1]) said.push(`${named(title)}: ${mended}`);
    if (systems.length === 0 && from <= at && at <= to) {
      said.push(`${named(title)} names no system of the workflow, and excuses nothing`);
    }
    return said;
  });
}

import { SHARED_PARTS, sharedPart } from '../probe/dependencies.ts';
import { type Finding, type Judged, type Verdict, worst } from '../probe/finding.ts';
import { STEP_OF, SYSTEMS, type System } from '../targets/systems.ts';
import type { RunResult, SystemResult } from './result.ts';
import { enumerate, plain, plural } from './words.ts';

/** A finding that needs attention, with the ids of those of its system that say the very same. */
export interface Culprit {
  readonly finding: Finding;
  readonly alike: readonly string[];
  /** What it makes fail or leaves unknown, in this system and in others. */
  readonly behind: readonly Finding[];
}

/** What a report tells of one system. */
export interface SystemStory {
  readonly system: System;
  readonly verdict: Judged;
  readonly judged: number;
  readonly skipped: number;
  /** Its own faults: failed before unknown before degraded; what one of them causes stands with it. */
  readonly culprits: readonly Culprit[];
  /** Probes that something else is behind: failed probes of other systems, or parts that they share. */
  readonly waiting: {
    readonly count: number;
    readonly on: readonly string[];
    /** All of them could not be judged, rather than failed. */
    readonly unknown: boolean;
  };
}

/** A part that several systems share, and all that it makes fail or leaves unknown. */
export interface SharedStory {
  readonly name: string;
  readonly why: string;
  readonly verdict: Judged;
  /** What the first probe that failed by itself said. */
  readonly reason: string;
  readonly behind: readonly Finding[];
}

const MOST_NOTES = 5;

const URGENCY: readonly Judged[] = ['failed', 'unknown', 'degraded'];

/** The story of each system of a run. */
export function storiesOf({ systems }: RunResult): readonly SystemStory[] {
  const wrong = systems.flatMap(({ probes }) => probes).filter((one) => URGENCY.includes(one.verdict));
  return systems.map((system) => storyOf(system, wrong));
}

function storyOf(result: SystemResult, wrong: readonly Finding[]): SystemStory {
  const mine = wrong.filter((one) => one.system === result.system);
  const waits = mine.filter((one) => isElsewhere(one));
  const roots = mine.filter((one) => one.causedBy === null);
  const told = new Set(roots.map(({ probe }) => probe));
  // A cause that was not reported cannot stand for what it caused.
  const orphans = mine.filter((one) => one.causedBy !== null && !isElsewhere(one) && !told.has(one.causedBy));
  const skipped = result.probes.filter((one) => one.verdict === 'skipped').length;
  return {
    system: result.system,
    verdict: result.verdict,
    judged: result.probes.length - skipped,
    skipped,
    culprits: [...grouped(roots, wrong), ...grouped(orphans, wrong)],
    waiting: {
      count: waits.length,
      on: [...new Set(waits.flatMap((one) => one.causedBy ?? []))],
      unknown: waits.every((one) => one.verdict === 'unknown'),
    },
  };
}

/** The shared parts that something is caused by, the one with the most behind it first. */
export function sharedStories({ systems }: RunResult): readonly SharedStory[] {
  const all = systems.flatMap(({ probes }) => probes);
  const stories = SHARED_PARTS.flatMap(({ name, why }): SharedStory[] => {
    const behind = all.filter((one) => one.causedBy === name);
    if (behind.length === 0) return [];
    const verdict = worst(behind.map((one) => one.verdict));
    const told = behind.filter((one) => one.verdict === verdict);
    const first = told.find(({ reason }) => !/^(?:caused by|needs) /.test(reason)) ?? told[0];
    return [{ name, why, verdict, reason: plain(first?.reason ?? ''), behind }];
  });
  return stories.sort((one, other) => other.behind.length - one.behind.length);
}

function isElsewhere(finding: Finding): boolean {
  return finding.causedBy !== null && systemOf(finding.causedBy) !== finding.system;
}

/** The system of a probe; of a shared part its own name. */
function systemOf(cause: string): string {
  return cause.split('.')[0] ?? cause;
}

function grouped(findings: readonly Finding[], wrong: readonly Finding[]): Culprit[] {
  const groups = new Map<string, { finding: Finding; alike: string[]; behind: readonly Finding[] }>();
  for (const verdict of URGENCY) {
    for (const finding of findings.filter((one) => one.verdict === verdict)) {
      const behind = wrong.filter((one) => one.causedBy === finding.probe);
      // A figure of its own is worth its line, and so is what is behind it.
      const isPlain = finding.value === null && behind.length === 0;
      const key = isPlain ? `${verdict} ${finding.reason}` : finding.probe;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { finding, alike: [], behind });
      else known.alike.push(finding.probe);
    }
  }
  return [...groups.values()];
}

/**
 * `needs koji: koji.hub.getBuild`, or `caused by` it where something failed; with how many of the system's probes
 * where not all do.
 */
export function waitingLine(story: SystemStory): string {
  const { count, on, unknown } = story.waiting;
  const all = count >= story.judged;
  if (!unknown || on.some((cause) => sharedPart(cause) !== undefined)) {
    return `${all ? '' : `${count} of ${plural(story.judged, 'probe')} `}caused by ${enumerate(on, 3)}`;
  }
  const systems = enumerate([...new Set(on.map(systemOf))]);
  const which = all ? 'needs' : `${count} of ${plural(story.judged, 'probe')} need`;
  const [probe = ''] = on;
  return `${which} ${systems}${on.length === 1 ? `: ${probe}` : ''}`;
}

/** `behind it: koji.hub.getBuild and koji.hub.listTags; 3 of robosignatory`: a cause's own system first. */
export function behindLine({ behind, finding }: Culprit, most = 3): string {
  const own = behind.filter((one) => one.system === finding.system).map(({ probe }) => probe);
  const others = perSystem(behind.filter((one) => one.system !== finding.system));
  const said = [enumerate(own, most), enumerate(others, most + 3)].filter((one) => one !== '');
  return `behind it: ${said.join('; ')}`;
}

/** `108 probes of 14 systems: 9 of fas, 8 of dist-git …`. */
export function sharedLine({ behind }: SharedStory, most = 6): string {
  const counts = perSystem(behind);
  return `${plural(behind.length, 'probe')} of ${plural(counts.length, 'system')}: ${enumerate(counts, most)}`;
}

function perSystem(findings: readonly Finding[]): readonly string[] {
  return SYSTEMS.flatMap((system) => {
    const count = findings.filter((one) => one.system === system).length;
    return count === 0 ? [] : [`${count} of ${system}`];
  });
}

/** Why a system that was not asked was not, without the words that the verdict says already. */
export function whySkipped({ probes }: SystemResult): string {
  return plain(probes[0]?.reason ?? '').replace(/^not on this target: /, '');
}

/** Each verdict with the systems it fell on: `koji failed`, `13 systems ok`. */
export function tally(result: RunResult): readonly { readonly verdict: Judged; readonly words: string }[] {
  const verdicts: readonly Judged[] = [...URGENCY, 'ok', 'skipped'];
  return verdicts.flatMap((verdict) => {
    const names = result.systems.filter((one) => one.verdict === verdict).map((one) => one.system);
    if (names.length === 0) return [];
    const few = URGENCY.includes(verdict) && names.length <= 4;
    return { verdict, words: `${few ? names.join(', ') : plural(names.length, 'system')} ${verdict}` };
  });
}

/** The verdict as a sentence. */
export function headline(result: RunResult): string {
  const hit = (verdict: Verdict): System[] =>
    result.systems.filter((one) => one.verdict === verdict).map((one) => one.system);
  const failed = hit('failed');
  const unknown = hit('unknown');
  const degraded = hit('degraded');
  const [shared] = sharedStories(result);
  if (shared !== undefined && failed.length > 0) {
    return `${plural(failed.length, 'system')} fail, most of them by what they share: ${shared.name}.`;
  }
  const [first] = failed;
  if (first !== undefined) {
    return failed.length === 1
      ? `${first} fails, at the packager’s step “${STEP_OF[first]}”.`
      : `${enumerate(failed)} fail.`;
  }
  if (result.verdict === 'failed') return 'An objective of the run is broken.';
  if (unknown.length > 0) return `${enumerate(unknown)} could not be judged.`;
  if (result.verdict === 'unknown') return 'The run could not be judged.';
  const out = result.systems.filter(isOutAsPlanned).map((one) => one.system);
  if (out.length > 0) {
    const rest = degraded.filter((system) => !out.includes(system));
    const slow = rest.length === 0 ? 'all else works' : `${enumerate(rest)} past a warning limit`;
    return `A planned outage of ${enumerate(out)}; ${slow}.`;
  }
  if (degraded.length > 0) return `All that was asked works; ${enumerate(degraded)} past a warning limit.`;
  if (result.verdict === 'degraded') return 'All that was asked works, past a warning limit.';
  const asked = result.systems.filter((one) => one.verdict === 'ok');
  return asked.length === SYSTEMS.length
    ? 'A package can travel from kinit to the stable tag.'
    : 'All that was asked is well.';
}

/** Degraded, and for nothing but a planned outage. */
function isOutAsPlanned({ verdict, probes }: SystemResult): boolean {
  return verdict === 'degraded' && probes.every((one) => one.verdict !== 'degraded' || one.planned);
}

/** Notes on the run itself; of many the first few, as one fault of k6 can leave a note for every probe. */
export function notesOf({ notes }: RunResult): readonly string[] {
  const shown = notes.slice(0, MOST_NOTES).map(plain);
  const rest = notes.length - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more`] : shown;
}

/** Figures of the run: `71 probes, 312 requests`. */
export function counts(result: RunResult): readonly string[] {
  const probes = result.systems.flatMap((one) => one.probes);
  const skipped = probes.filter((one) => one.verdict === 'skipped').length;
  return [
    plural(probes.length - skipped, 'probe'),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    plural(result.requests, 'request'),
  ];
}

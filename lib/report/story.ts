import type { Finding, Judged, Verdict } from '../probe/finding.ts';
import { STEP_OF, SYSTEMS, type System } from '../targets/systems.ts';
import type { RunResult, SystemResult } from './result.ts';
import { enumerate, plain, plural } from './words.ts';

/** A finding that needs attention, with the ids of those of its system that say the very same. */
export interface Culprit {
  readonly finding: Finding;
  readonly alike: readonly string[];
}

/** What a report tells of one system. */
export interface SystemStory {
  readonly system: System;
  readonly verdict: Judged;
  readonly judged: number;
  readonly skipped: number;
  /** Its own faults: roots before what they cause, failed before unknown before degraded. */
  readonly culprits: readonly Culprit[];
  /** Probes that only wait for another system, and the failed probes there. */
  readonly waiting: { readonly count: number; readonly on: readonly string[] };
}

const MOST_NOTES = 5;

const URGENCY: readonly Judged[] = ['failed', 'unknown', 'degraded'];

export function storyOf(result: SystemResult): SystemStory {
  const wrong = result.probes.filter((one) => URGENCY.includes(one.verdict));
  const waits = wrong.filter((one) => isElsewhere(one));
  const own = wrong.filter((one) => !isElsewhere(one));
  const roots = own.filter((one) => one.causedBy === null);
  const caused = own.filter((one) => one.causedBy !== null);
  const skipped = result.probes.filter((one) => one.verdict === 'skipped').length;
  return {
    system: result.system,
    verdict: result.verdict,
    judged: result.probes.length - skipped,
    skipped,
    culprits: [...grouped(roots), ...grouped(caused)],
    waiting: { count: waits.length, on: [...new Set(waits.flatMap((one) => one.causedBy ?? []))] },
  };
}

function isElsewhere(finding: Finding): boolean {
  return finding.causedBy !== null && systemOf(finding.causedBy) !== finding.system;
}

function systemOf(probe: string): string {
  return probe.slice(0, probe.indexOf('.'));
}

function grouped(findings: readonly Finding[]): Culprit[] {
  const groups = new Map<string, { finding: Finding; alike: string[] }>();
  for (const verdict of URGENCY) {
    for (const finding of findings.filter((one) => one.verdict === verdict)) {
      // A figure of its own is worth its line.
      const key = finding.value === null ? `${verdict} ${finding.reason}` : finding.probe;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { finding, alike: [] });
      else known.alike.push(finding.probe);
    }
  }
  return [...groups.values()];
}

/** `needs koji: koji.hub.getBuild`, with how many of the system's probes wait where not all do. */
export function waitingLine(story: SystemStory): string {
  const { count, on } = story.waiting;
  const systems = enumerate([...new Set(on.map(systemOf))]);
  const which = count < story.judged ? `${count} of ${plural(story.judged, 'probe')} need` : 'needs';
  const [probe = ''] = on;
  return `${which} ${systems}${on.length === 1 ? `: ${probe}` : ''}`;
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
  const [first] = failed;
  if (first !== undefined) {
    return failed.length === 1
      ? `${first} fails, at the packager’s step “${STEP_OF[first]}”.`
      : `${enumerate(failed)} fail.`;
  }
  if (result.verdict === 'failed') return 'An objective of the run is broken.';
  if (unknown.length > 0) return `${enumerate(unknown)} could not be judged.`;
  if (result.verdict === 'unknown') return 'The run could not be judged.';
  if (degraded.length > 0) return `All that was asked works; ${enumerate(degraded)} past a warning limit.`;
  if (result.verdict === 'degraded') return 'All that was asked works, past a warning limit.';
  const asked = result.systems.filter((one) => one.verdict === 'ok');
  return asked.length === SYSTEMS.length
    ? 'A package can travel from kinit to the stable tag.'
    : 'All that was asked is well.';
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

import { isSystem, type System } from '../targets/systems.ts';
import {
  DEPENDENCIES,
  type Dependency,
  isOneOf,
  SHARED_PARTS,
  SHARED_SYSTEMS,
  type SharedPart,
  type Symptom,
} from './dependencies.ts';
import type { Finding } from './finding.ts';

/** `2 of 3 attempts failed: HTTP 503`: some did, so the probe is degraded. */
const PARTLY = /^\d+ of \d+ attempts failed: /;
const NEEDS = /^needs ([a-z-]+): /;

const WORDS: readonly (readonly [RegExp, Symptom])[] = [
  [/^host name does not exist/, 'no host name'],
  [/^certificate of /, 'other'],
  [/^(?:connection (?:refused|reset|timed out)|timed out after )/, 'no answer'],
  [/^HTTP 50[234]\b/, 'gateway'],
  [/^HTTP 5\d\d\b/, 'error'],
  [/^wrong proxy \(421\)/, 'wrong proxy'],
];

const UNREACHABLE: readonly Symptom[] = ['no answer', 'gateway', 'error', 'no host name', 'wrong proxy'];

/** What a failure of each kind shows as in what stands on it. */
const EXPLAINS: Readonly<Partial<Record<Symptom, readonly Symptom[]>>> = {
  'no answer': [...UNREACHABLE, 'slow'],
  gateway: [...UNREACHABLE, 'slow'],
  error: [...UNREACHABLE, 'slow'],
  'no host name': UNREACHABLE,
  'wrong proxy': UNREACHABLE,
  'wrong answer': ['gateway', 'error'],
  slow: ['slow', 'no answer', 'gateway'],
  figure: ['figure'],
};

/** How a finding is wrong, read from its figures and its reason. */
export function symptomOf(finding: Finding): Symptom {
  const { verdict, reason, value, unit, warn } = finding;
  if (verdict === 'unknown') return NEEDS.test(reason) ? 'needs' : 'other';
  const isDown = reason.startsWith('down: ');
  const said = reason.replace(PARTLY, '').replace(/^down: /, '');
  const known = WORDS.find(([words]) => words.test(said))?.[1];
  if (known !== undefined && (value === null || PARTLY.test(reason))) return known;
  // What the engine has no code for is still no answer.
  if (isDown) return 'no answer';
  if (reason.startsWith('stale: ')) return 'figure';
  if (value !== null && warn !== null && value > warn) return unit === 'ms' ? 'slow' : 'figure';
  return verdict === 'failed' ? 'wrong answer' : 'other';
}

/**
 * Names a cause once where one makes many probes fail. Each finding that something else is behind gets that as
 * `causedBy`: the failed probe that is the most basic, or a part that several systems share. Verdicts stay as they are.
 */
export function diagnose(findings: readonly Finding[]): readonly Finding[] {
  const failed = new Map(
    findings.filter((one) => one.verdict === 'failed').map((one) => [one.probe, one] as const),
  );
  const direct = new Map(findings.map((one) => [one.probe, causeOf(one, failed)]));
  const roots = new Map(findings.map((one) => [one.probe, rootOf(one.probe, direct)]));
  const shared = sharedCauses(findings, (probe) => roots.get(probe) === probe);
  return findings.map((finding) => {
    if (!isWrong(finding)) return finding;
    const root = roots.get(finding.probe) ?? finding.probe;
    const causedBy = shared.get(root) ?? (root === finding.probe ? null : root);
    return causedBy === finding.causedBy ? finding : { ...finding, causedBy };
  });
}

function isWrong({ verdict }: Finding): boolean {
  return verdict !== 'ok' && verdict !== 'skipped';
}

/** The next step towards the cause: what the run itself saw, else what the graph says; null for a fault of its own. */
function causeOf(finding: Finding, failed: ReadonlyMap<string, Finding>): string | null {
  if (!isWrong(finding)) return null;
  if (finding.causedBy !== null) return finding.causedBy;
  const symptom = symptomOf(finding);
  if (symptom === 'needs') return failureOf(NEEDS.exec(finding.reason)?.[1] ?? '', failed);
  for (const dependency of DEPENDENCIES) {
    if (!isOneOf(finding.probe, dependency.dependents)) continue;
    const cause = moreBasic(dependency, finding.probe).find((id) =>
      explains(dependency, failed.get(id), finding, symptom),
    );
    if (cause !== undefined) return cause;
  }
  return null;
}

/** The causes that are more basic than a probe which may be one of them itself. */
function moreBasic({ causes }: Dependency, probe: string): readonly string[] {
  const ids: readonly string[] = causes;
  const at = ids.indexOf(probe);
  return at < 0 ? ids : ids.slice(0, at);
}

function explains(
  { shows }: Dependency,
  cause: Finding | undefined,
  finding: Finding,
  symptom: Symptom,
): boolean {
  if (cause === undefined) return false;
  if (shows !== undefined) return shows.includes(symptom);
  if (EXPLAINS[symptomOf(cause)]?.includes(symptom) === true) return true;
  // A fault that a service words itself is the same one where it is worded the same.
  return symptom === 'wrong answer' && untimed(cause.reason) === untimed(finding.reason);
}

/** A reason without how many attempts it took. */
function untimed(reason: string): string {
  return reason.replace(/, \d+ of \d+$/, '');
}

/** Of a system that could not be read: its most basic failed probe. Null where none failed: a hiccup is no cause. */
function failureOf(system: string, failed: ReadonlyMap<string, Finding>): string | null {
  if (!isSystem(system)) return null;
  const basic = DEPENDENCIES.flatMap(({ causes }) => causes).find(
    (id) => failed.get(id)?.system === system && id.startsWith(`${system}.`),
  );
  return basic ?? [...failed.values()].find((one) => one.system === system)?.probe ?? null;
}

function rootOf(probe: string, direct: ReadonlyMap<string, string | null>): string {
  const passed = new Set<string>();
  let at = probe;
  for (let next = direct.get(at) ?? null; next !== null && !passed.has(next); next = direct.get(at) ?? null) {
    passed.add(at);
    at = next;
  }
  return at;
}

/** By probe, the shared part behind it: where at least half of a part's systems, and three, show the very same. */
function sharedCauses(
  findings: readonly Finding[],
  isRoot: (probe: string) => boolean,
): ReadonlyMap<string, SharedPart['name']> {
  const causes = new Map<string, SharedPart['name']>();
  const suspects = findings.filter((one) => isRoot(one.probe) && mayBeShared(one));
  for (const part of SHARED_PARTS) {
    const judged = systemsOf(findings.filter((one) => one.verdict !== 'skipped' && isMember(one, part)));
    for (const symptom of part.symptoms) {
      const alike = suspects.filter((one) => symptomOf(one) === symptom && !causes.has(one.probe));
      const hit = alike.filter((one) => isMember(one, part));
      const count = systemsOf(hit).size;
      if (count < SHARED_SYSTEMS || count * 2 < judged.size) continue;
      // Something outside shows it too: then a wider part is behind it, if any.
      const beyond = alike.filter((one) => !isMember(one, part));
      if (beyond.some((one) => isWithinWider(one, part, symptom))) continue;
      for (const one of hit) causes.set(one.probe, part.name);
    }
  }
  return causes;
}

/** Failed, or degraded as some of its attempts failed: a part that fails now and then shows so. */
function mayBeShared({ verdict, reason }: Finding): boolean {
  return verdict === 'failed' || (verdict === 'degraded' && PARTLY.test(reason));
}

function isMember({ probe }: Finding, part: SharedPart): boolean {
  return isOneOf(probe, part.members);
}

function isWithinWider(finding: Finding, part: SharedPart, symptom: Symptom): boolean {
  const wider = SHARED_PARTS.slice(SHARED_PARTS.indexOf(part) + 1);
  return wider.some((one) => one.symptoms.includes(symptom) && isMember(finding, one));
}

function systemsOf(findings: readonly Finding[]): ReadonlySet<System> {
  return new Set(findings.map(({ system }) => system));
}

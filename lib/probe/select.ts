import { ConfigError } from '../targets/config-error.ts';
import { isSystem, SYSTEMS } from '../targets/systems.ts';
import type { Target } from '../targets/target.ts';
import { KINDS, type Kind } from './finding.ts';
import type { Probe } from './probe.ts';

const IS_KIND: ReadonlySet<string> = new Set<Kind>(KINDS);

/** Splits `a, b,c`; empty entries are dropped. */
function tokens(list: string): string[] {
  return list
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

function matcher(token: string, variable: string, probes: readonly Probe[]): (probe: Probe) => boolean {
  if (token === 'deep') return (probe) => probe.set === 'deep';
  if (isSystem(token)) return (probe) => probe.system === token && probe.set === 'default';
  if (IS_KIND.has(token)) return (probe) => probe.kind === token && probe.set === 'default';
  if (token.includes('*')) {
    const pattern = new RegExp(`^${token.split('*').map(escapeRegExp).join('.*')}$`);
    const hits = (probe: Probe) => pattern.test(probe.id) && probe.set === 'default';
    if (probes.some(hits)) return hits;
  } else if (probes.some((probe) => probe.id === token)) {
    return (probe) => probe.id === token;
  }
  throw new ConfigError(
    `${variable}: "${token}" selects nothing. Valid: ${SYSTEMS.join(', ')}; ${KINDS.join(', ')}; deep; ` +
      'a probe id, with * for any part (--list prints them)',
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * The probes of a run. `only` and `skip` hold systems, probe ids (with `*`), kinds, or `deep`, comma-separated;
 * without `only` all that are not deep. A deep probe is taken only by its whole id or the word `deep`.
 */
export function selectProbes(probes: readonly Probe[], only: string, skip: string): readonly Probe[] {
  const wanted = tokens(only).map((token) => matcher(token, 'PW_ONLY', probes));
  const unwanted = tokens(skip).map((token) => matcher(token, 'PW_SKIP', probes));
  const selected = probes.filter(
    (probe) =>
      (wanted.length === 0 ? probe.set === 'default' : wanted.some((hits) => hits(probe))) &&
      !unwanted.some((hits) => hits(probe)),
  );
  if (selected.length === 0) {
    throw new ConfigError(`PW_ONLY "${only}" without PW_SKIP "${skip}" leaves no probe selected`);
  }
  return selected;
}

/** What deep probes need on any target: one of them lets a connection rest three times for up to 16 s. */
const DEEP_DEADLINE_MS = 110_000;

/** The target as these probes need it: deep ones get the time they take. */
export function patientWith(target: Target, probes: readonly Probe[]): Target {
  if (!probes.some((probe) => probe.set === 'deep')) return target;
  return { ...target, deadlineMs: Math.max(target.deadlineMs, DEEP_DEADLINE_MS) };
}

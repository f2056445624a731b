import type { ProbeId } from '../../thresholds/objectives.ts';
import type { Hashes, Nonce, WireRequest, WireResponse } from '../k6/ports.ts';
import type { AddressName } from '../targets/addresses.ts';
import { isSystem, type System } from '../targets/systems.ts';
import type { Capability, Target } from '../targets/target.ts';
import type { Finding, Kind } from './finding.ts';

/** What an attempt found out. Its figure is judged against the limits in `thresholds/objectives.ts`. */
export interface Answer<T> {
  /** One line: what was seen, with figures. */
  readonly reason: string;
  /** The figure in the objective's unit; left out for latencies, which the runner takes from the requests. */
  readonly value?: number;
  /** Works for packagers, but not as it should: degraded, whatever the figure says. */
  readonly degraded?: true;
  readonly evidence?: string;
  /** Where a human looks further; the request's address if left out. */
  readonly url?: string;
  /** What other probes read through this one. */
  readonly data: T;
}

/** What a probe may do. Everything goes through here: pace, deadline, timings and tags are the runner's. */
export interface ProbeContext {
  readonly target: Target;
  readonly hashes: Hashes;
  readonly nonce: Nonce;
  now(): number;
  /** Base address, without trailing slash; the runner skips probes whose target lacks it. */
  address(name: AddressName): string;
  /** The answer of another probe, asked at most once a run; throws when that probe did not pass. */
  need<T>(probe: Probe<T>): Promise<T>;
  /** One raw request; prefer `ask` and its companions, which classify failures. */
  send(request: Omit<WireRequest, 'tags'>, timed: boolean): Promise<WireResponse>;
  sleep(ms: number): Promise<void>;
}

/** What became of a probe in one run: its finding, and what it answered if any attempt passed. */
export interface Outcome<T> {
  readonly finding: Finding;
  readonly answer: Answer<T> | null;
}

/** One question to one system whose healthy answer is known. */
export interface Probe<T = unknown> {
  /** `system.subject.question`. */
  readonly id: ProbeId;
  readonly system: System;
  readonly kind: Kind;
  /** `deep`: too slow or too heavy for every five minutes; asked only when named. */
  readonly set: 'default' | 'deep';
  /** What is asked, for a reader of `--list`. */
  readonly question: string;
  /** The addresses it asks itself, the first one being the one shown. */
  readonly at: readonly [AddressName, ...AddressName[]];
  readonly capability: Capability | null;
  /** How often it is asked in a run. */
  readonly samples: number;
  readonly run: (context: ProbeContext) => Promise<Answer<T>>;
  /** Outcomes by run: a probe that several others read through is asked once. */
  readonly outcomes: WeakMap<object, Promise<Outcome<T>>>;
}

export interface ProbeDefinition<T> {
  readonly id: ProbeId;
  readonly kind?: Kind;
  readonly set?: 'default' | 'deep';
  readonly question: string;
  readonly at: AddressName | readonly [AddressName, ...AddressName[]];
  readonly capability?: Capability;
  readonly samples?: number;
  readonly run: (context: ProbeContext) => Promise<Answer<T>>;
}

/** The system is the first part of the id. */
export function defineProbe<T>(definition: ProbeDefinition<T>): Probe<T> {
  const system = definition.id.slice(0, definition.id.indexOf('.'));
  if (!isSystem(system)) throw new Error(`probe ${definition.id}: "${system}" is no system`);
  const at: readonly [AddressName, ...AddressName[]] =
    typeof definition.at === 'string' ? [definition.at] : definition.at;
  return {
    id: definition.id,
    system,
    kind: definition.kind ?? 'endpoint',
    set: definition.set ?? 'default',
    question: definition.question,
    at,
    capability: definition.capability ?? null,
    samples: definition.samples ?? 1,
    run: definition.run,
    outcomes: new WeakMap(),
  };
}

/** Why the target cannot serve the probe, or null if it can. */
export function whyNotHere(probe: Probe, target: Target): string | null {
  for (const name of probe.at) {
    const address = target.addresses[name];
    if (address.url === null) return `not on this target: ${address.why}`;
  }
  if (probe.capability === null) return null;
  const able = target.capabilities[probe.capability];
  return able === true ? null : `not on this target: ${able}`;
}

import { limitOf } from '../../thresholds/objectives.ts';
import type { Engine, Timings, Transport, WireResponse } from '../k6/ports.ts';
import type { AddressName } from '../targets/addresses.ts';
import type { System } from '../targets/systems.ts';
import type { Target } from '../targets/target.ts';
import { type FailureDetails, ProbeFailure } from './failure.ts';
import type { Finding } from './finding.ts';
import { type Attempt, judge, skipped } from './judge.ts';
import { paced } from './pace.ts';
import { type Outcome, type Probe, type ProbeContext, whyNotHere } from './probe.ts';

/** Probes under way at once. */
const POOL = 12;
/** Attempts at a probe whose failure may pass by itself, and the pause between them. */
const ATTEMPTS = 3;
const PAUSE_MS = 300;
/** A probe that has not settled this long after the deadline never will. */
const GRACE_MS = 1000;

export interface Run {
  readonly findings: readonly Finding[];
  readonly requests: number;
}

/**
 * Runs the probes in one bounded pool and returns a finding for each, in their order. Never throws: a probe
 * that throws or never settles is its own finding. Probes that others read through are run once and not reported.
 */
export async function runProbes(engine: Engine, target: Target, probes: readonly Probe[]): Promise<Run> {
  const runner = new Runner(engine, target);
  const findings: Finding[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < probes.length; at = next++) {
      const probe = probes[at];
      if (probe !== undefined) findings[at] = (await runner.outcome(probe)).finding;
    }
  };
  await Promise.all(Array.from({ length: Math.min(POOL, probes.length) }, worker));
  return { findings, requests: runner.requests };
}

/** Who asks: a probe, or work of a scenario that is no probe but goes by the same rules. */
interface Asker {
  readonly id: string;
  readonly system: System;
}

/**
 * Work with a probe's means outside of any probe: paced, within the run's deadline, its requests named. Throws what
 * the work throws: a `ProbeFailure` for all that a system does wrong.
 */
export function withContext<T>(
  engine: Engine,
  target: Target,
  asker: Asker,
  work: (context: ProbeContext) => Promise<T>,
): Promise<T> {
  const runner = new Runner(engine, target);
  return runner.settled(work(runner.contextOf(asker, () => undefined)));
}

class Runner {
  requests = 0;
  private readonly deadline: number;
  private readonly transport: Engine['transport'];

  constructor(
    private readonly engine: Engine,
    private readonly target: Target,
  ) {
    this.deadline = engine.clock.now() + target.deadlineMs;
    // Waiting for its turn takes from a request's time too, so what is left is asked when it leaves.
    const within: Transport = (request) => {
      const timeoutMs = Math.max(1, Math.min(request.timeoutMs, this.remaining()));
      return engine.transport({ ...request, timeoutMs });
    };
    this.transport = paced(within, engine.clock, target.pace);
  }

  outcome<T>(probe: Probe<T>): Promise<Outcome<T>> {
    const known = probe.outcomes.get(this);
    if (known !== undefined) return known;
    const fresh = this.run(probe);
    probe.outcomes.set(this, fresh);
    return fresh;
  }

  private async run<T>(probe: Probe<T>): Promise<Outcome<T>> {
    const why = whyNotHere(probe, this.target);
    if (why !== null) return { finding: skipped(probe, why), answer: null };
    const attempts: Attempt<T>[] = [];
    for (let n = 1; n <= Math.max(probe.samples, ATTEMPTS); n++) {
      const attempt = await this.attempt(probe);
      attempts.push(attempt);
      if (attempt.failure === null) {
        if (n >= probe.samples) break;
      } else {
        if (attempt.failure.transient !== true || this.remaining() < PAUSE_MS * 2) break;
        await this.engine.clock.sleep(PAUSE_MS);
      }
    }
    const answer = attempts.find((attempt) => attempt.answer !== null)?.answer ?? null;
    return { finding: judge(probe, limitOf(probe.id), attempts), answer };
  }

  private remaining(): number {
    return this.deadline - this.engine.clock.now();
  }

  private async attempt<T>(probe: Probe<T>): Promise<Attempt<T>> {
    const timings: Timings[] = [];
    let url = '';
    const context = this.contextOf(probe, (response, timed) => {
      url = response.url;
      if (timed) timings.push(response.timings);
    });
    try {
      const answer = await this.settled(probe.run(context));
      return { answer, failure: null, timings, url: answer.url ?? url };
    } catch (thrown) {
      const failure: FailureDetails =
        thrown instanceof ProbeFailure
          ? thrown.details
          : { verdict: 'unknown', what: 'ours', reason: `the probe threw: ${String(thrown)}` };
      return { answer: null, failure, timings, url: failure.url ?? url };
    }
  }

  /** A promise that never settles would end the run in silence. The timer is cancelled, since k6 waits for it. */
  settled<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = (): void => {
        reject(new ProbeFailure({ verdict: 'unknown', what: 'ours', reason: 'the probe never settled' }));
      };
      const cancel = this.engine.clock.after(Math.max(0, this.remaining()) + GRACE_MS, late);
      work.then(resolve, reject).finally(cancel);
    });
  }

  contextOf(asker: Asker, seen: (response: WireResponse, timed: boolean) => void): ProbeContext {
    const { engine, target } = this;
    return {
      target,
      hashes: engine.hashes,
      nonce: engine.nonce,
      now: () => engine.clock.now(),
      sleep: (ms) => engine.clock.sleep(Math.min(ms, Math.max(0, this.remaining()))),
      address: (name) => addressOf(target, name),
      need: (other) => this.need(asker, other),
      send: async (request, timed) => {
        if (this.remaining() <= 0) {
          const reason = `not asked: the run's deadline of ${target.deadlineMs / 1000} s had passed`;
          throw new ProbeFailure({ verdict: 'unknown', what: 'ours', reason, url: request.url });
        }
        this.requests++;
        const response = await this.transport({
          ...request,
          tags: { name: asker.id, probe: asker.id, system: asker.system, target: target.name },
        });
        // Without an answer there is nothing to time, but a greeting comes with status 0.
        seen(response, timed && (response.status !== 0 || request.expect.includes(0)));
        return response;
      },
    };
  }

  private async need<T>(asker: Asker, other: Probe<T>): Promise<T> {
    const { finding, answer } = await this.outcome(other);
    if (answer !== null) return answer.data;
    const causedBy = finding.causedBy ?? finding.probe;
    const elsewhere = other.system !== asker.system;
    throw new ProbeFailure({
      verdict: elsewhere || finding.verdict !== 'failed' ? 'unknown' : 'failed',
      what: 'needs',
      reason: elsewhere ? `needs ${other.system}: ${other.id} ${finding.reason}` : `caused by ${causedBy}`,
      causedBy,
    });
  }
}

function addressOf(target: Target, name: AddressName): string {
  const { url } = target.addresses[name];
  if (url === null) {
    throw new ProbeFailure({
      verdict: 'unknown',
      what: 'ours',
      reason: `target ${target.name} has no ${name}`,
    });
  }
  return url;
}

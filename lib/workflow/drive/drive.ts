import { STEP_NAMES, STEP_OBJECTIVES } from '../../../thresholds/steps.ts';
import type { Engine, Transport } from '../../k6/ports.ts';
import { overall } from '../../probe/finding.ts';
import { paced } from '../../probe/pace.ts';
import { withContext } from '../../probe/run.ts';
import { ADDRESS_NAMES, ADDRESSES } from '../../targets/addresses.ts';
import type { System } from '../../targets/systems.ts';
import type { Target } from '../../targets/target.ts';
import { cleanUp } from './clean-up.ts';
import { Flow, type Means, type Step, type StepDone } from './flow.ts';
import type { DriveOutcome, StepOutcome, Swept } from './outcome.ts';
import { runName } from './run-name.ts';
import type { DriveSettings } from './settings.ts';
import { StepClock, secondsInWords } from './step-clock.ts';
import { type Ended, endingOf } from './step-ending.ts';
import { STEPS } from './steps/index.ts';
import { sweep } from './sweep.ts';
import { TURN_SECONDS, waitForTurn } from './turn.ts';

/** Beginnings of a run that others are faster than. */
const ATTEMPTS = 3;

/** Hears of each step as it ends, so that a run that is killed has still told what it made. */
export type Listener = (step: StepOutcome) => void;

/** Longest time of a whole run, in seconds at scale 1: every step to its limit. */
const LONGEST_SECONDS = STEP_NAMES.reduce((sum, name) => sum + STEP_OBJECTIVES[name].fail, 0);

/** What sweeping before a run, and cleaning up after it, may take, in milliseconds whatever the scale. */
const TIDYING_MS = 120_000;

/** Longest time of a run with all that it tidies, in milliseconds. */
export function longestMs({ timeScale }: Pick<DriveSettings, 'timeScale'>): number {
  return ((LONGEST_SECONDS + TURN_SECONDS) * 1000) / timeScale + 2 * TIDYING_MS;
}

/**
 * Does a packager's steps, in order, up to the first that fails: the later ones are then skipped, and what the run made
 * is taken back as far as it can be. Throws nothing that a system does wrong.
 */
export async function drive(
  engine: Engine,
  target: Target,
  settings: DriveSettings,
  means: Means,
  listener: Listener,
): Promise<DriveOutcome> {
  const counter = counting(engine, target);
  const startedAt = engine.clock.now();
  const run = runName(startedAt, engine.nonce());
  let flow = new Flow(run, startedAt, settings, means);
  const tidying = { ...target, deadlineMs: TIDYING_MS };
  const notes: string[] = [];
  const swept = await quietly(
    () =>
      withContext(counter.engine, tidying, { id: 'workflow.sweep', system: 'dist-git' }, (context) =>
        sweep(flow, context, longestMs(settings)),
      ),
    (why) => notes.push(`sweeping: ${why}`),
    [] as readonly Swept[],
  );
  let steps: readonly StepOutcome[] = [];
  for (let attempt = 1; !flow.has('sweep'); attempt++) {
    await quietly(
      () => turn(counter.engine, target, flow, notes),
      (why) => notes.push(`waiting for other runs: ${why}`),
      undefined,
    );
    const way = await stepped(counter.engine, target, flow, listener);
    steps = way.steps;
    if (!way.overtaken || attempt >= ATTEMPTS) break;
    flow = new Flow(run, engine.clock.now(), settings, means);
  }
  const left = await quietly(
    () =>
      withContext(counter.engine, tidying, { id: 'workflow.clean-up', system: 'dist-git' }, (context) =>
        cleanUp(
          flow,
          context,
          steps.some(({ verdict }) => verdict === 'failed' || verdict === 'unknown'),
        ),
      ),
    (why) => notes.push(`cleaning up: ${why}`),
    [],
  );
  return {
    verdict: verdictOf(flow, steps, swept, notes),
    run: flow.run,
    flow: settings.flow,
    packages: settings.packages,
    release: flow.release?.name ?? settings.release,
    nvrs: flow.nvrs(),
    update: flow.update,
    timeScale: settings.timeScale,
    steps,
    swept,
    left,
    requests: counter.requests(),
    notes,
  };
}

function verdictOf(
  flow: Flow,
  steps: readonly StepOutcome[],
  swept: readonly Swept[],
  notes: readonly string[],
): DriveOutcome['verdict'] {
  if (flow.has('sweep')) {
    if (notes.length > 0) return 'unknown';
    return swept.every(({ gone }) => gone) ? 'ok' : 'failed';
  }
  return overall(steps.map(({ verdict }) => verdict));
}

/** Lets other runs of the same packages end first. */
async function turn(engine: Engine, target: Target, flow: Flow, notes: string[]): Promise<void> {
  const { settings, run } = flow;
  const { packages, release, timeScale } = settings;
  const patient = { ...target, deadlineMs: (TURN_SECONDS * 1000) / timeScale + TIDYING_MS };
  const asker = { id: 'workflow.turn', system: 'dist-git' } as const;
  const other = await withContext(engine, patient, asker, (context) =>
    waitForTurn(context, { run, packages, release, timeScale, longestMs: longestMs(settings) }),
  );
  if (other !== null) notes.push(`went on beside ${other}, which has not ended`);
}

/** The engine, with the target's pace kept over all steps and its requests counted. */
function counting(engine: Engine, target: Target): { readonly engine: Engine; requests(): number } {
  let requests = 0;
  const counted: Transport = (request) => {
    requests++;
    return engine.transport(request);
  };
  const transport = paced(counted, engine.clock, target.pace);
  return { engine: { ...engine, transport }, requests: () => requests };
}

async function quietly<T>(work: () => Promise<T>, tell: (why: string) => void, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    tell(thrown instanceof Error ? thrown.message : String(thrown));
    return otherwise;
  }
}

interface Way {
  readonly steps: readonly StepOutcome[];
  /** Whether another run was faster, so that this one may begin anew. */
  readonly overtaken: boolean;
}

async function stepped(engine: Engine, target: Target, flow: Flow, listener: Listener): Promise<Way> {
  const outcomes: StepOutcome[] = [];
  let stopped: StepOutcome | null = null;
  let overtaken = false;
  for (const step of STEPS) {
    const way: StepWay =
      stopped === null
        ? await done(engine, target, flow, step)
        : skipped(flow, step, `not reached: step ${stopped.step}, ${stopped.title}, ${stopped.verdict}`);
    const { outcome } = way;
    overtaken ||= way.overtaken;
    outcomes.push(outcome);
    listener(outcome);
    // A step that could not be judged is explained by a later one; one that failed ends the way.
    const ends = outcome.outcome === 'infrastructure' || outcome.outcome === 'timeout';
    if (stopped === null && ends && step.name !== 'preconditions') stopped = outcome;
    if (stopped === null && outcome.verdict === 'failed') stopped = outcome;
  }
  return { steps: outcomes, overtaken };
}

/** What became of one step. */
interface StepWay {
  readonly outcome: StepOutcome;
  readonly overtaken: boolean;
}

async function done(engine: Engine, target: Target, flow: Flow, step: Step): Promise<StepWay> {
  const able = step.capability === undefined || target.capabilities[step.capability];
  if (able !== true) return skipped(flow, step, `not on this target: ${able}`);
  const clock = new StepClock(step.name, flow.settings.timeScale, () => engine.clock.now());
  const asker = { id: `workflow.${step.name}`, system: step.system } as const;
  let ended: Ended;
  try {
    const bounded = { ...target, deadlineMs: clock.limitMs };
    const result = await withContext(engine, bounded, asker, (context) => step.run(flow, context, clock));
    if ('skipped' in result) return skipped(flow, step, result.skipped);
    ended = endedWell(result, clock);
  } catch (thrown) {
    ended = endingOf(thrown, clock);
  }
  const outcome = outcomeOf(step, clock, ended, atFault(target, step, ended));
  return { outcome, overtaken: ended.overtaken === true };
}

function endedWell(result: Exclude<StepDone, { skipped: string }>, clock: StepClock): Ended {
  if ('unknown' in result) return { verdict: 'unknown', outcome: 'infrastructure', reason: result.unknown };
  const { reason, outcome = 'ok', url, evidence } = result;
  const more = { ...(url === undefined ? {} : { url }), ...(evidence === undefined ? {} : { evidence }) };
  const spent = clock.spent();
  if (spent > clock.limitMs) {
    const late = `took ${secondsInWords(spent)}, limit ${clock.inWords()}: ${reason}`;
    return { verdict: 'failed', outcome: 'timeout', reason: late, ...more };
  }
  return { verdict: spent > clock.warnMs ? 'degraded' : 'ok', outcome, reason, ...more };
}

/** The system whose address the failure is about: many a step asks several. */
function atFault({ addresses }: Target, { system }: Step, { verdict, url = '' }: Ended): System {
  if (verdict !== 'failed' && verdict !== 'unknown') return system;
  const owners = ADDRESS_NAMES.flatMap((name): System[] => {
    const base = addresses[name].url;
    return base !== null && url.startsWith(base) ? [ADDRESSES[name].system] : [];
  });
  // Two systems may share an address.
  return owners.includes(system) ? system : (owners[0] ?? system);
}

function outcomeOf({ name }: Step, clock: StepClock, ended: Ended, system: System): StepOutcome {
  const { step, title } = STEP_OBJECTIVES[name];
  return {
    step,
    name,
    title,
    system,
    verdict: ended.verdict,
    outcome: ended.outcome,
    startedAt: clock.startedAt,
    durationMs: clock.spent(),
    warnMs: clock.warnMs,
    limitMs: clock.limitMs,
    reason: ended.reason,
    evidence: ended.evidence ?? null,
    url: ended.url ?? null,
  };
}

function skipped(flow: Flow, step: Step, reason: string): StepWay {
  const clock = new StepClock(step.name, flow.settings.timeScale, () => 0);
  const ended = { verdict: 'skipped', outcome: 'skipped', reason } as const;
  return { outcome: { ...outcomeOf(step, clock, ended, step.system), startedAt: null }, overtaken: false };
}

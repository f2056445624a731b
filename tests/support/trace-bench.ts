import type { WireRequest } from '../../lib/k6/ports.ts';
import type { ProbeContext } from '../../lib/probe/probe.ts';
import { withContext } from '../../lib/probe/run.ts';
import { local } from '../../lib/targets/local.ts';
import { checkChoice } from '../../lib/workflow/trace/choice.ts';
import type { TraceRunOutcome } from '../../lib/workflow/trace/outcome.ts';
import { trace } from '../../lib/workflow/trace/trace.ts';
import { TWIN_SYSTEMS } from '../../twin/systems/index.ts';
import type { World } from '../../twin/world/types.ts';
import { nodeEngine } from './node-engine.ts';
import { type Tamper, twinTransport } from './twin-transport.ts';

interface TraceRun extends TraceRunOutcome {
  /** What each request was, in their order. */
  readonly asked: readonly WireRequest[];
}

/** Works with a trace's means on a world in this process, at a time that stands still and without pauses. */
export function inContext<T>(
  world: World,
  work: (context: ProbeContext) => Promise<T>,
  asked: WireRequest[] = [],
  tamper?: Tamper,
): Promise<T> {
  const transport = twinTransport(world, TWIN_SYSTEMS, tamper);
  const engine = nodeEngine({
    transport: (request) => {
      asked.push(request);
      return transport(request);
    },
    clock: { ...nodeEngine().clock, now: () => world.now(), sleep: () => Promise.resolve() },
  });
  return withContext(engine, local, { id: 'trace', system: 'bodhi' }, work);
}

/** Traces the packages of a world. */
export async function traceOf(
  world: World,
  env: Readonly<Record<string, string>> = {},
  tamper?: Tamper,
): Promise<TraceRun> {
  const asked: WireRequest[] = [];
  const outcome = await inContext(world, (context) => trace(context, checkChoice(env)), asked, tamper);
  return { ...outcome, asked };
}

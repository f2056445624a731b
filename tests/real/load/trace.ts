import { withContext } from '../../../lib/probe/run.ts';
import { local } from '../../../lib/targets/local.ts';
import { checkChoice } from '../../../lib/workflow/trace/choice.ts';
import type { TraceRunOutcome } from '../../../lib/workflow/trace/outcome.ts';
import { trace } from '../../../lib/workflow/trace/trace.ts';
import { TWIN_SYSTEMS } from '../../../twin/systems/index.ts';
import type { World } from '../../../twin/world/types.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { traceOf } from '../../support/trace-bench.ts';
import { twinTransport } from '../../support/twin-transport.ts';

/** Fewer would say little of the rare stages. */
const PACKAGES = 50;

/** Traces a world whose bus is read through the real datagrepper, all else through the twin. */
function traceThrough(world: World, real: string): Promise<TraceRunOutcome> {
  const node = nodeEngine();
  const twin = twinTransport(world, TWIN_SYSTEMS);
  const { url } = local.addresses.datagrepper;
  if (url === null) throw new Error('the twin has no datagrepper');
  const engine = nodeEngine({
    transport: (request) =>
      request.url.startsWith(`${url}/`)
        ? node.transport({ ...request, url: real + request.url.slice(url.length) })
        : twin(request),
    clock: { ...node.clock, now: () => world.now(), sleep: () => Promise.resolve() },
  });
  const patient = { ...local, timeoutMs: 30_000, deadlineMs: 120_000 };
  return withContext(engine, patient, { id: 'trace', system: 'bodhi' }, (context) =>
    trace(context, checkChoice({ PW_COUNT: String(PACKAGES) })),
  );
}

/** What of a trace must not depend on who answers for the bus. */
function essence({ stages, traces }: TraceRunOutcome) {
  return {
    stages: stages.map(({ stage, verdict, count, p50, p90, p99, usual }) =>
      JSON.stringify({ stage, verdict, count, p50, p90, p99, usual }),
    ),
    traces: traces.flatMap(({ nvr, stages: all, missing }) =>
      all.map(({ stage, state, seconds }) => JSON.stringify({ nvr, stage, state, seconds, missing })),
    ),
  };
}

/** Lines that differ between a trace of the twin alone and one through the real datagrepper; and how many were compared. */
export async function traceDifferences(
  world: World,
  real: string,
): Promise<{ readonly compared: number; readonly different: readonly string[] }> {
  const [twin, mixed] = [essence(await traceOf(world)), essence(await traceThrough(world, real))];
  const [ours, theirs] = [
    [...twin.stages, ...twin.traces],
    [...mixed.stages, ...mixed.traces],
  ];
  const different = ours.flatMap((line, at) => (line === theirs[at] ? [] : [`${line} and ${theirs[at]}`]));
  if (theirs.length !== ours.length) different.push(`${ours.length} lines and ${theirs.length}`);
  return { compared: ours.length, different };
}

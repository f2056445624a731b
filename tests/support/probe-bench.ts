import type { WireRequest } from '../../lib/k6/ports.ts';
import type { Finding } from '../../lib/probe/finding.ts';
import type { Probe } from '../../lib/probe/probe.ts';
import { runProbes } from '../../lib/probe/run.ts';
import { local } from '../../lib/targets/local.ts';
import type { Target } from '../../lib/targets/target.ts';
import type { TwinReply, TwinSystem } from '../../twin/service.ts';
import type { World } from '../../twin/world/types.ts';
import { createWorld } from '../../twin/world/world.ts';
import { nodeEngine } from './node-engine.ts';
import { type Tamper, twinTransport } from './twin-transport.ts';

/** Noon on a working day of the twin, the same in every run. */
export const NOON = Date.UTC(2026, 10, 23, 12);

interface Bench {
  readonly world: World;
  /** What each request was, in their order. */
  readonly asked: WireRequest[];
  /** The findings of these probes, by id; all of the bench's if left out. */
  run(
    tamper?: Tamper,
    options?: { only?: RegExp; target?: Target; now?: number },
  ): Promise<Map<string, Finding>>;
  /** The finding of one probe. */
  one(id: string, tamper?: Tamper, target?: Target): Promise<Finding>;
}

let now = NOON;
/** One for all benches of a test file: to make one takes a second. */
const world = createWorld({ now: () => now });

/** Runs probes against twin modules in this process, at a time that stands still and without pauses. */
export function bench(systems: readonly TwinSystem[], probes: readonly Probe[]): Bench {
  const asked: WireRequest[] = [];
  const run: Bench['run'] = async (tamper, options = {}) => {
    now = options.now ?? NOON;
    const transport = twinTransport(world, systems, tamper);
    const engine = nodeEngine({
      transport: (request) => {
        asked.push(request);
        return transport(request);
      },
      clock: { ...nodeEngine().clock, now: () => now, sleep: () => Promise.resolve() },
    });
    const wanted = probes.filter(({ id }) => options.only?.test(id) !== false);
    const { findings } = await runProbes(engine, options.target ?? local, wanted);
    return new Map(findings.map((finding) => [finding.probe, finding]));
  };
  const one: Bench['one'] = async (id, tamper, target) => {
    const found = await run(tamper, {
      only: new RegExp(`^${id}$`),
      ...(target === undefined ? {} : { target }),
    });
    const finding = found.get(id);
    if (finding === undefined) throw new Error(`no probe ${id}`);
    return finding;
  };
  return { world, asked, run, one };
}

/** The same JSON answer, changed; answers of other paths are left alone. */
export function edited(path: RegExp, change: (value: unknown) => unknown): Tamper {
  return (reply, request) =>
    path.test(request.path)
      ? { ...reply, body: JSON.stringify(change(JSON.parse(String(reply.body)))) }
      : reply;
}

/** Another answer at these paths. */
export function instead(path: RegExp, other: TwinReply): Tamper {
  return (reply, request) => (path.test(request.path) ? other : reply);
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers that no probe may take for health. */
export const FAULTS: Readonly<Record<string, (reply: TwinReply) => TwinReply>> = {
  'a 503 of the router': () => ({
    status: 503,
    headers: HTML,
    body: '<html><h1>Service Unavailable</h1></html>',
  }),
  'an error page with 200': () => ({
    status: 200,
    headers: HTML,
    body: '<html><h1>Application is not available</h1></html>',
  }),
  'a login page with 200': () => ({
    status: 200,
    headers: HTML,
    body: '<!doctype html><html><title>Log in</title><input type="password" name="p"></html>',
  }),
  'a proxy that does not serve the host': () => ({ status: 421, headers: HTML, body: 'Misdirected Request' }),
  'an empty body': (reply) => ({ ...reply, body: '' }),
  'an empty object': (reply) => ({ ...reply, headers: JSON_TYPE, body: '{}' }),
  null: (reply) => ({ ...reply, headers: JSON_TYPE, body: 'null' }),
  'an error in a 200': (reply) => ({ ...reply, headers: JSON_TYPE, body: '{"error": "not_found"}' }),
};

/** A body that ends too early. */
export function truncated(reply: TwinReply): TwinReply {
  return { ...reply, body: String(reply.body).slice(0, -20) };
}

/** A page that an edge puts before a service, with any status. */
export const CHALLENGE: TwinReply = {
  status: 200,
  headers: HTML,
  body: '<!doctype html><html><title>Making sure you&#39;re not a bot!</title><script id="anubis_challenge"></script></html>',
};

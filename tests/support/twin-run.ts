import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Engine } from '../../lib/k6/ports.ts';
import type { Finding } from '../../lib/probe/finding.ts';
import type { Probe } from '../../lib/probe/probe.ts';
import { runProbes } from '../../lib/probe/run.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { resolveConfig } from '../../lib/targets/resolve.ts';
import type { Interceptor, TwinReply, TwinRequest } from '../../twin/service.ts';
import { startTwin, type Twin } from '../../twin/twin.ts';
import { nodeEngine } from './node-engine.ts';

/** How a test changes an answer of the twin; `times` counts those that match, from 1. */
export type Change = (
  reply: TwinReply,
  request: TwinRequest,
  times: number,
) => TwinReply | Promise<TwinReply>;

interface TwinRun {
  twin(): Twin;
  /** One probe, with quick time-outs and without pauses. */
  run(id: string, engine?: Partial<Engine>, env?: Readonly<Record<string, string>>): Promise<Finding>;
  /** Until the end of the test, changes answers of one address whose path and query match. */
  tamper(address: AddressName, at: RegExp, change: Change): void;
}

const untouched: Interceptor = (_address, _request, next) => next();

/** Starts a whole twin on loopback for the tests of a file, and runs these probes against it, one at a time. */
export function useTwin(probes: readonly Probe[]): TwinRun {
  let fault = untouched;
  let twin: Twin;
  beforeAll(async () => {
    twin = await startTwin({ portBase: 0, intercept: (...args) => fault(...args) });
  });
  afterAll(() => twin.stop());
  beforeEach(() => {
    fault = untouched;
  });
  return {
    twin: () => twin,
    run: async (id, engine = {}, env = {}) => {
      const { target } = resolveConfig({ ...twin.env, ...env }, { target: 'local', only: '' });
      const node = nodeEngine();
      const quick = { ...node, clock: { ...node.clock, sleep: () => Promise.resolve() }, ...engine };
      const asked = probes.filter((probe) => probe.id === id);
      const [finding] = (await runProbes(quick, { ...target, timeoutMs: 1000 }, asked)).findings;
      if (finding === undefined) throw new Error(`no finding of ${id}`);
      return finding;
    },
    tamper: (wanted, at, change) => {
      let times = 0;
      fault = async (address, request, next) => {
        const reply = await next();
        if (address !== wanted || !at.test(`${request.path}?${request.query}`)) return reply;
        times += 1;
        return change(reply, request, times);
      };
    },
  };
}

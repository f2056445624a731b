import { beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Transport } from '../../k6/ports.ts';
import { runProbes } from '../../probe/run.ts';
import { local } from '../../targets/local.ts';
import { kojiDeepProbes } from './deep-probes.ts';

let world: World;

beforeAll(() => {
  world = createWorld();
});

function tampered(tamper: Tamper): Transport {
  return twinTransport(world, [koji], tamper);
}

describe('deep probes', () => {
  const run = async (id: string, transport: Transport, deadlineMs: number) => {
    let now = world.now();
    const slept: number[] = [];
    const fast = {
      ...nodeEngine().clock,
      now: () => now,
      sleep: (ms: number) => {
        slept.push(ms);
        now += ms;
        return Promise.resolve();
      },
    };
    const probes = kojiDeepProbes.filter((probe) => probe.id === id);
    const engine = nodeEngine({ transport, clock: fast });
    const [found] = (await runProbes(engine, { ...local, deadlineMs }, probes)).findings;
    return { found, slept };
  };

  it('keepAlive is silent for 14, 15 and 16 s', async () => {
    const { found, slept } = await run(
      'koji.deep.keepAlive',
      tampered((reply) => reply),
      110_000,
    );
    expect(found).toMatchObject({ verdict: 'ok', samples: 3 });
    expect(slept).toEqual([14_000, 15_000, 16_000]);
  });

  it('keepAlive shows a connection that is lost after silence', async () => {
    const inner = tampered((reply) => reply);
    let asked = 0;
    const lost: Transport = async (request) => {
      const response = await inner(request);
      return asked++ === 2 ? { ...response, status: 0, text: '', errorCode: 1220, error: 'reset' } : response;
    };
    const { found } = await run('koji.deep.keepAlive', lost, 110_000);
    expect(found).toMatchObject({ verdict: 'degraded', reason: expect.stringContaining('connection reset') });
  });

  it('keepAlive says that a run is too short for it', async () => {
    const { found } = await run(
      'koji.deep.keepAlive',
      tampered((reply) => reply),
      12_000,
    );
    expect(found).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('the run on target local has 12 s'),
    });
  });

  it('failureShare counts', async () => {
    let asked = 0;
    const some = tampered((reply) => (asked++ % 50 === 7 ? { status: 502, body: '' } : reply));
    const { found } = await run('koji.deep.failureShare', some, 110_000);
    expect(found).toMatchObject({
      verdict: 'degraded',
      value: 2,
      reason: '4 of 200 requests failed: 4 × HTTP 502',
    });
  });
});

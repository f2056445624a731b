import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Listening } from '../../../tests/support/listening.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { createContext } from '../../../twin/context.ts';
import type { Service } from '../../../twin/service.ts';
import { fedmsg } from '../../../twin/systems/fedmsg.ts';
import { addressesOf } from '../../../twin/twin.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Finding } from '../../probe/finding.ts';
import { runProbes } from '../../probe/run.ts';
import { local } from '../../targets/local.ts';
import type { Target } from '../../targets/target.ts';
import { fedmsgProbes } from './probes.ts';

const world = createWorld();
const listening = new Listening();
afterEach(() => listening.close());

/** A port of loopback on which nobody listens. */
const NOBODY = 9;
const RETIRED: Target['fedmsgGateway'] = { since: '2025', source: 'test', edge: 'datagrepper' };

async function finding(port: number, gateway: Target['fedmsgGateway'], edge = NOBODY): Promise<Finding> {
  const addresses = {
    ...local.addresses,
    fedmsg: { url: `tcp://127.0.0.1:${port}`, source: 'test' },
    datagrepper: { url: `http://127.0.0.1:${edge}/datagrepper`, source: 'test' },
  };
  const target: Target = { ...local, addresses, fedmsgGateway: gateway, timeoutMs: 500 };
  const [found] = (await runProbes(nodeEngine(), target, fedmsgProbes)).findings;
  if (found === undefined) throw new Error('no probe');
  return found;
}

function gateway(): (socket: Socket) => void {
  const context = createContext({ base: world, addresses: addressesOf(() => 0), scratch: '' });
  const service: Service | undefined = fedmsg.services(context).fedmsg;
  if (service === undefined || service.kind === 'http') throw new Error('no gateway');
  return service.accept;
}

const edgeAnswers = (status: number): Promise<number> =>
  listening.tcp((socket) => socket.end(`HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`));

const reset = (socket: Socket): void => void socket.once('data', () => socket.resetAndDestroy());
const silent = (socket: Socket): void => void socket.resume();
const web = (socket: Socket): void => void socket.end('HTTP/1.1 200 OK\r\n\r\n');
const other = (socket: Socket): void => void socket.end('SSH-2.0-x\r\n');
const almost = (socket: Socket): void => void socket.end(Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7e]));
const cut = (socket: Socket): void => void socket.end(Buffer.from([0xff, 0, 0, 0]));

describe('fedmsg.gateway.greeting where the gateway serves', () => {
  it('reads the greeting', async () => {
    const found = await finding(await listening.tcp(gateway()), 'serves');
    expect(found).toMatchObject({ verdict: 'ok', reason: 'ZMTP greeting of 10 bytes', unit: 'ms' });
    expect(found.value).toBeGreaterThan(0);
  });

  it.each([
    ['nobody', null, 'down: connection refused, 3 of 3'],
    ['a reset', reset, 'down: connection reset, 3 of 3'],
    ['silence', silent, 'down: timed out after 0.5 s'],
    ['HTTP', web, 'an HTTP answer (200) instead of a greeting'],
    ['another protocol', other, '9 bytes that are no ZMTP greeting'],
    ['a signature that ends otherwise', almost, '10 bytes that are no ZMTP greeting'],
    ['half a signature', cut, '4 bytes that are no ZMTP greeting'],
  ] as const)('is red on %s', async (_name, accept, reason) => {
    const port = accept === null ? NOBODY : await listening.tcp(accept);
    expect(await finding(port, 'serves')).toMatchObject({ verdict: 'failed', reason });
  });
});

describe('fedmsg.gateway.greeting where the gateway is retired', () => {
  it.each([
    ['nobody is there', null],
    ['nothing is said', silent],
  ] as const)('is ok if %s and the edge answers, whatever it says', async (_name, accept) => {
    const port = accept === null ? NOBODY : await listening.tcp(accept);
    const found = await finding(port, RETIRED, await edgeAnswers(404));
    expect(found).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('retired since 2025') });
    expect(found.reason).toContain('datagrepper answers 404');
    expect(found.value).toBeLessThan(500);
  });

  it('is unknown if the edge is silent too: it may be our own network', async () => {
    expect(await finding(NOBODY, RETIRED)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('neither the gateway (connection refused) nor datagrepper'),
    });
  });

  it('says that it still serves if it does', async () => {
    const found = await finding(await listening.tcp(gateway()), RETIRED);
    expect(found).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('still serves') });
  });

  it.each([
    ['HTTP', web],
    ['another protocol', other],
    ['a reset', reset],
  ] as const)('is red if %s answers there', async (_name, accept) => {
    const found = await finding(await listening.tcp(accept), RETIRED, await edgeAnswers(200));
    expect(found).toMatchObject({ verdict: 'failed' });
  });
});

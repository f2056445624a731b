import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeTransport } from '../../../tests/support/fake-transport.ts';
import { Listening } from '../../../tests/support/listening.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { makeCertificate } from '../../../twin/certificate.ts';
import { createContext } from '../../../twin/context.ts';
import { json, type Service } from '../../../twin/service.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { fedoraMessaging } from '../../../twin/systems/fedora-messaging.ts';
import { addressesOf } from '../../../twin/twin.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Engine } from '../../k6/ports.ts';
import type { Finding } from '../../probe/finding.ts';
import { runProbes } from '../../probe/run.ts';
import { local } from '../../targets/local.ts';
import { fedoraMessagingProbes } from './probes.ts';

const world = createWorld();
const listening = new Listening();
let folder: string;
let certificate: { readonly key: string; readonly cert: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pw-test-'));
  certificate = await makeCertificate(folder);
});
afterEach(() => listening.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function finding(question: 'broker.greeting' | 'bus.age', engine: Engine, port = 9): Promise<Finding> {
  const address = { url: `amqps://127.0.0.1:${port}`, source: 'test' };
  const target = {
    ...local,
    addresses: { ...local.addresses, 'fedora-messaging': address },
    timeoutMs: 500,
  };
  const probes = fedoraMessagingProbes.filter(({ id }) => id === `fedora-messaging.${question}`);
  const [found] = (await runProbes(engine, target, probes)).findings;
  if (found === undefined) throw new Error(`no probe ${question}`);
  return found;
}

const trusting = (): Engine => nodeEngine({ ca: certificate.cert });
const tls = (accept: (socket: Socket) => void): Promise<number> =>
  listening.start(createServer(certificate, accept));

function broker(): (socket: Socket) => void {
  const context = createContext({ base: world, addresses: addressesOf(() => 0), scratch: folder });
  const service: Service | undefined = fedoraMessaging.services(context)['fedora-messaging'];
  if (service === undefined || service.kind === 'http') throw new Error('no broker');
  return service.accept;
}

describe('fedora-messaging.broker.greeting', () => {
  it('reads the version of AMQP where the authority is trusted', async () => {
    const found = await finding('broker.greeting', trusting(), await tls(broker()));
    expect(found).toMatchObject({ verdict: 'ok', reason: 'AMQP 0-9-1 over TLS', unit: 'ms' });
    expect(found.value).toBeGreaterThan(0);
  });

  it('says so where it is not', async () => {
    const found = await finding('broker.greeting', nodeEngine(), await tls(broker()));
    expect(found).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('SSL_CERT_FILE') });
  });

  it.each([
    ['certificate required', 'ok', /wants a certificate/],
    ['bad certificate', 'ok', /wants a certificate/],
    ['handshake failure', 'unknown', /for want of a client certificate, or/],
    ['internal error', 'failed', /^down: remote error: tls: internal error/],
  ] as const)('judges the alert "%s"', async (alert, verdict, reason) => {
    const error = `remote error: tls: ${alert}`;
    const refusing = nodeEngine({ transport: fakeTransport(() => ({ errorCode: 1010, error })) });
    const found = await finding('broker.greeting', refusing);
    expect(found).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
  });

  it.each([
    ['nobody is there', null, /^down: connection refused/],
    ['it hangs up', (socket: Socket) => socket.once('data', () => socket.end()), /^down: EOF/],
    ['it is silent', (socket: Socket) => socket.resume(), /^down: timed out after 0.5 s/],
    ['it speaks HTTP', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'), /an HTTP answer \(200\)/],
    ['it speaks something else', (socket: Socket) => socket.end('SSH-2.0-x\r\n'), /no greeting of AMQP/],
    ['its version is another', (socket: Socket) => socket.end('AMQP\0\x01\0\0'), /no greeting of AMQP/],
  ] as const)('is red where %s', async (_name, accept, reason) => {
    const port = accept === null ? 9 : await tls(accept);
    expect(await finding('broker.greeting', trusting(), port)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(reason),
    });
  });

  it('is red where there is no TLS at all', async () => {
    const port = await listening.tcp((socket) => socket.end('plain text\n'));
    expect(await finding('broker.greeting', trusting(), port)).toMatchObject({ verdict: 'failed' });
  });
});

describe('fedora-messaging.bus.age', () => {
  const bus = (tamper?: Tamper): Promise<Finding> =>
    finding('bus.age', nodeEngine({ transport: twinTransport(world, [datagrepper], tamper) }));

  it('is the age of the newest message of all', async () => {
    const found = await bus();
    expect(found).toMatchObject({ verdict: 'ok', unit: 's', kind: 'freshness' });
    expect(found.value).toBeLessThan(120);
  });

  it('has failed where an hour holds nothing', async () => {
    const silent: Tamper = (reply, { query }) => {
      if (query.has('topic')) return reply;
      const page: unknown = JSON.parse(String(reply.body));
      const empty = { raw_messages: [], total: 0, pages: 0, count: 0 };
      return json({ ...(typeof page === 'object' ? page : {}), ...empty });
    };
    expect(await bus(silent)).toMatchObject({
      verdict: 'failed',
      reason: 'stale: no message of any topic in 60 min',
    });
  });

  it('is unknown while datagrepper is down', async () => {
    expect(await bus(() => ({ status: 500, body: '{}' }))).toMatchObject({
      verdict: 'unknown',
      causedBy: 'datagrepper.search.topic',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { fakeTransport } from '../../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Change, useTwin } from '../../../tests/support/twin-run.ts';
import { html, text } from '../../../twin/service.ts';
import type { WireRequest } from '../../k6/ports.ts';
import { runProbes } from '../../probe/run.ts';
import {
  application,
  context,
  generalizedTime,
  generalString,
  integer,
  octets,
  sequence,
} from '../../protocols/kerberos/der.ts';
import { decodeProxyMessage, encodeProxyMessage } from '../../protocols/kerberos/kdc-proxy.ts';
import { prod } from '../../targets/prod.ts';
import { fasProbes } from './probes.ts';

const { run, tamper } = useTwin(fasProbes);
const ANY = /^/;
const AS_REQ = 'fas.kdc.asReq';
const SKEW = 'fas.kdc.clockSkew';
const REALM = 'FEDORAPROJECT.ORG';
const DAY_MS = 86_400_000;

interface Refusal {
  readonly code?: number;
  readonly at?: number;
  readonly realm?: string;
  readonly text?: string;
}

function frame(message: Uint8Array): Uint8Array {
  return encodeProxyMessage({ message, realm: null });
}

function refusal({ code = 6, at = Date.now(), realm = REALM, text: words = '' }: Refusal): Uint8Array {
  const members = [
    [0, integer(5)],
    [1, integer(30)],
    [4, generalizedTime(at)],
    [5, integer((at % 1000) * 1000)],
    [6, integer(code)],
    [9, generalString(realm)],
    [11, generalString(words)],
  ] as const;
  return frame(application(30, sequence(...members.map(([n, value]) => context(n, value)))));
}

function ticket(realm = REALM): Uint8Array {
  const cipher = sequence(context(0, integer(18)), context(2, octets(new Uint8Array(8))));
  const members = [
    [0, integer(5)],
    [1, integer(11)],
    [3, generalString(realm)],
    [5, application(1, sequence())],
    [6, cipher],
  ] as const;
  return frame(application(11, sequence(...members.map(([n, value]) => context(n, value)))));
}

const kerberos =
  (bytes: () => Uint8Array): Change =>
  () => ({ status: 200, headers: { 'content-type': 'application/kerberos' }, body: Buffer.from(bytes()) });
const answers = (one: Refusal): Change => kerberos(() => refusal(one));

describe('the KDC', () => {
  it('answers that it does not know the probe', async () => {
    const reason = expect.stringMatching(/^KDC answered in \d+ ms: 6 KDC_ERR_C_PRINCIPAL_UNKNOWN$/);
    expect(await run(AS_REQ)).toMatchObject({ verdict: 'ok', samples: 1, unit: 'ms', reason });
  });

  it.each<[string, Change, string]>([
    ['asks for proof', answers({ code: 25 }), '25 KDC_ERR_PREAUTH_REQUIRED'],
    ['gives a ticket', kerberos(() => ticket()), 'a ticket'],
  ])('is healthy when it %s', async (_what, change, said) => {
    tamper('fas-kdc', ANY, change);
    expect(await run(AS_REQ)).toMatchObject({ verdict: 'ok', reason: expect.stringContaining(said) });
  });

  it('is asked with a new nonce each time, about a principal that nobody has, as long as a dead KDC takes', async () => {
    const seen: WireRequest[] = [];
    const transport = fakeTransport((request) => {
      seen.push(request);
      return { bytes: refusal({}) };
    });
    const probes = fasProbes.filter(({ id }) => id === AS_REQ);
    for (const nonce of [1, 2]) await runProbes(nodeEngine({ transport, nonce: () => nonce }), prod, probes);
    const [one, other] = seen.map(({ body }) => Buffer.from(body ?? ''));
    expect(one).not.toEqual(other);
    const { message, realm } = decodeProxyMessage(new Uint8Array(one ?? []));
    expect(realm).toBe(REALM);
    expect(Buffer.from(message).toString('latin1')).toContain('k6-packager-workflow-probe');
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: 'https://id.fedoraproject.org/KdcProxy',
      headers: { 'content-type': 'application/kerberos' },
      timeoutMs: 25_000,
    });
  });

  it.each<[string, Change, 'failed' | 'unknown', string]>([
    [
      'its database is gone',
      answers({ code: 29 }),
      'failed',
      'the KDC answers error 29 KDC_ERR_SVC_UNAVAILABLE',
    ],
    ['it fails in general', answers({ code: 60 }), 'failed', 'error 60 KRB_ERR_GENERIC'],
    ['the realm is another', answers({ code: 68 }), 'failed', 'error 68 KDC_ERR_WRONG_REALM'],
    ['it likes no encryption', answers({ code: 14 }), 'failed', 'error 14 KDC_ERR_ETYPE_NOSUPP'],
    ['its code is nobody’s', answers({ code: 4711 }), 'failed', 'error 4711'],
    ['another realm answers', answers({ realm: 'EXAMPLE.ORG' }), 'failed', 'answer of the realm EXAMPLE.ORG'],
    ['another realm gives a ticket', kerberos(() => ticket('EXAMPLE.ORG')), 'failed', 'answer of the realm'],
    [
      'no KDC is reached',
      () => text('Remote unavailable (x).', 503),
      'failed',
      'HTTP 503: KdcProxy reaches no KDC',
    ],
    [
      'the realm is unknown',
      () => text("Can't find remote (x).", 503),
      'failed',
      'knows no KDC of the realm',
    ],
    ['the balancer has no backend', () => html('<h1>503</h1>', 503), 'failed', 'down: HTTP 503'],
    ['KdcProxy is off', () => html('<h1>Not Found</h1>', 404), 'failed', 'HTTP 404, expected 200'],
    ['it takes no POST', () => text('Method not allowed (POST).', 405), 'failed', 'HTTP 405, expected 200'],
    ['it chokes on the request', () => html('<h1>Oops</h1>', 500), 'failed', 'down: HTTP 500'],
    [
      'the answer is empty',
      kerberos(() => new Uint8Array(0)),
      'failed',
      'an empty body instead of a Kerberos message',
    ],
    [
      'the answer is cut',
      kerberos(() => refusal({}).subarray(0, 40)),
      'failed',
      'no Kerberos message: truncated',
    ],
    [
      'the answer is not framed',
      kerberos(() => application(30, sequence())),
      'failed',
      'no Kerberos message: tag 0x7e',
    ],
    ['the answer is a request', kerberos(() => frame(application(10, sequence()))), 'failed', 'tag 0x6a'],
    ['the answer is JSON', () => text('{}'), 'failed', 'no Kerberos message'],
    [
      'a page comes',
      () => html('<!doctype html><title>It works</title>'),
      'failed',
      'an HTML page instead of',
    ],
    ['a login page comes', () => html('<input type="password">'), 'failed', 'an HTML login page instead of'],
    ['the edge blocks', () => html('', 403), 'unknown', 'blocked by the edge'],
    ['the edge challenges', () => html('<title>Just a moment...</title>'), 'unknown', 'challenge page'],
  ])('is not healthy when %s', async (_what, change, verdict, reason) => {
    tamper('fas-kdc', ANY, change);
    expect(await run(AS_REQ)).toMatchObject({ verdict, reason: expect.stringContaining(reason) });
  });

  it('is asked again when the balancer refused, but not when KdcProxy has tried for 17 s', async () => {
    let asked = 0;
    const dead =
      (change: Change): Change =>
      (...args) => {
        asked += 1;
        return change(...args);
      };
    tamper(
      'fas-kdc',
      ANY,
      dead(() => html('', 503)),
    );
    await run(AS_REQ);
    expect(asked).toBe(3);
    asked = 0;
    tamper(
      'fas-kdc',
      ANY,
      dead(() => text('Remote unavailable (x).', 503)),
    );
    await run(AS_REQ);
    expect(asked).toBe(1);
  });

  it('is not asked longer than the run may take', async () => {
    const seen: number[] = [];
    const transport = fakeTransport(({ timeoutMs }) => {
      seen.push(timeoutMs);
      return { errorCode: 1050, error: 'request timeout' };
    });
    expect(await run(AS_REQ, { transport })).toMatchObject({
      verdict: 'failed',
      reason: 'down: timed out after 12 s',
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeLessThanOrEqual(12_000);
  });
});

describe('its clock', () => {
  it('is ours', async () => {
    const finding = await run(SKEW);
    expect(finding).toMatchObject({
      verdict: 'ok',
      unit: 's',
      reason: expect.stringContaining('this machine’s clock'),
    });
    expect(finding.value).toBeLessThan(1);
  });

  it.each([
    [-400, 'failed', /^KDC (?:399|400)\.\d\d s behind this/],
    [400, 'failed', /^KDC (?:399|400)\.\d\d s ahead of this/],
    [-100, 'degraded', /behind/],
    [100, 'degraded', /ahead of/],
    [30, 'ok', /ahead of/],
    [(366 * DAY_MS) / 1000, 'failed', /ahead of/],
  ])('is off by %d s: %s', async (seconds, verdict, reason) => {
    tamper(
      'fas-kdc',
      ANY,
      kerberos(() => refusal({ at: Date.now() + seconds * 1000 })),
    );
    const finding = await run(SKEW);
    expect(finding).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
    expect(Math.abs((finding.value ?? 0) - Math.abs(seconds))).toBeLessThan(2);
  });

  it('is read at the middle of a slow exchange', async () => {
    let now = Date.UTC(2026, 10, 23);
    const clock = { ...nodeEngine().clock, now: () => now };
    const transport = fakeTransport(() => {
      const bytes = refusal({ at: now + 2000 });
      now += 4000;
      return { bytes, timings: { waiting: 4000, duration: 4000 } };
    });
    expect(await run(SKEW, { transport, clock })).toMatchObject({
      value: 0,
      reason: expect.stringContaining('± 2.00 s'),
    });
  });

  it('cannot be told from a ticket, nor from a KDC that is down', async () => {
    tamper(
      'fas-kdc',
      ANY,
      kerberos(() => ticket()),
    );
    expect(await run(SKEW)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('encrypted'),
    });
    tamper('fas-kdc', ANY, () => text('Remote unavailable (x).', 503));
    expect(await run(SKEW)).toMatchObject({ verdict: 'failed', causedBy: AS_REQ });
  });
});

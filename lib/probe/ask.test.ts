import { describe, expect, it } from 'vitest';
import { type Fake, fakeTransport } from '../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../tests/support/node-engine.ts';
import { filled, object, string } from '../protocols/shape.ts';
import { local } from '../targets/local.ts';
import { askChallenge, askGreeting, askJson, askPage, unquoteGo } from './ask.ts';
import { defineProbe, type ProbeContext } from './probe.ts';
import { runProbes } from './run.ts';

/** The finding of a probe that does one thing against one answer. */
async function finding(answer: Fake, run: (context: ProbeContext) => Promise<unknown>) {
  const probe = defineProbe({
    id: 'waiverdb.api.about',
    question: '?',
    at: 'waiverdb',
    run: async (context) => {
      await run(context);
      return { reason: 'fine', data: null };
    },
  });
  const engine = nodeEngine({ transport: fakeTransport(() => answer) });
  const { findings } = await runProbes(engine, { ...local, pace: { perSecond: 1e6, burst: 1e6 } }, [probe]);
  return findings[0];
}

const URL = 'http://127.0.0.1:1/about';
const json = { 'content-type': 'application/json' };
const page = { 'content-type': 'text/html' };
const about = object({ version: string, tags: filled(string) });
const ask = (context: ProbeContext) => askJson(context, URL, about);
const good = { headers: json, text: '{"version":"1","tags":["a"]}' };

describe('askJson', () => {
  it('takes what has the shape', async () => {
    expect(await finding(good, ask)).toMatchObject({ verdict: 'ok', reason: 'fine', samples: 1, value: 1 });
  });

  it.each<[string, Fake, 'failed' | 'unknown', string]>([
    ['refused', { errorCode: 1212, error: 'dial: connection refused' }, 'failed', 'down: connection refused'],
    ['reset', { errorCode: 1220, error: 'reset' }, 'failed', 'down: connection reset'],
    ['a time-out', { errorCode: 1050, error: 'request timeout' }, 'failed', 'down: timed out after 5 s'],
    ['no such host', { errorCode: 1101, error: 'lookup' }, 'failed', 'down: host name does not exist'],
    ['an unknown authority', { errorCode: 1310, error: 'x509' }, 'failed', 'unknown authority'],
    ['503', { status: 503, text: 'no server' }, 'failed', 'down: HTTP 503'],
    ['421', { status: 421 }, 'failed', 'wrong proxy (421)'],
    ['403', { status: 403 }, 'unknown', 'blocked by the edge (HTTP 403)'],
    ['429', { status: 429 }, 'unknown', 'blocked by the edge (HTTP 429)'],
    ['404', { status: 404 }, 'failed', 'HTTP 404, expected 200'],
    ['a redirect', { status: 302, headers: { location: '/login' } }, 'failed', 'HTTP 302, expected 200'],
    [
      'a login page',
      { headers: page, text: '<html><input type="password">' },
      'failed',
      'an HTML login page instead of JSON',
    ],
    ['some page', { headers: page, text: '<html>hello' }, 'failed', 'an HTML page instead of JSON'],
    [
      'a page that claims to be JSON',
      { headers: json, text: '<!DOCTYPE html><p>' },
      'failed',
      'an HTML page instead of JSON',
    ],
    [
      'a challenge',
      { headers: page, text: '<title>Just a moment...</title>' },
      'unknown',
      'blocked by a challenge page',
    ],
    [
      'a challenge with 503',
      { status: 503, headers: page, text: 'captcha' },
      'unknown',
      'blocked by a challenge page',
    ],
    ['an empty body', { headers: json, text: '' }, 'failed', 'an empty body instead of JSON'],
    ['truncated JSON', { headers: json, text: '{"version":"1",' }, 'failed', 'truncated or malformed JSON'],
    [
      'a missing member',
      { headers: json, text: '{"tags":["a"]}' },
      'failed',
      'version is missing, expected a string',
    ],
    [
      'a wrong type',
      { headers: json, text: '{"version":1,"tags":["a"]}' },
      'failed',
      'version is 1, expected a string',
    ],
    [
      'a wrong type deep down',
      { headers: json, text: '{"version":"1","tags":["a",2]}' },
      'failed',
      'tags[1] is 2, expected a string',
    ],
    [
      'an empty list',
      { headers: json, text: '{"version":"1","tags":[]}' },
      'failed',
      'tags is a list of 0, expected at least one',
    ],
    [
      'JSON of another kind',
      { headers: json, text: 'null' },
      'failed',
      'the answer is null, expected an object',
    ],
    ['5 MB', { headers: json, text: ' '.repeat(5e6) }, 'failed', 'answer of 5000000 bytes'],
  ])('turns %s into %s', { timeout: 10_000 }, async (_name, answer, verdict, reason) => {
    const found = await finding(answer, ask);
    expect(found).toMatchObject({ verdict, value: null, samples: 0, durationMs: null });
    expect(found?.reason).toContain(reason);
  });

  it('quotes what it saw, cut short', async () => {
    const found = await finding({ status: 404, text: `no such page ${'x'.repeat(1000)}` }, ask);
    expect(found?.evidence).toMatch(/^no such page x+…$/);
    expect(found?.evidence.length).toBeLessThan(400);
  });
});

describe('askPage', () => {
  const run = (context: ProbeContext) => askPage(context, URL, ['Recent Builds', 'pageHeader']);

  it('needs every mark', async () => {
    expect(await finding({ text: '<div class="pageHeader">Recent Builds' }, run)).toMatchObject({
      verdict: 'ok',
    });
    expect(await finding({ text: 'Recent Builds' }, run)).toMatchObject({
      verdict: 'failed',
      reason: 'page without "pageHeader"',
    });
    expect(await finding({ text: '<title>Log in</title>' }, run)).toMatchObject({
      verdict: 'failed',
      reason: 'an HTML login page instead of the page',
    });
  });
});

describe('askPage, of HTML', () => {
  const run = (context: ProbeContext) => askPage(context, URL, ['Recent Builds']);
  const shown = (text: string) => finding({ headers: page, text }, run);

  it('needs its end', async () => {
    expect(await shown('<html><body>Recent Builds</body></HTML >')).toMatchObject({ verdict: 'ok' });
    expect(await shown('<!DOCTYPE html>\n<html lang="en"><body>Recent Builds</bo')).toMatchObject({
      verdict: 'failed',
      reason: 'a page that is cut short: no </html>',
    });
  });

  it('is no challenge for naming a package, but is one for lacking its marks', async () => {
    const anubis = '<html><td>anubis-1.22.0-1.fc46</td><td>perl-Authen-Captcha-1.024-1.fc46</td></html>';
    expect(await shown(`Recent Builds ${anubis}`)).toMatchObject({ verdict: 'ok' });
    expect(await shown(anubis)).toMatchObject({ verdict: 'unknown' });
  });
});

describe('askChallenge', () => {
  const run = (context: ProbeContext) => askChallenge(context, URL, 'Negotiate');

  it('needs a 401 that offers the scheme', async () => {
    const offer = (scheme: string): Fake => ({ status: 401, headers: { 'www-authenticate': scheme } });
    expect(await finding(offer('Negotiate'), run)).toMatchObject({ verdict: 'ok' });
    expect(await finding(offer('Basic realm="x"'), run)).toMatchObject({ verdict: 'failed' });
    expect(await finding({ status: 401 }, run)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('no challenge'),
    });
    expect(await finding({ status: 200 }, run)).toMatchObject({
      verdict: 'failed',
      reason: 'HTTP 200, expected 401',
    });
  });
});

describe('askGreeting', () => {
  const run = (address: string) => (context: ProbeContext) => askGreeting(context, address);
  const malformed = (quoted: string): Fake => ({
    errorCode: 1000,
    error: `malformed HTTP response "${quoted}"`,
  });

  it('reads a greeting out of the engine’s error', async () => {
    expect(await finding(malformed('SSH-2.0-OpenSSH_9.6'), run('ssh://127.0.0.1:22'))).toMatchObject({
      verdict: 'ok',
    });
  });

  it.each<[string, Fake, string]>([
    ['a closed port', { errorCode: 1212, error: 'refused' }, 'connection refused'],
    ['a web server', { status: 400 }, 'an HTTP answer (400) instead of a greeting'],
    ['silence', { errorCode: 1050, error: 'request timeout' }, 'timed out'],
    ['an end without a word', { errorCode: 1000, error: 'EOF' }, 'EOF'],
  ])('fails on %s', async (_name, answer, reason) => {
    const found = await finding(answer, run('tcp://127.0.0.1:22'));
    expect(found?.verdict).toBe('failed');
    expect(found?.reason).toContain(reason);
  });

  it('lets a private authority pass as TLS only, and only over TLS', async () => {
    const unknownCa: Fake = { errorCode: 1310, error: 'x509: unknown authority' };
    expect(await finding(unknownCa, run('amqps://127.0.0.1:5671'))).toMatchObject({ verdict: 'ok' });
    expect(await finding(unknownCa, run('tcp://127.0.0.1:22'))).toMatchObject({ verdict: 'failed' });
  });
});

describe('unquoteGo', () => {
  it.each([
    ['SSH-2.0-x', 'SSH-2.0-x'],
    ['AMQP\\x00\\x00\\t\\x01', 'AMQP\0\0\t\x01'],
    ['\\xff\\x00\\x7f\\x03', '\xff\0\x7f\x03'],
    ['a\\"b\\\\c\\u00e9', 'a"b\\c\xe9'],
  ])('reads %s', (quoted, plain) => {
    expect([...unquoteGo(quoted)]).toEqual([...plain].map((one) => one.charCodeAt(0)));
  });
});

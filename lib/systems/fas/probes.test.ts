import { describe, expect, it } from 'vitest';
import { type Fake, fakeTransport } from '../../../tests/support/fake-transport.ts';
import { type Change, useTwin } from '../../../tests/support/twin-run.ts';
import type { ProbeId } from '../../../thresholds/objectives.ts';
import { html, json, redirect, text } from '../../../twin/service.ts';
import type { WireRequest } from '../../k6/ports.ts';
import type { AddressName } from '../../targets/addresses.ts';
import { fasProbes } from './probes.ts';

const { run, tamper, twin } = useTwin(fasProbes);
const ANY = /^/;

const LOGIN = html('<!doctype html><title>Log in</title><form><input type="password" name="p"></form>');
const CHALLENGE = html('<!doctype html><title>Making sure you&#39;re not a bot!</title>');
/** Changes members of a JSON answer. */
const edit =
  (changed: Readonly<Record<string, unknown>>): Change =>
  (reply) =>
    json({ ...JSON.parse(String(reply.body)), ...changed });

describe('green', () => {
  it.each(fasProbes.map(({ id }) => id))('%s', async (id) => {
    expect(await run(id)).toMatchObject({ verdict: 'ok' });
  });

  it('says what it saw', async () => {
    const reasonOf = async (id: ProbeId): Promise<string> => (await run(id)).reason;
    const home = twin().addresses['fas-oidc'];
    expect(await reasonOf('fas.oidc.discovery')).toBe(`issuer ${home}/openidc/, signs with RS256`);
    expect(await reasonOf('fas.oidc.keys')).toBe('signs with RSA 2048 (20161031-sig)');
    expect(await reasonOf('fas.fas2.redirect')).toBe(`leads to ${twin().addresses.fas}/, 1 redirect`);
  });

  it('takes an address that answers at once, and one that answers after a few redirects', async () => {
    tamper('fas', /^\/fas2/, (_reply, _request, times) => redirect(times < 5 ? './' : '/'));
    expect(await run('fas.fas2.redirect')).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('5 redirects'),
    });
  });

  it('takes a key on an elliptic curve, and one that does not say what it is for', async () => {
    const keys = [{ kty: 'EC', crv: 'P-256', x: 'AQ', y: 'Ag' }];
    tamper('fas-oidc', /Jwks/, edit({ keys }));
    expect(await run('fas.oidc.keys')).toMatchObject({
      verdict: 'ok',
      reason: 'signs with EC P-256 (without id)',
    });
  });
});

interface Red {
  readonly id: ProbeId;
  readonly when: string;
  readonly at: AddressName;
  readonly path?: RegExp;
  readonly change: Change;
  readonly verdict?: 'unknown' | 'degraded';
  readonly reason: string;
}

/** What no probe may take for health, whatever it asks. */
const COMMON: readonly Pick<Red, 'when' | 'change' | 'verdict'>[] = [
  { when: 'a login page', change: () => LOGIN },
  { when: 'an empty answer', change: () => text('') },
  { when: '500', change: () => html('', 500) },
  { when: 'a proxy of another site', change: () => html('', 421) },
  { when: 'a hang', change: () => new Promise(() => undefined) },
  { when: 'a challenge', change: () => CHALLENGE, verdict: 'unknown' },
  { when: 'a block', change: () => html('', 429), verdict: 'unknown' },
];
const HOMES: readonly (readonly [ProbeId, AddressName])[] = [
  ['fas.accounts.ready', 'fas'],
  ['fas.accounts.login', 'fas'],
  ['fas.oidc.discovery', 'fas-oidc'],
  ['fas.fasjson.ready', 'fas-fasjson'],
  ['fas.fasjson.challenge', 'fas-fasjson'],
  ['fas.ipa.ui', 'fas-ipa'],
  ['fas.fas2.redirect', 'fas'],
];

const REDS: readonly Red[] = [
  ...HOMES.flatMap(([id, at]) => COMMON.map((one) => ({ ...one, id, at, reason: '' }))),
  ...COMMON.map((one) => ({
    ...one,
    id: 'fas.oidc.keys' as const,
    at: 'fas-oidc' as const,
    path: /Jwks/,
    reason: '',
  })),
  {
    id: 'fas.accounts.ready',
    when: 'IPA is down',
    at: 'fas',
    change: () => json({ status: 503, title: 'IPA is gone' }, 503),
    reason: 'down: HTTP 503',
  },
  {
    id: 'fas.accounts.ready',
    when: 'another title',
    at: 'fas',
    change: edit({ title: 'IPA is gone' }),
    reason: 'title is "IPA is gone", expected "OK"',
  },
  {
    id: 'fas.accounts.ready',
    when: 'half an answer',
    at: 'fas',
    change: () => text('{"status": 20'),
    reason: 'truncated or malformed JSON',
  },
  {
    id: 'fas.accounts.login',
    when: 'a page without the form',
    at: 'fas',
    change: () => html('<title>Fedora Accounts</title>'),
    reason: 'page without "id=\\"login-tab\\""',
  },
  {
    id: 'fas.oidc.discovery',
    when: 'an issuer without its slash',
    at: 'fas-oidc',
    change: (reply) =>
      json({ ...JSON.parse(String(reply.body)), issuer: `${twin().addresses['fas-oidc']}/openidc` }),
    reason: '/openidc/"',
  },
  {
    id: 'fas.oidc.discovery',
    when: 'an endpoint elsewhere',
    at: 'fas-oidc',
    change: edit({ token_endpoint: 'https://id.example.org/openidc/Token' }),
    reason: 'token_endpoint is "https://id.example.org/openidc/Token", expected an address below',
  },
  {
    id: 'fas.oidc.discovery',
    when: 'no endpoint for keys',
    at: 'fas-oidc',
    change: edit({ jwks_uri: null }),
    reason: 'jwks_uri is null, expected a string',
  },
  {
    id: 'fas.oidc.discovery',
    when: 'no algorithm',
    at: 'fas-oidc',
    change: edit({ id_token_signing_alg_values_supported: [] }),
    reason: 'a list of 0, expected at least one entry',
  },
  {
    id: 'fas.oidc.keys',
    when: 'no keys',
    at: 'fas-oidc',
    path: /Jwks/,
    change: edit({ keys: [] }),
    reason: 'keys is a list of 0',
  },
  {
    id: 'fas.oidc.keys',
    when: 'only a key to encrypt with',
    at: 'fas-oidc',
    path: /Jwks/,
    change: (reply) => json({ keys: JSON.parse(String(reply.body)).keys.slice(1) }),
    reason: 'no key that signs among 1: RSA 2048',
  },
  {
    id: 'fas.oidc.keys',
    when: 'a key without its number',
    at: 'fas-oidc',
    path: /Jwks/,
    change: edit({ keys: [{ kty: 'RSA', use: 'sig', e: 'AQAB' }] }),
    reason: 'keys[0].n is missing',
  },
  {
    id: 'fas.oidc.keys',
    when: 'no discovery',
    at: 'fas-oidc',
    path: /well-known/,
    change: () => html('', 404),
    reason: 'caused by fas.oidc.discovery',
  },
  {
    id: 'fas.fasjson.ready',
    when: 'LDAP is down',
    at: 'fas-fasjson',
    change: () => json({ status: 503, title: 'LDAP is gone' }, 503),
    reason: 'down: HTTP 503',
  },
  {
    id: 'fas.fasjson.challenge',
    when: 'everybody may read',
    at: 'fas-fasjson',
    change: () => json({ result: {} }),
    reason: 'HTTP 200, expected 401',
  },
  {
    id: 'fas.fasjson.challenge',
    when: 'Kerberos is not offered',
    at: 'fas-fasjson',
    change: () => json({ message: 'no' }, 401, { 'www-authenticate': 'Basic realm="x"' }),
    reason: 'expected Negotiate',
  },
  {
    id: 'fas.ipa.ui',
    when: 'another page',
    at: 'fas-ipa',
    change: () => html('<title>Test page of the web server</title>'),
    reason: 'page without "Identity Management"',
  },
  {
    id: 'fas.ipa.ui',
    when: 'half a page',
    at: 'fas-ipa',
    change: (reply) => html(String(reply.body).replace(/<\/body>[\s\S]*/, '')),
    reason: 'a page that is cut short',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'half a login page',
    at: 'fas',
    path: /^\/\?/,
    change: (reply) => html(String(reply.body).replace(/<\/body>[\s\S]*/, '')),
    reason: 'a page that is cut short',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'gone',
    at: 'fas',
    path: /fas2/,
    change: () => html('', 404),
    reason: 'HTTP 404, expected 200 or 301',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'a redirect to a page of the same host, as one slash makes it',
    at: 'fas',
    path: /fas2/,
    change: () => redirect('http:/accounts.example.org//'),
    verdict: 'degraded',
    reason:
      'HTTP 404, expected 200 or 301 or 302 or 303 or 307 or 308 by way of Location "http:/accounts.example.org//" (one slash',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'a redirect nowhere',
    at: 'fas',
    path: /fas2/,
    change: () => html('', 302),
    reason: 'HTTP 302 that leads nowhere',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'a redirect to no page',
    at: 'fas',
    path: /fas2/,
    change: () => redirect('mailto:someone@example.org'),
    reason: 'where no browser goes',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'a circle',
    at: 'fas',
    path: /fas2/,
    change: () => redirect('/fas2/accounts/'),
    reason: 'more than 5 redirects',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'a redirect to another login page',
    at: 'fas',
    path: /fas2/,
    change: () => redirect(`${twin().addresses['fas-oidc']}/login/form`),
    reason: 'an HTML login page instead of the login page of accounts by way of',
  },
  {
    id: 'fas.fas2.redirect',
    when: 'a login page at another host',
    at: 'fas-oidc',
    path: /^\/copy/,
    change: async () => html(await (await fetch(twin().addresses.fas)).text()),
    reason: 'leads to a login page at',
  },
];

describe('red', () => {
  it.each(REDS)('$id: $when', async ({ id, at, path = ANY, change, verdict = 'failed', reason }) => {
    tamper(at, path, change);
    const elsewhere = path.source === '^\\/copy';
    const found = elsewhere ? await startedElsewhere(id) : await run(id);
    expect(found).toMatchObject({ verdict, reason: expect.stringContaining(reason) });
  });

  /** The old address is on another host than accounts, as in Fedora. */
  function startedElsewhere(id: ProbeId) {
    const first = `${twin().addresses.fas}/fas2/accounts/`;
    const answer = async ({ url }: WireRequest): Promise<Fake> => {
      if (url === first)
        return { status: 302, headers: { location: `${twin().addresses['fas-oidc']}/copy` } };
      return { text: await (await fetch(url)).text(), headers: { 'content-type': 'text/html' } };
    };
    return run(id, { transport: fakeTransport(answer) });
  }
});

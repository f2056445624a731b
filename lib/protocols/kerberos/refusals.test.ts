import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  keytabEntry,
  NOW,
  type Odd,
  PRINCIPAL,
  REALM,
  tinyKdc,
  tools,
  withPassword,
} from '../../../tests/support/tiny-kdc.ts';
import { fromLatin1 } from '../bytes.ts';
import { type Credential, KerberosError, login } from './client.ts';
import { context, generalString, integer, octets, sequence } from './der.ts';
import type { KeytabEntry } from './keytab.ts';
import { principalName } from './messages.ts';

/** The error that a login ends with. */
async function refusalOf(odd: Odd, credential: Credential = withPassword): Promise<KerberosError> {
  const thrown: unknown = await login(tools, tinyKdc({ at: NOW, ...odd }).exchange, {
    realm: REALM,
    ...credential,
  }).then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (thrown instanceof KerberosError) return thrown;
  throw new Error(`no KerberosError: ${String(thrown)}`);
}

describe('a login that fails says in one line why', () => {
  const minutes = (count: number): number => NOW + count * 60_000;
  it.each<[string, Odd, number, string]>([
    [
      'a wrong password',
      { errorAfterProof: 24 },
      24,
      `wrong password for ${PRINCIPAL} (24 KDC_ERR_PREAUTH_FAILED)`,
    ],
    [
      'an unknown principal',
      { error: 6 },
      6,
      `the KDC knows no principal ${PRINCIPAL} (6 KDC_ERR_C_PRINCIPAL_UNKNOWN)`,
    ],
    ['an expired account', { error: 1 }, 1, `the account of ${PRINCIPAL} has expired (1 KDC_ERR_NAME_EXP)`],
    [
      'an expired password',
      { error: 23 },
      23,
      `the password of ${PRINCIPAL} has expired (23 KDC_ERR_KEY_EXPIRED)`,
    ],
    [
      'a revoked account',
      { error: 18 },
      18,
      `the account of ${PRINCIPAL} is revoked: disabled, or locked after too many failures (18 KDC_ERR_CLIENT_REVOKED)`,
    ],
    [
      'no ticket-granting service',
      { error: 7 },
      7,
      `the KDC knows no service krbtgt/${REALM} (7 KDC_ERR_S_PRINCIPAL_UNKNOWN)`,
    ],
    ['a policy', { error: 12 }, 12, `the KDC's policy refuses ${PRINCIPAL} (12 KDC_ERR_POLICY)`],
    ['another realm', { error: 68 }, 68, `the KDC is not one of the realm ${REALM} (68 KDC_ERR_WRONG_REALM)`],
    [
      'old encryption',
      { error: 14 },
      14,
      `the KDC offers ${PRINCIPAL} neither aes256- nor aes128-cts-hmac-sha1-96 (14 KDC_ERR_ETYPE_NOSUPP)`,
    ],
    [
      'a clock behind',
      { errorAfterProof: 37, at: minutes(10) },
      37,
      "clock skew: this machine's clock is 600 s behind the server's (37 KRB_AP_ERR_SKEW)",
    ],
    [
      'a clock ahead',
      { errorAfterProof: 37, at: minutes(-7) },
      37,
      "clock skew: this machine's clock is 420 s ahead of the server's (37 KRB_AP_ERR_SKEW)",
    ],
    [
      'a clock days behind',
      { error: 11, at: minutes(3000) },
      11,
      "clock skew: this machine's clock is 180000 s behind the server's (11 KDC_ERR_NEVER_VALID)",
    ],
    [
      'something else',
      { error: 60, text: 'out of\norder' },
      60,
      'the KDC answers an error: out of order (60 KRB_ERR_GENERIC)',
    ],
    ['nobody’s code', { error: 4711 }, 4711, 'the KDC answers an error (4711)'],
    [
      'more proof after the proof',
      { errorAfterProof: 25 },
      25,
      `the KDC wants more proof of ${PRINCIPAL} than a password or keytab gives (25 KDC_ERR_PREAUTH_REQUIRED)`,
    ],
  ])('of %s', async (_what, odd, code, message) => {
    const error = await refusalOf({ at: NOW - 250, ...odd });
    expect(
      error.message.replace(/(\d+)(?= s )/, (seconds) => String(Math.round(Number(seconds) / 60) * 60)),
    ).toBe(message);
    expect(error).toMatchObject({ code, ours: false });
  });

  it.each([
    [[141, 136], 'FAST, OTP'],
    [[151], 'SPAKE'],
    [[150], 'nothing that we know'],
  ])('of pre-authentication that is out of reach: %j', async (kinds, named) => {
    const error = await refusalOf({ kinds });
    for (const word of named.split(', ')) expect(error.message).toContain(word);
    expect(error.message).toContain('out of reach here');
    expect(error).toMatchObject({ code: 25, ours: true });
  });

  it('of a password that cannot read the ticket', async () => {
    const error = await refusalOf({ trusting: true }, { principal: CLIENT, password: 'open barley' });
    expect(error.message).toBe(`wrong password for ${PRINCIPAL}: the KDC's answer cannot be read with it`);
    expect((await refusalOf({}, { principal: CLIENT, password: 'open barley' })).code).toBe(24);
  });

  it('of a keytab that does not fit', async () => {
    const stale = [await keytabEntry(18, 1, 'an older password')];
    const of = (odd: Odd, keytab: readonly KeytabEntry[]) => refusalOf(odd, { principal: CLIENT, keytab });
    expect((await of({}, stale)).message).toBe(
      `the key in the keytab is not, or no longer, that of ${PRINCIPAL} (24 KDC_ERR_PREAUTH_FAILED)`,
    );
    expect((await of({ trusting: true }, stale)).message).toContain('the key in the keytab is not that of');
    expect((await of({ error: 14 }, stale)).message).toContain('none of the encryption types of');
    expect((await of({ etype: 17 }, stale)).message).toBe(
      'the KDC wants keys of encryption type 17, for which there is none here',
    );
    const [one] = stale;
    if (one === undefined) throw new Error('no key');
    expect(await of({}, [{ ...one, principal: `other@${REALM}` }])).toMatchObject({
      message: `the keytab holds no key of ${PRINCIPAL}`,
      ours: true,
    });
    expect(await of({}, [{ ...one, etype: 23 }])).toMatchObject({
      message: expect.stringContaining('(18, 17), but of 23'),
      ours: true,
    });
  });

  it('of an empty password, before anything is asked', async () => {
    expect(await refusalOf({}, { principal: CLIENT, password: '' })).toMatchObject({
      message: `the password of ${PRINCIPAL} is empty`,
      ours: true,
    });
  });
});

describe('what a KDC may not do', () => {
  it.each<[string, Odd, string]>([
    [
      'stretch the password for days',
      { parameters: Uint8Array.of(0, 1, 0x86, 0xa1) },
      'stretched 100001 times',
    ],
    ['stretch it without end', { parameters: Uint8Array.of(0, 0, 0, 0) }, 'stretched 4294967296 times'],
    ['describe the key oddly', { parameters: Uint8Array.of(1, 2) }, '2 bytes, expected 4'],
    ['answer another request', { part: { 2: integer(5) } }, 'the nonce differs'],
    [
      'answer somebody else',
      { reply: { 4: principalName(1, 'mallory') } },
      `gives a ticket to mallory@${REALM}, expected ${PRINCIPAL}`,
    ],
    [
      'answer for another realm',
      { reply: { 3: generalString('EVIL.ORG') } },
      `gives a ticket to ${CLIENT}@EVIL.ORG`,
    ],
    [
      'give a ticket for something else',
      { part: { 10: principalName(2, 'HTTP/evil') } },
      'gives a ticket for HTTP/evil@',
    ],
    ['give one of another realm', { part: { 9: generalString('EVIL.ORG') } }, '@EVIL.ORG, expected'],
    [
      'give a key that we cannot use',
      { part: { 0: sequence(context(0, integer(23)), context(1, octets(new Uint8Array(16)))) } },
      'cannot be read',
    ],
    [
      'give a key that is cut',
      { part: { 0: sequence(context(0, integer(18)), context(1, octets(new Uint8Array(16)))) } },
      'cannot be read',
    ],
    ['encrypt something else', { partTag: 27 }, 'is no Kerberos message: tag 0x7b'],
    ['leave the ticket out', { reply: { 5: new Uint8Array(0) } }, 'is no Kerberos message'],
  ])('%s', async (_what, odd, words) => {
    const { message } = await refusalOf(odd);
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });

  it('answer with something else', async () => {
    for (const answer of [new Uint8Array(0), fromLatin1('<html>'), integer(5)]) {
      const asked = login(tools, async () => answer, withPassword);
      await expect(asked).rejects.toThrow("the KDC's answer is no Kerberos message");
    }
  });

  it('keep what the way there throws from the caller', async () => {
    const down = new TypeError('down');
    await expect(login(tools, () => Promise.reject(down), withPassword)).rejects.toBe(down);
  });
});

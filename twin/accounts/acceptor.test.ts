import { beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../lib/protocols/kerberos/client.ts';
import * as der from '../../lib/protocols/kerberos/der.ts';
import { refusalIn } from '../../lib/protocols/kerberos/spnego.ts';
import { HOST, negotiateHeader, REALM, realmBench, tokenOf } from '../../tests/support/twin-realm.ts';

const bench = realmBench();
const { acceptor, clock, headerOf } = bench;
const START = clock.server;
const MINUTE = 60_000;
/** SPNEGO's bare no, as mod_auth_gssapi sends it. */
const REJECTED = 'Negotiate oQcwBaADCgEC';

let ticket: Ticket;
beforeAll(async () => {
  ticket = await bench.ticketFor();
});

/** Sets both clocks for one question, and back. */
async function at<T>(client: number, server: number, work: () => Promise<T>): Promise<T> {
  Object.assign(clock, { client, server });
  try {
    return await work();
  } finally {
    Object.assign(clock, { client: START, server: START });
  }
}

/** The code that a refusal tells. */
async function refusedWith(authorization: string, host = HOST): Promise<number | null> {
  const seen = await acceptor.accept(authorization, host);
  if ('principal' in seen) throw new Error(`accepted ${seen.principal}`);
  const error = seen.refusal === 'Negotiate' ? null : refusalIn(tokenOf(seen.refusal));
  return error?.code ?? null;
}

/** Kerberos' own token within that of SPNEGO. */
function bare(token: Uint8Array): Uint8Array {
  const offer = der.decodeDer(der.decodeDer(token).body.subarray(8));
  return der.decodeOctets(der.memberOf(der.decodeMembers(der.decodeDer(offer.body)), 2, 'mechToken'));
}

describe('a ticket', () => {
  it('is accepted, and the answer proves the server', async () => {
    const { authorization, verify } = await headerOf(ticket);
    const seen = await acceptor.accept(authorization, `${HOST}:8443`);
    expect(seen).toEqual({
      principal: `packagerbot@${REALM}`,
      reply: expect.stringMatching(/^Negotiate \S+$/),
    });
    expect('reply' in seen && (await verify(seen.reply))).toBe(true);
  });

  it('is accepted without SPNEGO, and answered without', async () => {
    const { token, verify } = await headerOf(ticket);
    const seen = await acceptor.accept(negotiateHeader(bare(token)), HOST);
    expect(seen).toMatchObject({ principal: `packagerbot@${REALM}` });
    const reply = 'reply' in seen ? seen.reply : '';
    expect(tokenOf(reply)[0]).toBe(0x60);
    expect(await verify(reply)).toBe(true);
  });

  it('does not prove a server to whoever shows another ticket', async () => {
    const [one, other] = [await headerOf(ticket), await headerOf(ticket)];
    const seen = await acceptor.accept(one.authorization, HOST);
    expect('reply' in seen && (await other.verify(seen.reply))).toBe(false);
  });

  it('is good as long as clocks differ by less than five minutes, and as it lasts', async () => {
    for (const ahead of [-4 * MINUTE, 4 * MINUTE]) {
      const seen = await at(START + ahead, START, async () =>
        acceptor.accept((await headerOf(ticket)).authorization, HOST),
      );
      expect(seen).toMatchObject({ principal: `packagerbot@${REALM}` });
    }
  });
});

describe('refused', () => {
  it('with its reason in the answer', async () => {
    const { authorization } = await headerOf(ticket);
    await acceptor.accept(authorization, HOST);
    expect(await refusedWith(authorization), 'shown twice').toBe(34);

    const header = async (): Promise<string> => (await headerOf(ticket)).authorization;
    expect(await at(START + 10 * MINUTE, START, async () => refusedWith(await header())), 'skew').toBe(37);
    const day = START + 25 * 60 * MINUTE;
    expect(await at(day, day, async () => refusedWith(await header())), 'expired').toBe(32);
    expect(await refusedWith(await header(), 'localhost'), 'for another host').toBe(35);

    const altered = (await headerOf(ticket)).token;
    altered[altered.length - 20] = (altered.at(-20) ?? 0) ^ 1;
    expect(await refusedWith(negotiateHeader(altered)), 'altered').toBe(31);

    const stranger = realmBench();
    const foreign = await stranger.headerOf(await stranger.ticketFor());
    expect(await refusedWith(foreign.authorization), 'of another KDC').toBe(31);
  });

  it('without reason to whoever asks for no proof', async () => {
    const { token } = await headerOf(ticket);
    const [flags, noFlags] = [der.flags(0x20000000), der.flags(0)].map((one) => Buffer.from(one));
    const bytes = Buffer.from(token);
    const from = bytes.indexOf(flags ?? '');
    noFlags?.copy(bytes, from);
    const quiet = negotiateHeader(bytes);
    expect(await acceptor.accept(quiet, HOST)).toMatchObject({ principal: `packagerbot@${REALM}` });
    expect(await acceptor.accept(quiet, HOST)).toEqual({ refusal: 'Negotiate' });
  });

  it.each([
    ['nothing', undefined],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['no base64', 'Negotiate !!!'],
    ['garbage', negotiateHeader(Uint8Array.of(1, 2, 3))],
    ['NTLM', negotiateHeader(Uint8Array.from(Buffer.from('NTLMSSP\0\x01\0\0\0')))],
    ['an empty frame', negotiateHeader(der.application(0))],
  ])('%s', async (_what, authorization) => {
    expect(await acceptor.accept(authorization, HOST)).toEqual({ refusal: 'Negotiate' });
  });

  it('without reason, but by SPNEGO, where it has no token', async () => {
    const spnego = Uint8Array.of(0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02);
    const empty = negotiateHeader(der.application(0, spnego, der.context(0, der.sequence())));
    expect(await acceptor.accept(empty, HOST)).toEqual({ refusal: REJECTED });
  });

  it('every cut of a token', async () => {
    const { token } = await headerOf(ticket);
    for (let length = 1; length < token.length; length += 7) {
      const refusal = length < 12 ? 'Negotiate' : REJECTED;
      expect(await acceptor.accept(negotiateHeader(token.subarray(0, length)), HOST)).toEqual({ refusal });
    }
  });
});

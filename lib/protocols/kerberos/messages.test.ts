import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes.ts';
import * as der from './der.ts';
import { errorName } from './errors.ts';
import { decodeProxyMessage, encodeProxyMessage } from './kdc-proxy.ts';
import { decodeKdcReply, encodeAsRequest } from './messages.ts';

const REALM = 'FEDORAPROJECT.ORG';

/** Captured on loopback between a client of this project, kdcproxy 1.1.0 and MIT's krb5kdc 1.20.1. */
function fixture(name: string): Uint8Array {
  const hex = readFileSync(new URL(`fixtures/kkdcp-asreq-${name}.hex`, import.meta.url), 'utf8');
  return new Uint8Array(Buffer.from(hex.trim(), 'hex'));
}

const { context: member, integer, memberOf } = der;
const text = der.generalString;

/** A KRB-ERROR, with members replaced or, where null, left out. */
function refusal(changed: Readonly<Record<number, Uint8Array | null>> = {}): Uint8Array {
  const members: Record<number, Uint8Array | null> = {
    0: integer(5),
    1: integer(30),
    4: der.generalizedTime(0),
    5: integer(0),
    6: integer(25),
    9: text(REALM),
    ...changed,
  };
  const present = Object.entries(members).flatMap(([n, value]) =>
    value === null ? [] : [member(Number(n), value)],
  );
  return der.application(30, der.sequence(...present));
}

const cipher = der.sequence(member(0, integer(18)), member(2, der.octets(Uint8Array.of(1, 2, 3))));
const ticket = der.application(1, der.sequence(member(0, integer(5))));
const granted = der.application(
  11,
  der.sequence(
    member(0, integer(5)),
    member(1, integer(11)),
    member(3, text(REALM)),
    member(5, ticket),
    member(6, cipher),
  ),
);

describe('a request', () => {
  it.each([
    ['preauth_required', 'probe'],
    ['principal_unknown', 'no-such-principal'],
  ])('is what a real KDC took: %s', (name, client) => {
    const till = Date.UTC(2037, 8, 13, 2, 48, 5);
    const message = encodeAsRequest({ realm: REALM, client, till, nonce: 0x1a2b3c4d });
    expect(toHex(encodeProxyMessage({ message, realm: REALM }))).toBe(toHex(fixture(`${name}.request`)));
  });

  it('divides the name of a service at its slash', () => {
    const message = encodeAsRequest({ realm: REALM, client: 'koji/host.example.org', till: 0, nonce: 1 });
    expect(toHex(message)).toContain(toHex(der.sequence(text('koji'), text('host.example.org'))));
  });
});

describe('a reply', () => {
  const reply = (name: string) => decodeKdcReply(decodeProxyMessage(fixture(`${name}.response`)).message);
  const at = Date.UTC(2026, 10, 23, 13, 40, 7);

  it('asks a known principal for proof', () => {
    const serverTime = expect.closeTo(Date.UTC(2026, 10, 23, 14, 7, 31) + 433.509, 2);
    const found = reply('preauth_required');
    expect(found).toMatchObject({
      kind: 'error',
      code: 25,
      realm: REALM,
      text: 'NEEDED_PREAUTH',
      serverTime,
    });
    const methods = found.kind === 'error' && found.data !== null ? der.decodeDer(found.data) : null;
    expect(methods).not.toBeNull();
    const kinds = methods === null ? [] : der.decodeSequence(methods).map(kindOf);
    expect(kinds).toEqual([136, 19, 2, 133]);
  });

  it('does not know an unknown one', () => {
    expect(reply('principal_unknown')).toMatchObject({
      code: 6,
      realm: REALM,
      text: 'CLIENT_NOT_FOUND',
      data: null,
    });
  });

  it('may be a ticket, handed on as it came', () => {
    expect(decodeKdcReply(granted)).toEqual({
      kind: 'ticket',
      realm: REALM,
      ticket: expect.anything(),
      etype: 18,
      cipher: Uint8Array.of(1, 2, 3),
      members: expect.anything(),
    });
    const found = decodeKdcReply(granted);
    expect(found.kind === 'ticket' && toHex(found.ticket)).toBe(toHex(ticket));
  });

  it.each([
    ['a request', encodeAsRequest({ realm: REALM, client: 'x', till: at, nonce: 1 }), 'tag 0x6a'],
    ['an error without code', refusal({ 6: null }), 'error-code is missing'],
    ['an error without time', refusal({ 4: null }), 'stime is missing'],
    ['an error without realm', refusal({ 9: null }), 'realm is missing'],
    ['Kerberos 4', refusal({ 0: integer(4) }), 'version 4'],
    ['another type inside', refusal({ 1: integer(11) }), 'msg-type 11, expected 30'],
    ['a second of too many parts', refusal({ 5: integer(1_000_000) }), 'susec 1000000'],
    ['half a ticket', granted.subarray(0, granted.length - 4), 'truncated'],
  ])('is not %s', (_what, message, reason) => {
    expect(() => decodeKdcReply(message)).toThrow(reason);
  });

  it('names the errors of RFC 4120', () => {
    expect(errorName(29)).toBe('29 KDC_ERR_SVC_UNAVAILABLE');
    expect(errorName(4711)).toBe('4711');
  });
});

function kindOf(padata: der.Der): number {
  return der.decodeInteger(memberOf(der.decodeMembers(padata), 1, 'padata-type'));
}

describe('the frame of a KdcProxy', () => {
  it('carries messages and realms there and back', () => {
    const message = new Uint8Array(300).fill(7);
    for (const realm of [REALM, null]) {
      expect(decodeProxyMessage(encodeProxyMessage({ message, realm }))).toEqual({ message, realm });
    }
  });

  it('refuses every cut of a real answer', () => {
    const whole = fixture('preauth_required.response');
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeProxyMessage(whole.subarray(0, length)), String(length)).toThrow(der.DerError);
    }
  });

  it.each([
    ['longer than it is', Uint8Array.of(0, 0, 0, 9, 1, 2)],
    ['shorter than it is', Uint8Array.of(0, 0, 0, 1, 1, 2)],
    ['nothing', Uint8Array.of(0, 0)],
  ])('refuses a message that calls itself %s', (_what, framed) => {
    expect(() => decodeProxyMessage(der.sequence(member(0, der.octets(framed))))).toThrow('calls itself');
  });
});

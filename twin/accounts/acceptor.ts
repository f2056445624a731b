import { concat, toHex } from '../../lib/protocols/bytes.ts';
import {
  application,
  context,
  type Der,
  DerError,
  decodeDer,
  decodeMembers,
  decodeOctets,
  decodeSequence,
  integer,
  octets,
  sequence,
} from '../../lib/protocols/kerberos/der.ts';
import { encodeEncrypted } from '../../lib/protocols/kerberos/encrypted.ts';
import { principalName, VERSION } from '../../lib/protocols/kerberos/messages.ts';
import { type Key, USAGE } from '../../lib/protocols/kerberos/profile.ts';
import { type Authenticator, decodeApRequest, ReplayCache, verifyApRequest } from './ap-request.ts';
import { encodeKrbError } from './krb-error.ts';
import { NAME_TYPE, Refused } from './parts.ts';
import type { Realm } from './realm.ts';

const AP_REP = 15;
const AP_REP_PART = 27;

/** Object identifiers, whole: of Kerberos, as Microsoft once miswrote it, and of SPNEGO. */
const KRB5 = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02);
const MS_KRB5 = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 0x01, 0x02, 0x02);
const SPNEGO = Uint8Array.of(0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02);
/** What precedes each of Kerberos' messages in a token (RFC 4121, section 4.1). */
const TOKEN = { request: [0x01, 0x00], reply: [0x02, 0x00], error: [0x03, 0x00] } as const;
/** `negState` of SPNEGO's answer, an ENUMERATED (RFC 4178). */
const STATE = { completed: Uint8Array.of(0x0a, 1, 0), rejected: Uint8Array.of(0x0a, 1, 2) } as const;
/** The tag of SPNEGO's answer. */
const ANSWER = 1;

/** Who proved to be whom, and `WWW-Authenticate` of the answer; or the same header of a refusal with 401. */
type Accepted = { readonly principal: string; readonly reply: string } | { readonly refusal: string };

/** What came in `Authorization: Negotiate`: Kerberos alone, or within SPNEGO. */
interface Offer {
  readonly message: Der;
  readonly wrapped: boolean;
}

/**
 * Takes tickets as Apache's mod_auth_gssapi does, for `HTTP/<host>`: checks the ticket, the clock and that its proof is
 * new, and proves in turn that it holds the service's key.
 */
export class Acceptor {
  readonly realm: Realm;
  readonly #replays = new ReplayCache();

  constructor(realm: Realm) {
    this.realm = realm;
  }

  /** `host` is that of the request, with or without port. The principal comes with its realm. */
  async accept(authorization: string | undefined, host: string): Promise<Accepted> {
    const token = /^Negotiate +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { refusal: 'Negotiate' };
    const bytes = new Uint8Array(Buffer.from(token, 'base64'));
    try {
      return await this.#judge(decodeOffer(bytes), host);
    } catch (thrown) {
      if (!(thrown instanceof DerError)) throw thrown;
      return { refusal: header(isSpnego(bytes) ? answer(STATE.rejected, null) : null) };
    }
  }

  async #judge({ message, wrapped }: Offer, host: string): Promise<Accepted> {
    const service = `HTTP/${host.replace(/:\d+$/, '').toLowerCase()}`;
    const request = decodeApRequest(message);
    try {
      const verified = await verifyApRequest(this.realm, service, USAGE.authenticator, request);
      this.#replays.expectNew(request, this.realm.now());
      const principal = `${verified.ticket.client.text}@${this.realm.name}`;
      if (!request.mutual)
        return { principal, reply: header(wrapped ? answer(STATE.completed, null, KRB5) : null) };
      const proof = await this.#proof(verified.ticket.session, verified.authenticator);
      const reply = framed(TOKEN.reply, proof);
      return { principal, reply: header(wrapped ? answer(STATE.completed, reply, KRB5) : reply) };
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      // Whoever asked for proof of the service gets to know why it has none to give.
      if (!request.mutual) return { refusal: 'Negotiate' };
      const error = framed(TOKEN.error, this.#error(thrown, service));
      return { refusal: header(wrapped ? answer(STATE.rejected, error) : error) };
    }
  }

  /** AP-REP: the client's own time, encrypted with the key that only it and the service know. */
  async #proof(session: Key, { time, micros }: Authenticator): Promise<Uint8Array> {
    const plain = application(AP_REP_PART, sequence(context(0, time), context(1, micros)));
    const sealed = await encodeEncrypted(this.realm.ciphers, session, USAGE.apReply, plain);
    return application(
      AP_REP,
      sequence(context(0, integer(VERSION)), context(1, integer(AP_REP)), context(2, sealed)),
    );
  }

  #error({ code }: Refused, service: string): Uint8Array {
    const { name: realm } = this.realm;
    const name = principalName(NAME_TYPE.service, service);
    return encodeKrbError({ now: this.realm.now(), code, realm, client: null, service: name, text: null });
  }
}

function header(token: Uint8Array | null): string {
  return token === null ? 'Negotiate' : `Negotiate ${Buffer.from(token).toString('base64')}`;
}

/** A message of Kerberos as a token of GSSAPI. */
function framed(kind: readonly number[], message: Uint8Array): Uint8Array {
  return application(0, KRB5, Uint8Array.from(kind), message);
}

/** SPNEGO's answer, around Kerberos' own; a refusal agrees on no mechanism. */
function answer(state: Uint8Array, token: Uint8Array | null, mechanism?: Uint8Array): Uint8Array {
  const agreed = mechanism === undefined ? [] : [context(1, mechanism)];
  const inner = token === null ? [] : [context(2, octets(token))];
  return context(ANSWER, sequence(context(0, state), ...agreed, ...inner));
}

/** Whether a token, however malformed, begins as one of SPNEGO. */
function isSpnego([tag, ...rest]: Uint8Array): boolean {
  return tag === 0x60 && toHex(Uint8Array.from(rest.slice(0, 12))).includes(toHex(SPNEGO));
}

/** Throws a `DerError` on what holds no request of Kerberos. */
function decodeOffer(token: Uint8Array): Offer {
  const outer = decodeDer(token);
  if (outer.tag !== 0x60) throw new DerError('no token of GSSAPI');
  const negotiation = after(outer.body, SPNEGO);
  if (negotiation === null) return { message: requestIn(outer), wrapped: false };
  // NegTokenInit, whose mechToken is for the first of the mechanisms.
  const members = decodeMembers(decodeDer(decodeDer(negotiation).body));
  const [kinds, first] = [members.get(0), members.get(2)];
  const [preferred] = kinds === undefined ? [] : decodeSequence(kinds);
  if (first === undefined || preferred === undefined) throw new DerError('SPNEGO without a token');
  if (![KRB5, MS_KRB5].some((oid) => toHex(oid) === toHex(preferred.whole))) {
    throw new DerError('SPNEGO for something else than Kerberos');
  }
  return { message: requestIn(decodeDer(decodeOctets(first))), wrapped: true };
}

function requestIn(frame: Der): Der {
  const message = after(frame.body, concat(KRB5, Uint8Array.from(TOKEN.request)));
  if (message === null) throw new DerError('no request of Kerberos');
  return decodeDer(message);
}

/** What follows this start; null where the bytes start otherwise. */
function after(data: Uint8Array, start: Uint8Array): Uint8Array | null {
  return toHex(data.subarray(0, start.length)) === toHex(start) ? data.subarray(start.length) : null;
}

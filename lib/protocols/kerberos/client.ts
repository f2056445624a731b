import { encodeApRequest, type Ticket } from './ap.ts';
import {
  application,
  context,
  type Der,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeString,
  decodeTime,
  integer,
  memberOf,
  octets,
  sequence,
  wrongTag,
} from './der.ts';
import { decodeEncrypted, decodeKey } from './encrypted.ts';
import type { KeytabEntry } from './keytab.ts';
import {
  decodeKdcReply,
  encodeAsRequest,
  encodeRequestBody,
  type KdcReply,
  MESSAGE,
  type RequestBody,
  type TicketGranted,
  VERSION,
} from './messages.ts';
import { decodePadata, etypesOf, keyOf, proof, type Secret } from './preauth.ts';
import { decodeName, type Principal, parsePrincipal } from './principal.ts';
import { AES_ETYPES, CHECKSUM_TYPE, checksum, IntegrityError, type Key, USAGE } from './profile.ts';
import { asKerberosError, KerberosError, type Request, refused } from './refusals.ts';
import type { KerberosTools } from './tools.ts';

export type { Ticket } from './ap.ts';
export { KerberosError } from './refusals.ts';
export type { KerberosTools } from './tools.ts';

/** A KDC request to its reply; how it gets there is the caller's. */
export type Exchange = (message: Uint8Array) => Promise<Uint8Array>;

/** `principal` is `name` or `name@REALM`. */
export type Credential = { readonly principal: string } & (
  | { readonly password: string }
  | { readonly keytab: readonly KeytabEntry[] }
);

/** As long as Fedora's tickets live; a KDC cuts it to what it allows. */
const LIFETIME_MS = 24 * 3_600_000;
const PREAUTH_REQUIRED = 25;
const TGS = { request: 12, reply: 13 } as const;
const PA_TGS_REQ = 1;
/** [APPLICATION 25] and [APPLICATION 26] are what is encrypted in replies; some KDCs use the second for both. */
const REPLY_PARTS: readonly number[] = [0x79, 0x7a];

/**
 * `kinit`: the ticket-granting ticket of a principal. Throws a `KerberosError`, and what `exchange` throws.
 * The key is made as the KDC says, after it has refused the first request, which proves nothing.
 */
export async function login(
  tools: KerberosTools,
  exchange: Exchange,
  credential: Credential & { readonly realm: string },
): Promise<Ticket> {
  const client = parsePrincipal(credential.principal, credential.realm);
  const principal = `${client.name}@${client.realm}`;
  const secret = secretOf(credential, principal);
  const asking: Request = {
    principal,
    realm: client.realm,
    secret: 'password' in secret ? 'password' : 'keytab',
  };
  const request = (): RequestBody => ({
    realm: client.realm,
    client: client.name,
    till: tools.now() + LIFETIME_MS,
    nonce: tools.nonce(),
    etypes: etypesOf(secret),
  });
  try {
    const first = request();
    const reply = decodeKdcReply(await exchange(encodeAsRequest(first)));
    if (reply.kind === 'ticket')
      return await firstTicket(tools, { reply, request: first, client, secret, asking });
    if (reply.code !== PREAUTH_REQUIRED || reply.data === null) throw refused(reply, asking, tools.now());
    const { key, padata } = await proof(tools, client, secret, decodePadata(decodeDer(reply.data)));
    const second = request();
    const message = encodeProven(MESSAGE.asReq, encodeRequestBody(second), padata);
    const granted = expectTicket(decodeKdcReply(await exchange(message)), asking, tools);
    return await firstTicket(tools, { reply: granted, request: second, client, secret, asking, key });
  } catch (thrown) {
    throw asKerberosError(thrown, "the KDC's answer");
  }
}

/** A ticket for one service of the realm, e.g. `HTTP` on a host. Throws as `login` does. */
export async function serviceTicket(
  tools: KerberosTools,
  exchange: Exchange,
  tgt: Ticket,
  service: string,
  host: string,
): Promise<Ticket> {
  const { realm, principal } = tgt;
  const name = `${service}/${host}`;
  const request = {
    realm,
    service: name,
    till: tgt.endsAt,
    nonce: tools.nonce(),
    etypes: AES_ETYPES,
  };
  const body = encodeRequestBody(request);
  const { message } = await encodeApRequest(tools, tgt, {
    usage: USAGE.tgsAuthenticator,
    checksum: {
      type: CHECKSUM_TYPE[tgt.key.etype],
      value: await checksum(tools.ciphers, tgt.key, USAGE.tgsChecksum, body),
    },
    mutual: false,
  });
  const padata = sequence(context(1, integer(PA_TGS_REQ)), context(2, octets(message)));
  try {
    const answer = decodeKdcReply(await exchange(encodeProven(TGS.request, body, [padata])), TGS.reply);
    const reply = expectTicket(answer, { principal, realm, secret: 'ticket', service: name }, tools);
    return await opened(tools, { reply, request, principal, key: tgt.key, usage: USAGE.tgsReply });
  } catch (thrown) {
    throw asKerberosError(thrown, "the KDC's answer");
  }
}

function secretOf(credential: Credential, principal: string): Secret {
  if ('password' in credential) {
    if (credential.password !== '') return credential;
    throw new KerberosError(`the password of ${principal} is empty`, null, true);
  }
  const { keytab } = credential;
  const keys = keytab.filter((entry) => entry.principal === principal);
  if (keys.length === 0) throw new KerberosError(`the keytab holds no key of ${principal}`, null, true);
  if (etypesOf({ keys }).length > 0) return { keys };
  const held = [...new Set(keys.map(({ etype }) => etype))].join(', ');
  const wanted = 'aes256- or aes128-cts-hmac-sha1-96 (18, 17)';
  throw new KerberosError(
    `the keytab holds no key of ${principal} of type ${wanted}, but of ${held}`,
    null,
    true,
  );
}

/** KDC-REQ with the proof of who asks. */
function encodeProven(type: number, body: Uint8Array, padata: readonly Uint8Array[]): Uint8Array {
  return application(
    type,
    sequence(
      context(1, integer(VERSION)),
      context(2, integer(type)),
      context(3, sequence(...padata)),
      context(4, body),
    ),
  );
}

function expectTicket(reply: KdcReply, asking: Request, tools: KerberosTools): TicketGranted {
  if (reply.kind === 'ticket') return reply;
  throw refused(reply, asking, tools.now());
}

interface First {
  readonly reply: TicketGranted;
  readonly request: RequestBody;
  readonly client: Principal;
  readonly secret: Secret;
  readonly asking: Request;
  /** The key that proved who asks, if that was asked for. */
  readonly key?: Key;
}

/** AS-REP: encrypted with the principal's key, which the KDC may describe only here. */
async function firstTicket(tools: KerberosTools, first: First): Promise<Ticket> {
  const { reply, request, client, secret, asking } = first;
  const { principal } = asking;
  const described = reply.members.get(2);
  const key =
    first.key?.etype === reply.etype
      ? first.key
      : await keyOf(
          tools,
          client,
          secret,
          described === undefined ? [] : decodePadata(described),
          reply.etype,
        );
  try {
    return await opened(tools, { reply, request, principal, key, usage: USAGE.asReply });
  } catch (thrown) {
    if (!(thrown instanceof IntegrityError)) throw thrown;
    const what = asking.secret === 'password' ? 'wrong password for' : 'the key in the keytab is not that of';
    throw new KerberosError(`${what} ${principal}: the KDC's answer cannot be read with it`);
  }
}

interface Sealed {
  readonly reply: TicketGranted;
  readonly request: RequestBody;
  readonly principal: string;
  readonly key: Key;
  readonly usage: number;
}

/** What is encrypted in a reply tells whether it is the answer to this request, and for whom. */
async function opened(
  tools: KerberosTools,
  { reply, request, principal, key, usage }: Sealed,
): Promise<Ticket> {
  const plain = decodeDer(
    await decodeEncrypted(tools.ciphers, key, usage, memberOf(reply.members, 6, 'enc-part')),
  );
  if (!REPLY_PARTS.includes(plain.tag)) throw wrongTag(plain, 'the secret part of a reply');
  const members = decodeMembers(decodeDer(plain.body));
  if (decodeInteger(memberOf(members, 2, 'nonce')) !== request.nonce) {
    throw new KerberosError('the KDC answers another request than ours: the nonce differs');
  }
  const name = memberOf(reply.members, 4, 'cname');
  expectSame('gives a ticket to', `${decodeName(name)}@${reply.realm}`, principal);
  const service = `${nameIn(members, 10)}@${decodeString(memberOf(members, 9, 'srealm'))}`;
  expectSame(
    'gives a ticket for',
    service,
    `${request.service ?? `krbtgt/${request.realm}`}@${request.realm}`,
  );
  return {
    principal,
    realm: reply.realm,
    clientName: name.whole.slice(),
    ticket: reply.ticket.slice(),
    key: decodeKey(memberOf(members, 0, 'key')),
    endsAt: decodeTime(memberOf(members, 7, 'endtime')),
  };
}

function nameIn(members: ReadonlyMap<number, Der>, n: number): string {
  return decodeName(memberOf(members, n, 'sname'));
}

function expectSame(what: string, got: string, wanted: string): void {
  if (got !== wanted) throw new KerberosError(`the KDC ${what} ${got}, expected ${wanted}`);
}

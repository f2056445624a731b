import { concat } from '../bytes.ts';
import { decodeApReply, encodeApRequest, type Ticket } from './ap.ts';
import {
  application,
  context,
  DerError,
  decodeDer,
  decodeMembers,
  decodeOctets,
  octets,
  sequence,
} from './der.ts';
import { decodeKdcReply, type KdcRefusal } from './messages.ts';
import { IntegrityError, same, USAGE } from './profile.ts';
import type { KerberosTools } from './tools.ts';

/** Object identifiers as DER: Kerberos 5, and SPNEGO (RFC 4178), which offers it. */
const KRB5 = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02);
const SPNEGO = Uint8Array.of(0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02);
/** RFC 4121: what follows the identifier in a token. */
const TOKEN = { apRequest: [1, 0], apReply: [2, 0], error: [3, 0] } as const;
/** RFC 4121's checksum that holds no checksum: 16 bytes of no channel binding, then flags, the lowest byte first. */
const GSS_CHECKSUM = 0x8003;
const GSS_MUTUAL = 2;
const TAG = { framed: 0x60, response: 0xa1 } as const;

interface Negotiated {
  /** The SPNEGO token: good for one request. */
  readonly token: Uint8Array;
  /** Whether the answer's token proves that the service could read our ticket. */
  verify(reply: Uint8Array): Promise<boolean>;
}

/** A token for HTTP's Negotiate, with a fresh authenticator; asks the service to prove itself too. */
export async function negotiate(tools: KerberosTools, ticket: Ticket): Promise<Negotiated> {
  const { message, stamp } = await encodeApRequest(tools, ticket, {
    usage: USAGE.authenticator,
    checksum: { type: GSS_CHECKSUM, value: gssFlags(GSS_MUTUAL) },
    mutual: true,
  });
  const inner = application(0, KRB5, Uint8Array.from(TOKEN.apRequest), message);
  const offer = sequence(context(0, sequence(KRB5)), context(2, octets(inner)));
  return {
    token: application(0, SPNEGO, context(0, offer)),
    async verify(reply) {
      try {
        const answer = innerMessage(reply, TOKEN.apReply);
        if (answer === null) return false;
        const { ctime, cusec } = await decodeApReply(tools, ticket, answer);
        return ctime === stamp.ctime && cusec === stamp.cusec;
      } catch (thrown) {
        if (thrown instanceof DerError || thrown instanceof IntegrityError) return false;
        throw thrown;
      }
    },
  };
}

function gssFlags(flags: number): Uint8Array {
  const checksum = new Uint8Array(24);
  checksum.set([16, 0, 0, 0]);
  checksum.set([flags, 0, 0, 0], 20);
  return checksum;
}

/** The KRB-ERROR in a service's refusal, or null where it gives none. */
export function refusalIn(reply: Uint8Array): KdcRefusal | null {
  try {
    const message = innerMessage(reply, TOKEN.error);
    const decoded = message === null ? null : decodeKdcReply(message);
    return decoded?.kind === 'error' ? decoded : null;
  } catch (thrown) {
    if (thrown instanceof DerError) return null;
    throw thrown;
  }
}

/** Kerberos' own message in a token: within SPNEGO's answer or without, framed or bare. Null if it is another one. */
function innerMessage(reply: Uint8Array, kind: readonly number[]): Uint8Array | null {
  let token = decodeDer(reply);
  if (token.tag === TAG.response) {
    const response = decodeMembers(decodeDer(token.body)).get(2);
    if (response === undefined) return null;
    token = decodeDer(decodeOctets(response));
  }
  if (token.tag !== TAG.framed) return token.whole;
  const frame = concat(KRB5, Uint8Array.from(kind));
  return same(token.body.subarray(0, frame.length), frame) ? token.body.subarray(frame.length) : null;
}

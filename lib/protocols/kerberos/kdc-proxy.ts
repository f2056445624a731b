import { concat } from '../bytes.ts';
import {
  context,
  DerError,
  decodeDer,
  decodeMembers,
  decodeOctets,
  decodeString,
  generalString,
  memberOf,
  octets,
  sequence,
} from './der.ts';

/** A Kerberos message on its way through a KdcProxy (MS-KKDCP), and the realm it is for. */
interface ProxyMessage {
  readonly message: Uint8Array;
  /** Null in answers, which name none. */
  readonly realm: string | null;
}

/** KDC-PROXY-MESSAGE: the message with its length before it, as over TCP, and the realm to find a KDC of. */
export function encodeProxyMessage({ message, realm }: ProxyMessage): Uint8Array {
  const { length } = message;
  const prefix = Uint8Array.of(length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
  const kerberos = context(0, octets(concat(prefix, message)));
  return realm === null ? sequence(kerberos) : sequence(kerberos, context(1, generalString(realm)));
}

/** Throws a `DerError` on anything else, or on a length that is not the message's. */
export function decodeProxyMessage(data: Uint8Array): ProxyMessage {
  const members = decodeMembers(decodeDer(data));
  const framed = decodeOctets(memberOf(members, 0, 'kerb-message'));
  const realm = members.get(1);
  let length = 0;
  for (const byte of framed.subarray(0, 4)) length = length * 256 + byte;
  if (framed.length < 4 || length !== framed.length - 4) {
    throw new DerError(`a message of ${framed.length - 4} bytes that calls itself ${length} bytes long`);
  }
  return { message: framed.subarray(4), realm: realm === undefined ? null : decodeString(realm) };
}

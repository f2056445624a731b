import {
  type Der,
  DerError,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  decodeSequence,
  decodeString,
  decodeTime,
  memberOf,
} from '../../../lib/protocols/kerberos/der.ts';
import { MESSAGE, VERSION } from '../../../lib/protocols/kerberos/messages.ts';
import { decodeFlags, decodeName, type Name } from '../../accounts/parts.ts';

const TGS_REQ = 12;

/** One proof of identity, or something else that a client tells beforehand. */
interface Padata {
  readonly type: number;
  readonly value: Uint8Array;
}

/** What a KDC reads of an AS-REQ or TGS-REQ. */
export interface KdcRequest {
  readonly kind: 'AS-REQ' | 'TGS-REQ';
  readonly padata: readonly Padata[];
  /** The part that all the rest is about, as it came: a TGS-REQ proves that nobody changed it. */
  readonly body: Uint8Array;
  readonly options: number;
  readonly realm: string;
  /** A TGS-REQ names none: the ticket that it shows does. */
  readonly client: Name | null;
  readonly service: Name;
  /** Until when the ticket shall be good, in milliseconds since the epoch; 0 for as long as may be. */
  readonly till: number;
  /** A number that the reply repeats, as it came. */
  readonly nonce: Uint8Array;
  readonly etypes: readonly number[];
}

/** Throws a `DerError` on anything that is neither. */
export function decodeKdcRequest(data: Uint8Array): KdcRequest {
  const message = decodeDer(data);
  const isTgs = message.tag === (0x60 | TGS_REQ);
  const type = isTgs ? TGS_REQ : MESSAGE.asReq;
  const members = decodeMembers(decodeApplication(message, type));
  if (decodeInteger(memberOf(members, 1, 'pvno')) !== VERSION) throw new DerError('another version');
  if (decodeInteger(memberOf(members, 2, 'msg-type')) !== type) throw new DerError('another message');
  const padata = members.get(3);
  const body = memberOf(members, 4, 'req-body');
  const told = decodeMembers(body);
  const client = told.get(1);
  return {
    kind: isTgs ? 'TGS-REQ' : 'AS-REQ',
    padata: padata === undefined ? [] : decodeSequence(padata).map(decodePadata),
    body: body.whole,
    options: decodeFlags(memberOf(told, 0, 'kdc-options')),
    realm: decodeString(memberOf(told, 2, 'realm')),
    client: client === undefined ? null : decodeName(client),
    service: decodeName(memberOf(told, 3, 'sname')),
    till: decodeTime(memberOf(told, 5, 'till')),
    nonce: memberOf(told, 7, 'nonce').whole,
    etypes: decodeSequence(memberOf(told, 8, 'etype')).map(decodeInteger),
  };
}

function decodePadata(value: Der): Padata {
  const members = decodeMembers(value);
  return {
    type: decodeInteger(memberOf(members, 1, 'padata-type')),
    value: decodeOctets(memberOf(members, 2, 'padata-value')),
  };
}

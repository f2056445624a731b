import { decodeCanonical } from './canonical.ts';
import { type Call, readCall, readResponse } from './reader.ts';
import type { XmlRpcValue } from './value.ts';

export { faultOf, isStruct } from './value.ts';

/** The one value of a `methodResponse`. Throws `XmlRpcFault` for a fault, `XmlRpcError` for anything malformed. */
export function decodeResponse(source: string): XmlRpcValue {
  const value = decodeCanonical(source);
  return value === undefined ? readResponse(source) : value;
}

/** A `methodCall`, as a server reads it. Throws `XmlRpcError` for anything malformed. */
export function decodeCall(source: string): Call {
  return readCall(source);
}

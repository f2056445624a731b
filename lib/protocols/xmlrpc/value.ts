/** A `dateTime.iso8601` as it came: the format has no time zone, so what moment it means is the caller's to know. */
export class XmlRpcTime {
  constructor(readonly iso8601: string) {}
}

/** A number that is to travel as `<double>` even if it is whole, as koji's times do. */
export class XmlRpcDouble {
  constructor(readonly value: number) {}
}

export type XmlRpcStruct = { readonly [name: string]: XmlRpcValue };

/**
 * What a document may hold. Whole numbers beyond 2^53 are bigints, `base64` is its bytes, `nil` is null.
 * Decoding never gives an `XmlRpcDouble`.
 */
export type XmlRpcValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | XmlRpcTime
  | XmlRpcDouble
  | readonly XmlRpcValue[]
  | XmlRpcStruct;

/** A document that is not well-formed XML-RPC; `position` counts characters from 0. */
export class XmlRpcError extends Error {
  override readonly name = 'XmlRpcError';
  constructor(
    readonly problem: string,
    readonly position: number,
  ) {
    super(`malformed XML-RPC at character ${position}: ${problem}`);
  }
}

/** A well-formed answer that says the call failed. It comes with HTTP status 200. */
export class XmlRpcFault extends Error {
  override readonly name = 'XmlRpcFault';
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(`fault ${code} "${text}"`);
  }
}

/** Values may be nested this deep; koji's deepest, a task's request, stay below ten. */
export const MAX_DEPTH = 64;

/** Named arguments, in koji's convention: a last positional argument that is marked as such. */
export function kwargs(members: XmlRpcStruct): XmlRpcStruct {
  return { ...members, __starstar: true };
}

/** The fault in a struct, as a whole answer or one result of a multiCall holds it; null if it is none. */
export function faultOf(value: XmlRpcValue): XmlRpcFault | null {
  if (!isStruct(value)) return null;
  const { faultCode, faultString } = value;
  if (typeof faultCode !== 'number' || typeof faultString !== 'string') return null;
  return new XmlRpcFault(faultCode, faultString);
}

export function isStruct(value: XmlRpcValue | undefined): value is XmlRpcStruct {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

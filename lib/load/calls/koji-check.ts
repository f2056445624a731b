import type { LoadReply } from '../../k6/ports.ts';
import { ShapeError } from '../../protocols/shape.ts';
import { decodeResponse } from '../../protocols/xmlrpc/decode.ts';
import { isWhole } from '../../protocols/xmlrpc/lazy.ts';
import { XmlRpcError, XmlRpcFault, type XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import {
  callBody,
  faultInWords,
  itemFault,
  itemsOf,
  type KojiCall,
  multiCallOf,
} from '../../systems/koji/client.ts';
import { insteadOf, type LoadRequest, textOf } from './request.ts';

/** A call of the hub and how its answer is told right from wrong. */
export interface Check {
  readonly call: Pick<KojiCall<unknown>, 'method' | 'params'>;
  /** What a right answer holds: with all of it, a whole answer that is no fault needs no decoding. */
  readonly marks: readonly string[];
  /** In words what is wrong with the decoded answer; throws a `ShapeError` for one of another shape. */
  readonly why: (value: XmlRpcValue) => string | null;
}

/** Describes how the answer to a call is checked: by its shape, and against what was asked. */
export function check<T>(
  call: KojiCall<T>,
  marks: readonly string[],
  why: (data: T) => string | null,
): Check {
  return { call, marks, why: (value) => why(call.shape(value, call.method)) };
}

/** Several checks in one request. */
export function allIn(checks: readonly Check[]): Check {
  const calls = checks.map(({ call }) => call);
  const why = (value: XmlRpcValue): string | null => {
    const items = itemsOf(calls, value);
    if (typeof items === 'string') return items;
    for (const [at, one] of checks.entries()) {
      const item = items[at] ?? { data: null };
      const wrong = 'fault' in item ? itemFault(one.call.method, item.fault) : one.why(item.data);
      if (wrong !== null) return wrong;
    }
    return null;
  };
  return { call: multiCallOf(calls), marks: checks.flatMap(({ marks }) => marks), why };
}

/**
 * A request to the hub. Most answers are told right by what they hold; only the decoded one, checked in full, is
 * ever called wrong.
 */
export function kojiRequest(url: string, one: Check): LoadRequest {
  const wrong = (reply: LoadReply): string | null => {
    const text = textOf(reply);
    const isRight = isWhole(text) && one.marks.every((mark) => text.includes(mark));
    return isRight ? null : decoded(text, one);
  };
  return { url, body: callBody(one.call), wrong };
}

function decoded(text: string, { why }: Check): string | null {
  try {
    return why(decodeResponse(text));
  } catch (thrown) {
    if (thrown instanceof XmlRpcFault) return faultInWords(thrown);
    if (thrown instanceof XmlRpcError) return insteadOf('XML-RPC', text) ?? `truncated or ${thrown.message}`;
    if (thrown instanceof ShapeError) return thrown.message;
    throw thrown;
  }
}

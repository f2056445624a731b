import { decodeCall, decodeResponse, isStruct } from '../../lib/protocols/xmlrpc/decode.ts';
import { encodeResponse } from '../../lib/protocols/xmlrpc/encode.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../../lib/protocols/xmlrpc/value.ts';
import type { Tamper } from './twin-transport.ts';

/** The arguments of a call: the named ones, which come last, apart. */
interface Called {
  readonly params: readonly XmlRpcValue[];
  readonly named: XmlRpcStruct;
}

type Change = (value: XmlRpcValue, called: Called) => XmlRpcValue;

/** Changes what the hub answers to one method, whether it is called alone or within a multiCall. */
export function editItems(method: string, change: Change): Tamper {
  return (reply, request) => {
    if (request.path !== '/kojihub' || request.method !== 'POST') return reply;
    const asked = decodeCall(request.body.toString());
    if (asked.method !== method && asked.method !== 'multiCall') return reply;
    const answer = decodeResponse(String(reply.body));
    if (asked.method === method)
      return { ...reply, body: encodeResponse(change(answer, calledWith(asked.params))) };
    const calls = listOf(asked.params[0]);
    const items = listOf(answer).map((item, at) => {
      const one = calls[at];
      if (!isStruct(one) || one.methodName !== method || !isList(item)) return item;
      return [change(item[0] ?? null, calledWith(listOf(one.params)))];
    });
    return { ...reply, body: encodeResponse(items) };
  };
}

/** Several changes, one after the other. */
export function inTurn(...all: readonly Tamper[]): Tamper {
  return (reply, request) => all.reduce((changed, tamper) => tamper(changed, request), reply);
}

function calledWith(params: readonly XmlRpcValue[]): Called {
  const last = params.at(-1);
  const named = isStruct(last) && last.__starstar === true ? last : {};
  return { params, named };
}

export function listOf(value: XmlRpcValue | undefined): readonly XmlRpcValue[] {
  return isList(value) ? value : [];
}

function isList(value: XmlRpcValue | undefined): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

/** The member of a struct; null where there is none. */
export function memberOf(value: XmlRpcValue | undefined, name: string): XmlRpcValue {
  return isStruct(value) ? (value[name] ?? null) : null;
}

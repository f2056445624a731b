import { decodeCall, decodeResponse, isStruct } from '../../lib/protocols/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../lib/protocols/xmlrpc/encode.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../../lib/protocols/xmlrpc/value.ts';
import type { TwinRequest } from '../../twin/service.ts';
import type { Tamper } from './twin-transport.ts';

/** The method that a request calls at koji's hub; empty for any other request. */
function methodOf({ method, path, body }: TwinRequest): string {
  return path === '/kojihub' && method === 'POST' ? decodeCall(body.toString()).method : '';
}

/** Changes what the hub answers to one method; others are left alone. */
export function edit(method: string, change: (value: XmlRpcValue) => XmlRpcValue): Tamper {
  return (reply, request) =>
    methodOf(request) === method
      ? { ...reply, body: encodeResponse(change(decodeResponse(String(reply.body)))) }
      : reply;
}

/** Makes the hub answer every call with a fault. */
export function fault(code: number, text: string): Tamper {
  return (reply, request) => (methodOf(request) === '' ? reply : { ...reply, body: encodeFault(code, text) });
}

/** The structs of a list. */
export function rows(value: XmlRpcValue): XmlRpcStruct[] {
  return Array.isArray(value) ? value.filter(isStruct) : [];
}

import { expect } from 'vitest';
import { anything, dictionary, list } from '../../lib/protocols/shape.ts';
import { decodeResponse } from '../../lib/protocols/xmlrpc/decode.ts';
import { encodeCall } from '../../lib/protocols/xmlrpc/encode.ts';
import {
  kwargs,
  XmlRpcFault,
  type XmlRpcStruct,
  type XmlRpcValue,
} from '../../lib/protocols/xmlrpc/value.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { createContext } from '../../twin/context.ts';
import type { TwinReply } from '../../twin/service.ts';
import { koji } from '../../twin/systems/koji.ts';
import { addressesOf } from '../../twin/twin.ts';
import { clockwork } from '../../twin/world/clockwork.ts';

/** The world that the hub of these tests tells of; its clock stands until `set`. */
export const { world, set } = clockwork();

export const record = dictionary(anything);
export const records = list(record);

interface Asked {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** One request to the twin of koji or kojipkgs. */
export async function ask(name: AddressName, path: string, asked: Asked = {}): Promise<TwinReply> {
  const service = koji.services(createContext({ base: world, addresses: addressesOf(() => 1), scratch: '' }))[
    name
  ];
  if (service?.kind !== 'http') throw new Error(`no ${name}`);
  const { method = 'GET', body = '', headers = {}, query = '' } = asked;
  return service.handle({
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.from(body),
  });
}

type Params = readonly XmlRpcValue[];

/** One call of the hub, whose envelope is checked by the way. */
export async function call(
  method: string,
  params: Params = [],
  named: XmlRpcStruct = {},
): Promise<XmlRpcValue> {
  const all = Object.keys(named).length === 0 ? params : [...params, kwargs(named)];
  const reply = await ask('koji', '/kojihub', { method: 'POST', body: encodeCall(method, all) });
  expect(reply).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/xml', 'koji-version': expect.stringMatching(/^1\./) },
  });
  return decodeResponse(String(reply.body));
}

/** A call whose answer is a list of structs. */
export async function rows(method: string, params: Params = [], named: XmlRpcStruct = {}) {
  return records(await call(method, params, named), method);
}

/** The fault that a call is answered with. */
export async function faultOf(
  method: string,
  params: Params = [],
  named: XmlRpcStruct = {},
): Promise<XmlRpcFault> {
  const thrown = await call(method, params, named).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof XmlRpcFault) return thrown;
  throw new Error(`${method} gave no fault but ${String(thrown)}`);
}

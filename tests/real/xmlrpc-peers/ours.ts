import { decodeCall, decodeResponse } from '../../../lib/protocols/xmlrpc/decode.ts';
import { encodeCall, encodeFault, encodeResponse } from '../../../lib/protocols/xmlrpc/encode.ts';
import { XmlRpcError, XmlRpcFault, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { type Kinds, type Random, randomText, randomValue } from './random.ts';
import { type Message, type Reading, tagged } from './tagged.ts';

/** Something to say, before anybody has written it. */
export type Statement =
  | { readonly params: readonly XmlRpcValue[]; readonly method: string | null }
  | { readonly code: number; readonly text: string };

/** Most often an answer, now and then a call or a fault. */
export function randomStatement(random: Random, kinds: Kinds): Statement {
  switch (random.below(12)) {
    case 0:
      return { code: random.below(2000), text: randomText(random, kinds) };
    case 1:
    case 2: {
      const params = Array.from({ length: random.below(4) }, () => randomValue(random, kinds, 1));
      return { method: random.pick(['getBuild', 'system.listMethods', 'host.x_y:z/1']), params };
    }
    default:
      return { method: null, params: [randomValue(random, kinds)] };
  }
}

export function messageOf(statement: Statement): Message {
  if ('code' in statement) return { fault: [tagged(statement.code), tagged(statement.text)] };
  return { method: statement.method, params: statement.params.map(tagged) };
}

/** The document that our encoder writes. */
export function written(statement: Statement): string {
  if ('code' in statement) return encodeFault(statement.code, statement.text);
  const { method, params } = statement;
  return method === null ? encodeResponse(params[0] ?? null) : encodeCall(method, params);
}

/** What a document means to our decoder, as whichever of the two it is asked for. */
export function read(document: string, isCall: boolean): Reading {
  try {
    if (!isCall) return { method: null, params: [tagged(decodeResponse(document))] };
    const { method, params } = decodeCall(document);
    return { method, params: params.map(tagged) };
  } catch (thrown) {
    if (thrown instanceof XmlRpcFault) return { fault: [tagged(thrown.code), tagged(thrown.text)] };
    if (thrown instanceof XmlRpcError) return { refused: thrown.problem };
    throw thrown;
  }
}

export function isCall(statement: Statement): boolean {
  return 'method' in statement && statement.method !== null;
}

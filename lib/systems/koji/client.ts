import type { WireResponse } from '../../k6/ports.ts';
import { ask, type Decoded, inShape, insteadOf, isHtml } from '../../probe/ask.ts';
import { excerpt, ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { anything, nullable, type Shape } from '../../protocols/shape.ts';
import { decodeResponse, faultOf } from '../../protocols/xmlrpc/decode.ts';
import { encodeCall } from '../../protocols/xmlrpc/encode.ts';
import { kwargs, XmlRpcError, XmlRpcFault, type XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { refuseExpensive } from './expensive.ts';

/** The hub's code for a database that is gone, a start that failed, and a planned outage. */
const SERVER_OFFLINE = 1014;
/** The hub's code for most errors in what was asked, such as a tag that does not exist. */
export const GENERIC_ERROR = 1000;
const PLANNED = /https?:\/\/|disabled for maintenance/i;
/** What the hub takes calls as. */
export const XML_TYPE = { 'content-type': 'text/xml' };

/** A call of the hub, with the shape that its result must have. */
export interface KojiCall<T> {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
  readonly shape: Shape<T>;
}

export interface CallOptions {
  /** False for a call that only prepares the one whose latency is judged. */
  readonly timed?: boolean;
}

/** What one call within a multiCall came to. */
export type ItemResult<T> = { readonly data: T } | { readonly fault: XmlRpcFault };

/** The hub's address, never with a query string: without a session the hub would read it as one. */
export function hubUrl(context: Pick<ProbeContext, 'address'>): string {
  return hubAt(context.address('koji'));
}

/** The hub at a base address. */
export function hubAt(base: string): string {
  if (/[?#]/.test(base))
    throw new Error(`"${base}" is no base address of koji: the hub takes a query for a session`);
  return `${base}/kojihub`;
}

/** Address of a page of the web front-end, e.g. `buildinfo?buildID=1`. */
export function webUrl(context: ProbeContext, page = ''): string {
  return `${context.address('koji')}/koji/${page}`;
}

/** One call without login. A fault, which has status 200, and anything but XML-RPC are failures of the probe. */
export async function call<T>(
  context: ProbeContext,
  asked: KojiCall<T>,
  options: CallOptions = {},
): Promise<Decoded<T>> {
  const { response, value } = await post(context, asked, options);
  return { response, data: inShape(() => asked.shape(value, asked.method), response) };
}

/**
 * Several calls in one request and one transaction of the hub. A fault of the whole is a failure; that of an item
 * is the item's result, in the order of the calls.
 */
export async function multiCall<T>(
  context: ProbeContext,
  calls: readonly KojiCall<T>[],
  options: CallOptions = {},
): Promise<readonly ItemResult<T>[]> {
  const { response, items } = await postAll(context, calls, options);
  return items.map(({ call, item }) => {
    if ('fault' in item) return item;
    return { data: inShape(() => call.shape(item.data, call.method), response) };
  });
}

/** As `multiCall`, for calls of which none may fail; the shape is that of the list of their results. */
export async function allOf<T>(
  context: ProbeContext,
  calls: readonly KojiCall<unknown>[],
  shape: Shape<T>,
  options: CallOptions = {},
): Promise<T> {
  const { response, items } = await postAll(context, calls, options);
  const results = items.map(({ call, item }) => {
    if (!('fault' in item)) return item.data;
    throw wrongAnswer(itemFault(call.method, item.fault), response.text, response.url);
  });
  return inShape(() => shape(results, 'multiCall'), response);
}

/** Describes a call; named arguments come last, as a struct that is marked. */
export function kojiCall<T>(
  shape: Shape<T>,
  method: string,
  params: readonly XmlRpcValue[] = [],
  named: Readonly<Record<string, XmlRpcValue>> = {},
): KojiCall<T> {
  const last = Object.keys(named).length === 0 ? [] : [kwargs(named)];
  return { method, params: [...params, ...last], shape };
}

/** The same question about what may not exist: the hub answers nil then. */
export function orNil<T>({ method, params, shape }: KojiCall<T>): KojiCall<T | null> {
  return { method, params, shape: nullable(shape) };
}

/** The body of a call. Every request to the hub is made here, so that none is sent that would cost it too much. */
export function callBody({ method, params }: Pick<KojiCall<unknown>, 'method' | 'params'>): string {
  refuseExpensive(method, params);
  return encodeCall(method, params);
}

/** Several calls as one; what it answers is taken apart by `itemsOf`. */
export function multiCallOf(
  calls: readonly Pick<KojiCall<unknown>, 'method' | 'params'>[],
): KojiCall<unknown> {
  const wanted = calls.map(({ method, params }) => ({ methodName: method, params }));
  return { method: 'multiCall', params: [wanted], shape: anything };
}

/** What each call within a multiCall came to, in their order; or, in words, why the answer is none to these calls. */
export function itemsOf(
  calls: readonly { readonly method: string }[],
  value: XmlRpcValue,
): readonly ItemResult<XmlRpcValue>[] | string {
  if (!isValues(value)) return 'the result of multiCall is no list';
  if (value.length !== calls.length) return `${value.length} results of ${calls.length} calls`;
  const items: ItemResult<XmlRpcValue>[] = [];
  for (const [at, { method }] of calls.entries()) {
    const item = value[at] ?? null;
    const fault = faultOf(item);
    // A result comes in a list of its own, so that it cannot be mistaken for a fault.
    if (fault !== null) items.push({ fault });
    else if (isValues(item) && item.length === 1) items.push({ data: item[0] ?? null });
    else return `${method} has neither a result nor a fault`;
  }
  return items;
}

/** A fault within a multiCall, in words. */
export function itemFault(method: string, fault: XmlRpcFault): string {
  return `${method}: ${fault.message} within a multiCall`;
}

interface Posted {
  readonly response: WireResponse;
  readonly value: XmlRpcValue;
}

interface Item<T> {
  readonly call: KojiCall<T>;
  readonly item: ItemResult<XmlRpcValue>;
}

async function postAll<T>(
  context: ProbeContext,
  calls: readonly KojiCall<T>[],
  options: CallOptions,
): Promise<{ readonly response: WireResponse; readonly items: readonly Item<T>[] }> {
  const { response, value } = await post(context, multiCallOf(calls), options);
  const found = itemsOf(calls, value);
  if (typeof found === 'string') throw wrongAnswer(found, response.text, response.url);
  return { response, items: calls.map((call, at) => ({ call, item: found[at] ?? { data: null } })) };
}

async function post(
  context: ProbeContext,
  asked: KojiCall<unknown>,
  { timed = true }: CallOptions,
): Promise<Posted> {
  const body = callBody(asked);
  const response = await ask(context, hubUrl(context), { method: 'POST', headers: XML_TYPE, body, timed });
  if (isHtml(response)) throw insteadOf('XML-RPC', response);
  if (response.text === '') throw wrongAnswer('an empty body instead of XML-RPC', '', response.url);
  try {
    return { response, value: decodeResponse(response.text) };
  } catch (thrown) {
    if (thrown instanceof XmlRpcFault) throw faultFailure(thrown, response);
    if (thrown instanceof XmlRpcError) {
      throw wrongAnswer(`truncated or ${thrown.message}`, response.text, response.url);
    }
    throw thrown;
  }
}

/** A fault as a reason: it comes with status 200, which is why it needs to be said. */
export function faultInWords({ code, text }: XmlRpcFault): string {
  return `fault ${code} "${excerpt(text)}" in a 200 answer`;
}

/** Why a fault is a failure. A database that is gone may come back; a planned outage is told apart by its text. */
export function faultFailure(fault: XmlRpcFault, response: Pick<WireResponse, 'text' | 'url'>): ProbeFailure {
  const offline = fault.code === SERVER_OFFLINE;
  const planned = offline && PLANNED.test(fault.text);
  const reason = faultInWords(fault);
  return new ProbeFailure({
    verdict: 'failed',
    what: 'wrong answer',
    reason: planned ? `${reason}: koji says that it is planned` : reason,
    evidence: excerpt(response.text),
    url: response.url,
    transient: offline && !planned,
  });
}

/**
 * For probes of other systems that read through the hub: what the hub does wrong is not their failure, and leaves
 * them unknown.
 */
export async function throughKoji<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure) || thrown.details.verdict !== 'failed') throw thrown;
    const reason = `needs koji: ${thrown.details.reason}`;
    throw new ProbeFailure({ ...thrown.details, verdict: 'unknown', what: 'needs', reason });
  }
}

function isValues(value: XmlRpcValue): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

import type { WireResponse } from '../../k6/ports.ts';
import { ask, type Decoded, inShape, insteadOf, isHtml } from '../../probe/ask.ts';
import { excerpt, ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import type { Shape } from '../../protocols/shape.ts';
import { decodeResponse, faultOf } from '../../protocols/xmlrpc/decode.ts';
import { encodeCall } from '../../protocols/xmlrpc/encode.ts';
import { kwargs, XmlRpcError, XmlRpcFault, type XmlRpcValue } from '../../protocols/xmlrpc/value.ts';

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
export function hubUrl(context: ProbeContext): string {
  return `${context.address('koji')}/kojihub`;
}

/** Address of a page of the web front-end, e.g. `buildinfo?buildID=1`. */
export function webUrl(context: ProbeContext, page = ''): string {
  return `${context.address('koji')}/koji/${page}`;
}

/** One call without login. A fault, which has status 200, and anything but XML-RPC are failures of the probe. */
export async function call<T>(
  context: ProbeContext,
  { method, params, shape }: KojiCall<T>,
  options: CallOptions = {},
): Promise<Decoded<T>> {
  const { response, value } = await post(context, method, params, options);
  return { response, data: inShape(() => shape(value, method), response) };
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
    const reason = `${call.method}: ${item.fault.message} within a multiCall`;
    throw wrongAnswer(reason, response.text, response.url);
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

/** The body of a call, for requests that are made otherwise. */
export function callBody(method: string): string {
  return encodeCall(method, []);
}

interface Posted {
  readonly response: WireResponse;
  readonly value: XmlRpcValue;
}

interface Item<T> {
  readonly call: KojiCall<T>;
  readonly item: ItemResult<unknown>;
}

async function postAll<T>(
  context: ProbeContext,
  calls: readonly KojiCall<T>[],
  options: CallOptions,
): Promise<{ readonly response: WireResponse; readonly items: readonly Item<T>[] }> {
  const wanted = calls.map(({ method, params }) => ({ methodName: method, params }));
  const { response, value } = await post(context, 'multiCall', [wanted], options);
  const wrong = (reason: string): ProbeFailure => wrongAnswer(reason, response.text, response.url);
  if (!isValues(value)) throw wrong('the result of multiCall is no list');
  if (value.length !== calls.length) throw wrong(`${value.length} results of ${calls.length} calls`);
  const items = calls.map((call, at): Item<T> => {
    const item = value[at] ?? null;
    const fault = faultOf(item);
    if (fault !== null) return { call, item: { fault } };
    // A result comes in a list of its own, so that it cannot be mistaken for a fault.
    if (isValues(item) && item.length === 1) return { call, item: { data: item[0] } };
    throw wrong(`${call.method} has neither a result nor a fault`);
  });
  return { response, items };
}

async function post(
  context: ProbeContext,
  method: string,
  params: readonly XmlRpcValue[],
  { timed = true }: CallOptions,
): Promise<Posted> {
  const body = encodeCall(method, params);
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

/** Why a fault is a failure. A database that is gone may come back; a planned outage is told apart by its text. */
export function faultFailure(fault: XmlRpcFault, response: Pick<WireResponse, 'text' | 'url'>): ProbeFailure {
  const offline = fault.code === SERVER_OFFLINE;
  const planned = offline && PLANNED.test(fault.text);
  const reason = `fault ${fault.code} "${excerpt(fault.text)}" in a 200 answer`;
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

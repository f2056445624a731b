import encoding from 'k6/encoding';
import http, { type RefinedParams } from 'k6/http';
import type { LoadReply, Sliceable } from './ports.ts';

/** What is said with every request of one call; the engine reads each member anew for each request. */
export type LoadParams = RefinedParams<'text'> | RefinedParams<'binary'> | RefinedParams<'none'>;

export interface LoadSettings {
  /** The call's id: the `name` tag of the engine's own samples, so that no address becomes one. */
  readonly call: string;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * `none` throws the body away unread, for calls of which only the status is judged; `bytes` suits large bodies of
   * which only parts are read, as a text is scanned as a whole the first time it is touched.
   */
  readonly read: 'text' | 'bytes' | 'none';
  readonly timeoutMs: number;
}

/** Params of one call: make them once, in the init context, as a fresh object costs as much as a sample. */
export function loadParams({ call, headers, read, timeoutMs }: LoadSettings): LoadParams {
  const params = { headers: { ...headers }, tags: { name: call }, timeout: timeoutMs };
  // Text is the default, and each member that is not there saves a conversion.
  if (read === 'text') return params;
  return read === 'bytes' ? { ...params, responseType: 'binary' } : { ...params, responseType: 'none' };
}

/** The engine's own functions, without a layer between. Network failures do not throw: their status is 0. */
export const post: (url: string, body: string, params: LoadParams) => LoadReply = http.post;
export const get: (url: string, params: LoadParams) => LoadReply = http.get;

/**
 * Bytes of UTF-8 as a text whose parts are decoded when asked for; positions are those of bytes. Base64 and back is
 * the one way from bytes to a string that the engine goes natively (it has no `TextDecoder` before 2.2).
 */
export function textIn(bytes: ArrayBuffer): Sliceable {
  return {
    length: bytes.byteLength,
    slice: (from, to) => encoding.b64decode(encoding.b64encode(bytes.slice(from, to)), 'std', 's'),
  };
}

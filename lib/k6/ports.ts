/**
 * What the pack needs from its engine, as types only: `lib/k6/` implements them on k6, tests on Node.
 * Nothing here imports k6, so that every other layer stays pure.
 */

/** Milliseconds of each phase of one request, as the engine measured them (never from JavaScript's clock). */
export interface Timings {
  readonly dns: number;
  readonly connect: number;
  readonly tls: number;
  readonly sending: number;
  readonly waiting: number;
  readonly receiving: number;
  /** Sending, waiting and receiving: what the service is responsible for. */
  readonly duration: number;
}

export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** `bytes` keeps the answer exact, `text` decodes UTF-8, `none` throws it away unread. */
  readonly read: 'text' | 'bytes' | 'none';
  readonly timeoutMs: number;
  readonly redirects: number;
  /** Statuses that the engine counts as expected; 0 where only a greeting can come back. */
  readonly expect: readonly number[];
  /** Tags of the engine's own samples; low in cardinality. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Network failures do not throw: `status` is 0, and `errorCode` and `error` say why. */
export interface WireResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly timings: Timings;
  /** The engine's code, e.g. 1050 time-out, 1212 refused, 1310 unknown authority; 0 for none. */
  readonly errorCode: number;
  readonly error: string;
  /** Address of the last answer, after redirects. */
  readonly url: string;
}

export type Transport = (request: WireRequest) => Promise<WireResponse>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Calls back once after `ms`, unless the function it returns is called first. */
  after(ms: number, then: () => void): () => void;
}

/** Hex digests of exactly the bytes given. */
export interface Hashes {
  sha1(data: Uint8Array): string;
  sha512(data: Uint8Array): string;
}

/** A whole number from 0 to 2^31 - 1, from the engine's secure source. */
export type Nonce = () => number;

/**
 * The engine's cryptography for Kerberos; each call works on exactly the bytes given. AES-CBC is without padding: its
 * data is whole blocks of 16, at least one.
 */
export interface Ciphers {
  random(bytes: number): Uint8Array;
  pbkdf2Sha1(password: Uint8Array, salt: Uint8Array, iterations: number, bytes: number): Promise<Uint8Array>;
  aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
  aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
  hmacSha1(key: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
}

export interface Engine {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly hashes: Hashes;
  readonly nonce: Nonce;
}

/** An answer under load: the engine's own object, each of whose properties costs a conversion: read each once. */
export interface LoadReply {
  /** 0 for a network failure; `error_code` and `error` then say why. */
  readonly status: number;
  readonly body: string | ArrayBuffer | null;
  readonly error_code: number;
  readonly error: string;
  readonly timings: { readonly duration: number };
  /** Undefined both for what is not there and for an answer that is no JSON; throws if there is no body. */
  json(selector?: string): unknown;
}

/** A text of which only parts are wanted: a string, or bytes that are decoded part by part. */
export interface Sliceable {
  readonly length: number;
  slice(from: number, to?: number): string;
}

import type { Timings, Transport, WireRequest, WireResponse } from '../../lib/k6/ports.ts';

export const NO_TIME: Timings = {
  dns: 0,
  connect: 0,
  tls: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
  duration: 0,
};

/** What a test says of an answer; the rest is that of a quick, healthy one without a body. */
export type Fake = Partial<Omit<WireResponse, 'timings'>> & { readonly timings?: Partial<Timings> };

/**
 * A transport that asks nobody: each answer comes from the function. Set `text` alone for a healthy body; it is
 * also handed out as bytes to a request that reads bytes. Give `errorCode` for a network failure (status 0).
 */
export function fakeTransport(answer: (request: WireRequest) => Fake | Promise<Fake>): Transport {
  return async (request) => {
    const fake = await answer(request);
    const failed = fake.errorCode !== undefined && fake.errorCode !== 0;
    const text = fake.text ?? '';
    const inBytes = request.read === 'bytes';
    return {
      status: fake.status ?? (failed ? 0 : 200),
      headers: fake.headers ?? {},
      text: request.read === 'text' ? text : '',
      bytes: inBytes ? (fake.bytes ?? new Uint8Array(Buffer.from(text))) : new Uint8Array(0),
      timings: { ...NO_TIME, waiting: 1, duration: 1, ...fake.timings },
      errorCode: fake.errorCode ?? 0,
      error: fake.error ?? '',
      url: fake.url ?? request.url,
    };
  };
}

import type { Transport, WireRequest } from '../../lib/k6/ports.ts';
import { ADDRESS_NAMES, TWIN_PORT_BASE } from '../../lib/targets/addresses.ts';
import { createContext } from '../../twin/context.ts';
import type { Service, TwinReply, TwinRequest, TwinSystem } from '../../twin/service.ts';
import { addressesOf } from '../../twin/twin.ts';
import type { World } from '../../twin/world/types.ts';
import { type Fake, fakeTransport } from './fake-transport.ts';

/** Changes what a twin module answers, for a red test; return the reply itself to leave it as it is. */
export type Tamper = (reply: TwinReply, request: TwinRequest) => TwinReply;

/**
 * A transport that asks twin modules without a network, at the addresses of the target `local`. HTTP only:
 * anything else, and systems that were not given, refuse the connection.
 */
export function twinTransport(world: World, systems: readonly TwinSystem[], tamper?: Tamper): Transport {
  const portOf = (name: (typeof ADDRESS_NAMES)[number]): number =>
    TWIN_PORT_BASE + ADDRESS_NAMES.indexOf(name);
  const context = createContext({ base: world, addresses: addressesOf(portOf), scratch: '' });
  const services = new Map<string, Service>();
  for (const system of systems) {
    const served = system.services(context);
    for (const name of ADDRESS_NAMES) {
      const service = served[name];
      if (service !== undefined) services.set(String(portOf(name)), service);
    }
  }
  return fakeTransport(async (request) => {
    const url = new URL(request.url);
    const service = services.get(url.port);
    if (service?.kind !== 'http') return { errorCode: 1212, error: 'dial: connection refused' };
    const asked = twinRequest(request, url);
    const reply = await service.handle(asked);
    return wire(tamper?.(reply, asked) ?? reply);
  });
}

function twinRequest({ method, headers, body }: WireRequest, url: URL): TwinRequest {
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries([
      ['host', url.host],
      ...Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ]),
    body: Buffer.from(body ?? ''),
  };
}

function wire({ status, headers = {}, body = '' }: TwinReply): Fake {
  const bytes = Buffer.from(body);
  return { status, headers, text: bytes.toString('utf8'), bytes: new Uint8Array(bytes) };
}

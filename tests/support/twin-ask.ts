import { ADDRESS_NAMES, type AddressName, TWIN_PORT_BASE } from '../../lib/targets/addresses.ts';
import { createContext } from '../../twin/context.ts';
import type { TwinReply, TwinSystem } from '../../twin/service.ts';
import { addressesOf } from '../../twin/twin.ts';
import type { World } from '../../twin/world/types.ts';

interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The decoded body, for comparisons. */
  readonly json: unknown;
}

interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks one HTTP service of a twin module, without a network; `target` is a path with its query. */
export function twinAsk(world: World, system: TwinSystem, name: AddressName) {
  const addresses = addressesOf((one) => TWIN_PORT_BASE + ADDRESS_NAMES.indexOf(one));
  const service = system.services(createContext({ base: world, addresses, scratch: '' }))[name];
  if (service?.kind !== 'http') throw new Error(`${system.system} serves no HTTP at ${name}`);
  return async (
    target: string,
    { method = 'GET', headers = {}, body = '' }: AskOptions = {},
  ): Promise<Asked> => {
    const url = new URL(target, addresses[name]);
    const reply: TwinReply = await service.handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.from(body),
    });
    const text = String(reply.body ?? '');
    const json: unknown = (reply.headers?.['content-type'] ?? '').includes('json') ? JSON.parse(text) : null;
    return { status: reply.status, headers: reply.headers ?? {}, text, json };
  };
}

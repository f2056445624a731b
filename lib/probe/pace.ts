import type { Clock, Transport } from '../k6/ports.ts';

/** `host:port` of an address, the unit that is paced. */
function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]+)/.exec(url)?.[1] ?? url;
}

/**
 * Holds requests back so that each host sees at most `perSecond` a second after a first `burst`.
 * Each request books the next free moment of its host, so waiting is fair and needs no timer loop.
 */
export function paced(
  transport: Transport,
  clock: Clock,
  pace: { readonly perSecond: number; readonly burst: number },
): Transport {
  const interval = 1000 / pace.perSecond;
  const nextFree = new Map<string, number>();
  return async (request) => {
    const host = hostOf(request.url);
    const now = clock.now();
    // A host that was idle has saved up its burst, and no more.
    const slot = Math.max(nextFree.get(host) ?? 0, now - (pace.burst - 1) * interval);
    nextFree.set(host, slot + interval);
    if (slot > now) await clock.sleep(slot - now);
    return transport(request);
  };
}

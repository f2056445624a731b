import type { World } from './types.ts';
import { createWorld } from './world.ts';

/** A moment for tests. */
export const NOON = Date.UTC(2026, 10, 23, 12);

/** A world for tests, whose clock stands until the test moves it. */
export function clockwork(
  start = NOON,
  legacyMessages = false,
): { readonly world: World; readonly set: (at: number) => void } {
  let moment = start;
  const world = createWorld({ seed: 7, now: () => moment, legacyMessages });
  return {
    world,
    set: (at) => {
      moment = at;
    },
  };
}

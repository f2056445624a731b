import type { World } from '../../twin/world/types.ts';
import type { LoadedMessage } from './servers/datagrepper.ts';

/** The twin's messages from a moment on, as datanommer would have stored them. Made one by one: they are many. */
export function* messagesOf(world: World, since = 0): Generator<LoadedMessage> {
  for (const { topic, id, at, body, packages, users } of world.messages()) {
    if (at < since) continue;
    yield { topic, id, sentAt: new Date(at).toISOString(), body: body(), packages, users };
  }
}

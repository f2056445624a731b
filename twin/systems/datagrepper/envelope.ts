import type { Message } from '../../world/types.ts';
import { Refusal, secondOf } from './query.ts';

type Item = Readonly<Record<string, unknown>>;

const META = ['summary', 'text', 'url', 'app_icon', 'agent_avatar', 'usernames', 'packages', 'containers'];
const MORE_META = ['modules', 'flatpaks', 'date', 'subtitle', 'link', 'icon'];

function headers(message: Message): Item {
  const flags = [
    ...message.users.map((name) => [`fedora_messaging_user_${name}`, true]),
    ...message.packages.map((name) => [`fedora_messaging_rpm_${name}`, true]),
  ];
  return {
    'sent-at': new Date(secondOf(message) * 1000).toISOString().replace('.000Z', '+00:00'),
    priority: 0,
    fedora_messaging_schema: 'base.message',
    fedora_messaging_severity: 20,
    ...Object.fromEntries(flags),
  };
}

/** A message as it was on the bus: `/v2/search`, `/v2/id`. */
function today(message: Message): Item {
  const { id, topic } = message;
  return { body: message.body(), headers: headers(message), id, priority: 0, queue: null, topic };
}

/** A message in the envelope of fedmsg: `/raw`, `/id`. */
function legacy(message: Message): Item {
  const agent = message.users[0] ?? null;
  return {
    i: 0,
    msg_id: message.id,
    topic: message.topic,
    timestamp: secondOf(message),
    certificate: null,
    signature: null,
    agent_name: agent,
    username: agent,
    crypto: null,
    msg: message.body(),
    headers: headers(message),
    source_name: 'datanommer',
    source_version: '1.5.0',
    users: [...message.users].sort(),
    packages: [...message.packages].sort(),
  };
}

/** A message in the envelope of the interface asked, with what `meta` adds to it. */
export function envelope(message: Message, api: 'v2' | 'raw', meta: readonly string[]): Item {
  const item = api === 'v2' ? today(message) : legacy(message);
  if (meta.length === 0) return item;
  const unknown = meta.filter((one) => ![...META, ...MORE_META].includes(one));
  if (unknown.length > 0) throw new Refusal(500, `ValueError: meta must not be ${unknown.join(', ')}`);
  const known: Item = {
    date: 'a while ago',
    summary: message.topic,
    usernames: message.users,
    packages: message.packages,
  };
  return { ...item, meta: Object.fromEntries(meta.map((one) => [one, known[one] ?? null])) };
}

import {
  anything,
  dictionary,
  filled,
  list,
  number,
  object,
  type Shape,
  type Shaped,
  string,
} from '../../../lib/protocols/shape.ts';
import type { Search } from '../../../lib/systems/datagrepper/client.ts';
import { run } from '../servers/process.ts';

const row = object({
  id: string,
  topic: string,
  /** Seconds since the epoch. */
  at: number,
  packages: list(string),
  users: list(string),
});
export type Row = Shaped<typeof row>;

/** datanommer's times have no zone. */
const utc = (name: string): string => `(to_timestamp(:${name}) AT TIME ZONE 'UTC')`;

const WINDOW = `m.timestamp BETWEEN ${utc('start')} AND ${utc('end')}`;

/** One association table as a sorted list of names. */
const names = (kind: 'package' | 'user'): string =>
  `(SELECT coalesce(json_agg(n.name ORDER BY n.name COLLATE "C"), '[]') FROM ${kind}s n
    JOIN ${kind}s_messages l ON l.${kind}_id = n.id WHERE l.msg_id = m.id)`;

const named = (kind: 'package' | 'user'): string =>
  `(:'${kind}' = '' OR m.id IN (SELECT l.msg_id FROM ${kind}s_messages l
    JOIN ${kind}s n ON n.id = l.${kind}_id WHERE n.name = :'${kind}'))`;

const FOUND = `
SELECT coalesce(json_agg(json_build_object('id', m.msg_id, 'topic', m.topic, 'at', extract(epoch FROM m.timestamp),
    'packages', ${names('package')}, 'users', ${names('user')}) ORDER BY m.timestamp DESC), '[]')
FROM messages m
WHERE ${WINDOW} AND (:'topic' = '' OR m.topic = :'topic') AND (:'category' = '' OR m.category = :'category')
  AND ${named('package')} AND ${named('user')};`;

const BUSIEST = (kind: string, from: string): string =>
  `SELECT json_agg(name) FROM (SELECT ${kind} AS name FROM ${from} WHERE ${WINDOW}
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 4) AS busiest;`;

/** Plain SQL on the database that datagrepper reads: what its answers are held against. */
export interface Sql {
  /** Every message that a search is about, newest first. */
  found(of: Search & { readonly endSeconds: number }): Promise<readonly Row[]>;
  busiest(kind: 'topic' | 'package' | 'user', window: Window): Promise<readonly string[]>;
  /** Topic and body of one message. */
  message(id: string): Promise<{ readonly topic: string; readonly body: Record<string, unknown> }>;
  /** Seconds since the epoch. */
  newest(): Promise<number>;
  count(): Promise<number>;
  /** Transactions of the database since it began: what is asked of it shows in them after a second. */
  transactions(): Promise<number>;
}

interface Window {
  readonly start: number;
  readonly end: number;
}

export function sqlOf(database: string): Sql {
  const ask = async <T>(
    query: string,
    shape: Shape<T>,
    values: Readonly<Record<string, string | number>> = {},
  ): Promise<T> => {
    const set = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
    const args = [
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      ...set,
      '-d',
      database,
      '-f',
      '-',
    ] as const;
    return shape(JSON.parse(await run(['psql', ...args], { input: query })), 'an answer of PostgreSQL');
  };
  const FROM = {
    topic: BUSIEST('m.topic', 'messages m'),
    package: BUSIEST(
      'n.name',
      'packages n JOIN packages_messages l ON l.package_id = n.id JOIN messages m ON m.id = l.msg_id',
    ),
    user: BUSIEST(
      'n.name',
      'users n JOIN users_messages l ON l.user_id = n.id JOIN messages m ON m.id = l.msg_id',
    ),
  } as const;
  return {
    found: ({ windowSeconds, endSeconds, topic = '', category = '', package: name = '', user = '' }) =>
      ask(FOUND, list(row), {
        start: endSeconds - windowSeconds,
        end: endSeconds,
        ...{ topic, category, package: name, user },
      }),
    busiest: (kind, { start, end }) => ask(FROM[kind], filled(string), { start, end }),
    message: (id) =>
      ask(
        `SELECT json_build_object('topic', topic, 'body', msg::json) FROM messages WHERE msg_id = :'id';`,
        object({ topic: string, body: dictionary(anything) }),
        { id },
      ),
    newest: () => ask('SELECT extract(epoch FROM max(timestamp)) FROM messages;', number),
    count: () => ask('SELECT count(*) FROM messages;', number),
    transactions: () =>
      ask(
        'SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database();',
        number,
      ),
  };
}

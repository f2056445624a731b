import { askJson } from '../../../lib/probe/ask.ts';
import type { ProbeContext } from '../../../lib/probe/probe.ts';
import {
  ACCEPT_JSON,
  type Api,
  type BusMessage,
  idUrl,
  MESSAGE,
  newestMessage,
  type Search,
  search,
} from '../../../lib/systems/datagrepper/client.ts';
import { freshness } from '../../../lib/systems/datagrepper/lean.ts';
import { rows } from '../../../lib/systems/datagrepper/lean-rows.ts';
import type { Row, Sql } from './sql.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
export const TAG = 'org.fedoraproject.prod.buildsys.tag';
const NOBODY = 'org.fedoraproject.prod.nobody.says.this';

type Fixed = Search & { readonly endSeconds: number };

/** Searches of many kinds over the busiest of what is stored, all with a fixed end. */
export async function searches(sql: Sql): Promise<ReadonlyMap<string, Fixed>> {
  const end = await sql.newest();
  const day = { start: end - DAY, end };
  const [topics, packages, users] = await Promise.all([
    sql.busiest('topic', day),
    sql.busiest('package', day),
    sql.busiest('user', day),
  ]);
  const fixed = { windowSeconds: DAY, endSeconds: end, rows: 20 } as const;
  const [topic = ''] = topics;
  const tagged = { ...fixed, topic: TAG };
  const [name = ''] = (await sql.found(tagged)).flatMap((row) => row.packages);
  return new Map<string, Fixed>([
    ...topics.map((one): [string, Fixed] => [`topic ${one}`, { ...fixed, topic: one }]),
    ...packages.map((one): [string, Fixed] => [`package ${one}`, { ...fixed, package: one }]),
    ...users.slice(0, 1).map((one): [string, Fixed] => [`user ${one}`, { ...fixed, user: one }]),
    ['topic and package', { ...tagged, package: name }],
    ['category in an hour', { ...fixed, category: 'buildsys', windowSeconds: HOUR, rows: 100 }],
    ['category in a day', { ...fixed, category: 'buildsys', rows: 100 }],
    ['everything in an hour of last week', { ...fixed, windowSeconds: HOUR, endSeconds: end - 7 * DAY }],
    ['page 2 of a topic', { ...fixed, topic, page: 2 }],
    ['page 7 of a category', { ...fixed, category: 'bodhi', page: 7, rows: 33 }],
    ['a topic that nobody sends', { ...fixed, topic: NOBODY }],
  ]);
}

/** In words, where one search of both interfaces, or what is read of its page without parsing it, differs from SQL. */
export async function compareSearch(context: ProbeContext, sql: Sql, of: Fixed, api: Api): Promise<string[]> {
  const all = await sql.found(of);
  const { response, data } = await search(context, of, { api });
  const from = ((of.page ?? 1) - 1) * of.rows;
  const due = all.slice(from, from + of.rows);
  const differs = [
    ...unequal('whether there is anything', due.length > 0, of.topic !== NOBODY),
    ...unequal('total', data.total, all.length),
    ...unequal(
      'times',
      data.raw_messages.map(({ at }) => at / 1000),
      due.map(({ at }) => at),
    ),
    ...unlike(data.raw_messages, all, api),
  ];
  if (due.length > 0) {
    const { total, newestAt, count } = freshness(response.text);
    differs.push(...unequal('total, unparsed', total, all.length));
    differs.push(...unequal('count, unparsed', count, due.length));
    differs.push(...unequal('newest time, unparsed', newestAt / 1000, due[0]?.at));
    if (api === 'v2') {
      const lean = rows(response.text).map(({ id, topic, at }) => ({ id, topic, at }));
      const parsed = data.raw_messages.map(({ id, topic, at }) => ({ id, topic, at }));
      differs.push(...unequal('rows, unparsed', lean, parsed));
    }
  }
  return differs;
}

/**
 * PostgreSQL leaves the order of messages of one second open. With the same times in the same places, and each
 * message one of those that SQL found at its time and given once, the pages are the same up to that.
 */
function unlike(got: readonly BusMessage[], all: readonly Row[], api: Api): string[] {
  const known = new Map(all.map((row) => [row.id, row]));
  const differs = unequal('messages given once', new Set(got.map(({ id }) => id)).size, got.length);
  for (const { id, topic, at, packages, users } of got) {
    const { packages: filed = [], users: by = [], ...row } = known.get(id) ?? {};
    differs.push(...unequal(`message ${id}`, { id, topic, at: at / 1000 }, row));
    if (api === 'v2') continue;
    differs.push(...unequal(`packages of ${id}`, sorted(packages), filed));
    differs.push(...unequal(`users of ${id}`, sorted(users), by));
  }
  return differs;
}

/** As `COLLATE "C"` does. */
function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

/** Where the newest message of a topic differs from SQL's, found through windows that end now. */
export async function compareNewest(context: ProbeContext, sql: Sql, topic: string): Promise<string[]> {
  const endSeconds = Math.floor(context.now() / 1000);
  const all = await sql.found({ topic, windowSeconds: DAY, endSeconds, rows: 1 });
  const newest = await newestMessage(context, { topic }, [HOUR, DAY]);
  if (newest === null) return [`no message of ${topic}`];
  return [...unequal('newest time', newest.at / 1000, all[0]?.at), ...unlike([newest], all, 'v2')];
}

/** Where one message differs that is asked for by its id, with its body. */
export async function compareId(context: ProbeContext, sql: Sql, id: string, api: Api): Promise<string[]> {
  const { topic, body } = await sql.message(id);
  const { data } = await askJson(context, idUrl(context, id, api), MESSAGE[api], { headers: ACCEPT_JSON });
  return [
    ...unequal('id and topic', [data.id, data.topic], [id, topic]),
    ...unequal('body', data.body, body),
  ];
}

function unequal(what: string, got: unknown, due: unknown): string[] {
  const [one, other] = [JSON.stringify(got), JSON.stringify(due)];
  return one === other ? [] : [`${what}: datagrepper ${cut(one)}, SQL ${cut(other)}`];
}

function cut(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.slice(0, 200);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecord, ShapeError } from '../lib/protocols/shape.ts';
import { sentAt } from '../lib/systems/datagrepper/schema.ts';
import { prod } from '../lib/targets/prod.ts';
import { stg } from '../lib/targets/stg.ts';
import { readMessage } from '../lib/workflow/events.ts';
import { type Kind, kindOf, topicOf } from '../lib/workflow/topics.ts';
import { root } from '../tools/root.ts';
import { BODIES, type Expected, FIELDS, REFUSED, UNNAMED } from './support/fixture-messages.ts';

/** Messages that went over the bus, which stand beside the checkout where they may: they are others’ data. */
const FOLDER = join(root, '../shared/fixtures');
const there = existsSync(FOLDER);
const TARGETS = [prod, stg];

interface Read {
  readonly file: string;
  readonly topic: string;
  readonly at: number;
  readonly body: Record<string, unknown>;
}

function json(file: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  if (!isRecord(value)) throw new Error(`${file} holds no object`);
  return value;
}

/** In its envelope, old or new; or, if the table gives its topic, the body alone. */
function messageIn(file: string): Read {
  const value = json(file);
  const kind = BODIES[file];
  if (kind !== undefined) return { file, topic: topicOf(kind, prod), at: 0, body: value };
  const { topic, msg, body, timestamp, headers } = value;
  const content = msg ?? body;
  if (typeof topic !== 'string' || !isRecord(content)) throw new Error(`${file} holds no message`);
  if (typeof timestamp === 'number') return { file, topic, at: timestamp * 1000, body: content };
  const at = isRecord(headers) ? sentAt(headers['sent-at'], `${file} sent-at`) : 0;
  return { file, topic, at, body: content };
}

function isMessage(file: string): boolean {
  if (!file.endsWith('.json')) return false;
  if (BODIES[file] !== undefined) return true;
  return /^(?:msg-|fedmsg-|koji-\d{4}-)/.test(file);
}

/** Pagure’s own instances, and the koschei of its developers, send what Fedora’s send under another prefix. */
function ours(topic: string): string {
  return topic
    .replace(/^io\.pagure\.(?:prod|dev)\./, `${prod.topicPrefix}.`)
    .replace(/^org\.fedoraproject\.dev\./, `${prod.topicPrefix}.`);
}

function read({ file, topic, at, body }: Read) {
  const target = TARGETS.find((one) => kindOf(ours(topic), one) !== null) ?? prod;
  return readMessage({ at, id: file, topic: ours(topic), body, users: [], packages: [] }, target);
}

/** Real people’s names are not repeated here: `=agent` stands for what the body holds at that path. */
function filled(expected: Partial<Expected>, body: unknown): Record<string, unknown> {
  const value = (path: string): unknown =>
    path.split('.').reduce<unknown>((one, key) => (isRecord(one) ? one[key] : undefined), body);
  return Object.fromEntries(
    Object.entries(expected).map(([name, one]) => {
      if (typeof one !== 'string' || !one.startsWith('=')) return [name, one];
      const person = value(one.slice(1));
      expect(person, `${one} in the file`).toEqual(expect.stringMatching(/./));
      return [name, person];
    }),
  );
}

const messages = there ? readdirSync(FOLDER).filter(isMessage).map(messageIn) : [];
const named = (files: Readonly<Record<string, unknown>>) => messages.filter(({ file }) => file in files);

describe.skipIf(!there)('the messages in ../shared/fixtures (left out where there is no such folder)', () => {
  it('are all in one of the tables', () => {
    const tables = [...Object.keys(FIELDS), ...Object.keys(REFUSED), ...UNNAMED].sort();
    expect(messages.map(({ file }) => file).sort()).toEqual(tables);
    expect(new Set(tables).size).toBe(tables.length);
  });

  it.each(named(FIELDS))('$file is read', (message) => {
    const expected = filled(FIELDS[message.file] ?? {}, message.body);
    expect(read(message)).toEqual({ at: message.at, id: message.file, ...expected });
  });

  it.each(named(REFUSED))('$file is refused, by its path', (message) => {
    const { path, year } = REFUSED[message.file] ?? { path: '', year: 9999 };
    let thrown: unknown;
    try {
      read(message);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ShapeError);
    expect(thrown instanceof ShapeError && thrown.path).toBe(path);
    expect(year).toBeLessThan(2020);
    // The year is that of the message itself.
    expect(new Date(message.at).getUTCFullYear()).toBe(year);
  });

  it.each(messages.filter(({ file }) => UNNAMED.includes(file)))(
    '$file is none of the workflow',
    (message) => {
      expect(read(message)).toBeNull();
    },
  );

  it('hold a message of every system that publishes', () => {
    const kinds = new Set<Kind | null>(messages.map(({ topic }) => kindOf(ours(topic), prod)));
    const apps = new Set([...kinds].flatMap((kind) => kind?.split('.')[0] ?? []));
    for (const app of [
      'pagure',
      'git',
      'buildsys',
      'bodhi',
      'ci',
      'resultsdb',
      'waiverdb',
      'greenwave',
      'koschei',
    ]) {
      expect([...apps]).toContain(app);
    }
  });
});

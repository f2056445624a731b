import { describe, expect, it, vi } from 'vitest';
import type { Sliceable } from '../../k6/ports.ts';
import { ShapeError } from '../../protocols/shape.ts';
import { freshness } from './lean.ts';
import { columns, rows } from './lean-rows.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** How datagrepper writes: with blanks, and in ASCII. */
function asPythonWrites(value: Json): string {
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(asPythonWrites).join(', ')}]`;
  const members = Object.entries(value).map(
    ([name, one]) => `${asPythonWrites(name)}: ${asPythonWrites(one)}`,
  );
  return `{${members.join(', ')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const WRITERS = [
  ['as Python writes', asPythonWrites],
  ['as the twin writes', (value: Json) => JSON.stringify(value)],
] as const;

const FIRST = Date.parse('2026-11-23T12:53:24Z');
const time = (at: number): string => new Date(at).toISOString().replace('.000Z', '+00:00');

function message(at: number, body: Json, flags: Json = {}): Json {
  return {
    body,
    headers: {
      'sent-at': time(at),
      priority: 0,
      fedora_messaging_schema: 'base.message',
      fedora_messaging_severity: 20,
      ...(typeof flags === 'object' ? flags : {}),
    },
    id: `7c0f4c8e-58a4-4f1c-9d0a-${String(at % 1e12).padStart(12, '0')}`,
    priority: 0,
    queue: null,
    topic: 'org.fedoraproject.prod.buildsys.tag',
  };
}

const ASKED = {
  start: FIRST / 1000 - 86_400,
  delta: 86_400.5,
  end: FIRST / 1000,
  users: [],
  packages: [],
  categories: ['buildsys'],
  topics: [],
  page: 1,
  rows_per_page: 100,
  order: 'desc',
  meta: [],
};

function page(bodies: readonly Json[], asked: Json = ASKED, flags: Json = {}): Json {
  const raw_messages = bodies.map((body, at) => message(FIRST - at * 61_000, body, flags));
  return { raw_messages, total: 10_432, pages: 105, count: bodies.length, arguments: asked };
}

/** A text that counts what is taken of it. */
class Counted implements Sliceable {
  taken = 0;
  readonly length: number;
  constructor(private readonly text: string) {
    this.length = text.length;
  }
  slice(from: number, to?: number): string {
    const part = this.text.slice(from, to);
    this.taken += part.length;
    return part;
  }
}

const PLAIN: Json = { tag: 'f44-build', tag_id: 12_345, instance: 'primary', owner: null, ok: true };
const QUOTED: Json = { tag: 'f44 "}, \\', text: 'a } b { c', last: '"' };
/** Bodies that hold what pages are told by. */
const HOSTILE: Readonly<Record<string, Json>> = {
  'a page': page([PLAIN, PLAIN, PLAIN]),
  'a page within a list': { pages: [page([PLAIN, page([PLAIN, PLAIN])])] },
  'headers of its own': { headers: { 'sent-at': '2001-01-01T00:00:00+00:00' }, x: 1 },
  'headers and braces that even them out': {
    a: [{ headers: { 'sent-at': '2001-01-01T00:00:00+00:00' }, b: '}}}' }],
    c: '}}}}',
    d: { x: '}', headers: { 'sent-at': '2002-01-01T00:00:00+00:00' } },
  },
  'closing braces in strings before headers': {
    a: '}, x',
    b: ['}', ', }', ': }'],
    c: { y: {}, headers: { 'sent-at': '2001-01-01T00:00:00+00:00', z: 1 }, id: 'x' },
  },
  'the text of a page': { text: asPythonWrites(page([PLAIN])), dense: JSON.stringify(page([PLAIN])) },
  'members called as those of a page': {
    total: 1,
    pages: 2,
    count: 3,
    arguments: { order: 'asc' },
    topic: 'x',
  },
  'escapes and other scripts': { 'k"\\': 'Zoë \\" \u2028 \ud83d\ude00 \\\\', '\\': ['\\"', '"'], e: '\\\\' },
  nothing: {},
};

describe.each(WRITERS)('a page %s', (_name, write) => {
  it('tells total and newest time from its two ends', () => {
    const text = new Counted(
      write(page(Array.from({ length: 100 }, () => ({ ...ASKED, filler: 'x'.repeat(2000) })))),
    );
    expect(freshness(text)).toMatchObject({ total: 10_432, pages: 105, count: 100, newestAt: FIRST });
    expect(text.taken).toBeLessThan(8000);
    expect(JSON.parse(freshness(text).asked)).toEqual(ASKED);
  });

  it('tells the rows', () => {
    const found = rows(write(page([PLAIN, QUOTED, PLAIN])));
    expect(found.map(({ at }) => at)).toEqual([FIRST, FIRST - 61_000, FIRST - 122_000]);
    expect(found[1]).toEqual({
      id:
        `7c0f4c8e-58a4-4f1c-9d0a-${(FIRST - 61_000) % 1e12}`.slice(0, 24) +
        String((FIRST - 61_000) % 1e12).padStart(12, '0'),
      topic: 'org.fedoraproject.prod.buildsys.tag',
      at: FIRST - 61_000,
      schema: 'base.message',
      severity: 20,
    });
  });

  it('parses no page to tell the columns, only messages that are written otherwise', () => {
    const parse = vi.spyOn(JSON, 'parse');
    const found = columns(write(page([PLAIN, { text: 'é "quoted"' }, PLAIN], ASKED, { 'x"y': 1 })));
    expect(parse.mock.calls.filter(([text]) => text.includes('raw_messages'))).toEqual([]);
    expect(found.sentAt).toEqual([FIRST, FIRST - 61_000, FIRST - 122_000].map(time));
    expect(found.severities).toEqual([20, 20, 20]);
    expect(parse.mock.calls.length).toBe(3);
    parse.mockClear();
    expect(columns(write(page([PLAIN, QUOTED]))).schemas).toEqual(['base.message', 'base.message']);
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it.each(Object.keys(HOSTILE))('is not misled by a body with %s', (name) => {
    const bodies = [HOSTILE[name] ?? null, PLAIN, HOSTILE[name] ?? null];
    for (const text of [write(page(bodies)), `${write(page(bodies))}\n`]) {
      expect(freshness(text)).toMatchObject({ total: 10_432, pages: 105, count: 3, newestAt: FIRST });
      expect(rows(text).map(({ at }) => at)).toEqual([FIRST, FIRST - 61_000, FIRST - 122_000]);
    }
  });

  it('has the newest of all where the oldest comes first', () => {
    const upward = page([PLAIN, PLAIN], { ...ASKED, order: 'asc' });
    expect(freshness(write(upward)).newestAt).toBe(FIRST);
    const { raw_messages, ...rest } = {
      raw_messages: [message(5000, PLAIN), message(9000, PLAIN)],
      count: 2,
    };
    const asked = { ...ASKED, order: 'asc' };
    const text = write({ raw_messages, total: 2, pages: 1, ...rest, arguments: asked });
    expect(freshness(text).newestAt).toBe(9000);
  });

  it.each([
    ['nothing', ''],
    ['HTML', '<!doctype html>\n<html><title>Login</title></html>'],
    ['an error', write({ error: 'connection refused', arguments: ASKED })],
    ['an empty page', write({ ...asObject(page([])), total: 0, pages: 0 })],
    ['a list', write([page([PLAIN])])],
    ['a page without figures', write({ raw_messages: [message(FIRST, PLAIN)] })],
    [
      'a page without arguments',
      write({ raw_messages: [message(FIRST, PLAIN)], total: 1, pages: 1, count: 1 }),
    ],
    ['figures in words', write({ ...asObject(page([PLAIN])), total: 'many' })],
    ['a total below none', write({ ...asObject(page([PLAIN])), total: -1 }).replace('-1', '--1')],
    ['a message without time', write(page([PLAIN])).replace('sent-at', 'sent')],
    ['a time that is none', write(page([PLAIN])).replace('2026-11-23T12', '2026-11-23T92')],
  ])('refuses %s', (_what, text) => {
    expect(() => freshness(text)).toThrow(ShapeError);
  });

  it.each([
    ['HTML', '<html></html>'],
    ['an error', write({ error: 'x', arguments: ASKED })],
    ['an empty page', write({ ...asObject(page([])), total: 0, pages: 0 })],
    ['fewer messages than it counts', write({ ...asObject(page([PLAIN])), count: 2 })],
    ['a message without topic', write(page([PLAIN, PLAIN])).replace('"topic"', '"topik"')],
    ['a time that is none', write(page([PLAIN, PLAIN])).replace('2026-11-23T12', '2026-11-23T92')],
  ])('has no rows in %s', (_what, text) => {
    expect(() => rows(text)).toThrow(ShapeError);
  });

  it('refuses a page that is cut anywhere', () => {
    const text = write(page([{ text: asPythonWrites(page([PLAIN])) }, PLAIN]));
    for (let at = 0; at < text.length; at++) {
      expect(() => freshness(text.slice(0, at)), `cut at ${at}`).toThrow(ShapeError);
    }
  });
});

function asObject(value: Json): { readonly [name: string]: Json } {
  if (typeof value !== 'object' || value === null || isList(value)) throw new TypeError('no object');
  return value;
}

describe('against a parser', () => {
  const WORDS = [
    'headers',
    'sent-at',
    'body',
    '}',
    '{',
    '"',
    '\\',
    '}, {"body": {',
    'total',
    '], ',
    ', ',
    ': ',
    '',
    'é',
    '\n',
  ];

  /** Numbers as if by chance, the same in every run. */
  function chance(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  function anyJson(pick: (below: number) => number, depth: number): Json {
    const word = (): string => Array.from({ length: pick(4) }, () => WORDS[pick(WORDS.length)]).join('');
    const kind = pick(depth > 0 ? 8 : 5);
    if (kind < 3) return word();
    if (kind === 3) return pick(1000);
    if (kind === 4) return pick(2) === 0 ? null : true;
    const many = Array.from({ length: pick(5) }, () => anyJson(pick, depth - 1));
    if (kind === 5) return many;
    if (kind === 6) return page(many);
    const names = many.map((_one, at) => (pick(3) === 0 ? (WORDS[pick(WORDS.length)] ?? '') : `n${at}`));
    return Object.fromEntries(many.map((one, at) => [names[at], one]));
  }

  it('says the same of 3000 pages with bodies as if by chance', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const pick = chance(seed);
      const bodies = Array.from({ length: 1 + pick(4) }, () => ({ a: anyJson(pick, 4) }));
      const flags =
        pick(2) === 0 ? {} : { fedora_messaging_rpm_x: true, 'odd "name': WORDS[pick(WORDS.length)] ?? '' };
      const made = page(bodies, ASKED, flags);
      for (const [, write] of WRITERS) {
        const text = write(made);
        expect(freshness(text), `seed ${seed}`).toMatchObject({
          total: 10_432,
          count: bodies.length,
          newestAt: FIRST,
        });
        expect(
          rows(text).map(({ at }) => at),
          `seed ${seed}`,
        ).toEqual(bodies.map((_one, at) => FIRST - at * 61_000));
      }
    }
  });
});

describe('the old envelope', () => {
  const old = (body: Json): Json => ({
    raw_messages: [
      {
        i: 0,
        msg_id: '2026-7c0f',
        topic: 'org.fedoraproject.prod.buildsys.tag',
        timestamp: FIRST / 1000,
        certificate: null,
        msg: body,
        headers: {},
        users: [],
        packages: [],
      },
    ],
    total: 7,
    pages: 7,
    count: 1,
    arguments: ASKED,
  });

  it.each(WRITERS)('tells its time before the body, %s', (_name, write) => {
    for (const body of Object.values(HOSTILE)) {
      const text = write(old({ body, timestamp: 5 })).replace(`${FIRST / 1000},`, `${FIRST / 1000}.0,`);
      expect(freshness(text)).toMatchObject({ total: 7, count: 1, newestAt: FIRST });
    }
  });
});

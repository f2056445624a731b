import { beforeAll, describe, expect, it, vi } from 'vitest';
import { discovered, requestsOf, textOf, verdictOf } from '../../../tests/support/load-bench.ts';
import { loadReply } from '../../../tests/support/load-reply.ts';
import { CALL_IDS, type CallId } from '../../../thresholds/calls.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { encodeFault, encodeResponse } from '../../protocols/xmlrpc/encode.ts';
import type { LoadData } from '../data.ts';
import type { LoadRequest } from './request.ts';

let data: LoadData;

beforeAll(async () => {
  ({ data } = await discovered());
});

function first(id: CallId): LoadRequest {
  const [request] = requestsOf(id, data);
  if (request === undefined) throw new Error(`no request of ${id}`);
  return request;
}

/** What a call says of an answer that is changed; the same whether or not it has seen a right one before. */
async function changed(id: CallId, change: (text: string) => string): Promise<string | null> {
  const request = first(id);
  const text = await textOf(request);
  const other = change(text);
  if (other === text) throw new Error(`the answer to ${id} is not changed`);
  const before = verdictOf(request, other);
  expect(verdictOf(request, text)).toBeNull();
  expect(verdictOf(request, other)).toBe(before);
  return before;
}

const KOJI_IDS = CALL_IDS.filter((id) => id.startsWith('koji.'));
const BUS_IDS = CALL_IDS.filter((id) => id.startsWith('datagrepper.'));
const items = list(dictionary(anything));
const SEARCHES = BUS_IDS.filter((id) => !/\.(?:id|rawId)$/.test(id));
const LOGIN = '<!doctype html>\n<html><head><title>Log in</title></head><input type="password"></html>';

describe.each(CALL_IDS)('%s', (id) => {
  it('takes every answer of a healthy twin for right, then and hours later', async () => {
    for (const request of requestsOf(id, data)) {
      for (const hours of [0, 8]) expect(verdictOf(request, await textOf(request, hours))).toBeNull();
    }
  });

  it('never sends a query to the hub, and always a window to a search', () => {
    for (const { url, body } of requestsOf(id, data)) {
      if (id.startsWith('koji.'))
        expect([url.includes('?'), body?.includes('<methodCall>')]).toEqual([false, true]);
      else if (SEARCHES.includes(id))
        expect(url).toMatch(/\?delta=\d+&rows_per_page=(?:20|100)&page=1&order=desc&end=\d+&/);
      else expect(url).toMatch(/\/id\?id=[^&]+$/);
    }
  });

  it('knows a login page', async () => {
    expect(await changed(id, () => LOGIN)).toMatch(/^an HTML page "Log in" instead of (?:XML-RPC|JSON)$/);
  });

  it('knows an empty body', async () => {
    expect(await changed(id, () => '')).toMatch(/^an empty body instead of (?:XML-RPC|JSON)$/);
  });

  it('knows an answer that is cut short', async () => {
    expect(await changed(id, (text) => text.slice(0, -20))).toMatch(/^truncated or malformed/);
    expect(await changed(id, (text) => text.slice(0, text.length / 2))).toMatch(/^truncated or malformed/);
  });

  it('knows nothing where something must be', async () => {
    expect(await changed(id, () => (id.startsWith('koji.') ? encodeResponse(null) : 'null'))).not.toBeNull();
  });
});

describe.each(KOJI_IDS)('%s', (id) => {
  it('knows a fault in a 200 answer', async () => {
    expect(await changed(id, () => encodeFault(1014, 'database outage'))).toBe(
      'fault 1014 "database outage" in a 200 answer',
    );
  });
});

describe('the quick look', () => {
  it.each(KOJI_IDS)('tells a right answer to %s without decoding it', async (id) => {
    const request = first(id);
    // Such an answer does not come: it shows what is not looked at.
    const text = (await textOf(request)).replace('</value>\n</param>', '</value><unread></param>');
    expect(text).toContain('<unread>');
    expect(verdictOf(request, text)).toBeNull();
  });

  it.each(BUS_IDS)('tells a right answer to %s without parsing it', async (id) => {
    const request = first(id);
    const text = await textOf(request);
    const reply = loadReply(text);
    expect(request.wrong(reply)).toBeNull();
    const parse = vi.spyOn(JSON, 'parse');
    try {
      expect(
        request.wrong(SEARCHES.includes(id) ? reply : { ...reply, json: () => namesIn(text) }),
      ).toBeNull();
      expect(parse).not.toHaveBeenCalled();
    } finally {
      parse.mockRestore();
    }
  });

  it.each(BUS_IDS)('takes what Python writes in answer to %s for right', async (id) => {
    const request = first(id);
    const text = pythonic(await textOf(request));
    for (const _time of ['first', 'again']) expect(verdictOf(request, text)).toBeNull();
  });
});

/** What the engine's own look at a message finds. */
function namesIn(text: string): readonly (string | undefined)[] {
  const topic = /"topic":"([^"]+)"/.exec(text)?.[1];
  return [/"(?:msg_)?id":"([0-9a-f-]{36})"/.exec(text)?.[1], topic];
}

/** JSON as Python writes it: blanks after separators, ASCII only, times as floats. */
function pythonic(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 1)
    .replace(/,\n\s*/g, ', ')
    .replace(/\n\s*/g, '')
    .replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/"(start|end|delta|timestamp)": (\d+)(?=[,}])/g, '"$1": $2.0');
}

/** Calls that are answered with a list which cannot be empty. */
const LISTS: readonly (readonly [CallId, RegExp])[] = [
  ['koji.listBuilds', /listBuilds is a list of 0/],
  ['koji.listTags', /^no tag of \S+, which was in one$/],
  ['koji.listTagged', /listTagged is a list of 0/],
  ['koji.getBuildTargets', /getBuildTargets is a list of 0/],
  ['koji.listTasks', /^no task/],
  ['koji.listHosts', /^no enabled builder$/],
  ['koji.listChannels', /listChannels is a list of 0/],
  ['koji.search', /^package \S+ is not found$/],
  ['koji.multiCall', /^0 results of 3 calls$/],
];

describe.each(LISTS)('%s', (id, reason) => {
  it('knows an empty list', async () => {
    expect(await changed(id, () => encodeResponse([]))).toMatch(reason);
  });
});

describe('koji.queryHistory', () => {
  it('knows an empty history', async () => {
    expect(await changed('koji.queryHistory', () => encodeResponse({ tag_listing: [] }))).toMatch(
      /^no history of/,
    );
  });
});

/** Calls of which one request may get the answer that belongs to another. */
const FOREIGN: readonly (readonly [CallId, RegExp])[] = [
  ['koji.getBuild', /^asked for \S+ \(\d+\), got \S+ \(\d+\)$/],
  ['koji.listBuilds', /^asked for complete builds of \S+, got/],
  ['koji.getTag', /^asked for \S+, got \S+$/],
  ['koji.listTagged', /^asked for \S+ in \S+, got \S+ in \S+$/],
  ['koji.getBuildTarget', /^asked for \S+, got \S+$/],
  ['koji.getBuildTargets', /^asked for \d+, got \d+$/],
  ['koji.getTaskInfo', /^asked for \d+, got \d+$/],
  ['koji.getTaskDescendents', /^asked for what is below task \d+, got that of \d+/],
  ['koji.queryHistory', /^asked for \d+, got \d+$/],
  ['koji.getRepo', /^asked for \S+, got \S+$/],
  ['koji.repoInfo', /^asked for \d+, got \d+$/],
  ['koji.search', /^asked for \S+, got \S+$/],
  ['koji.multiCall', /^asked for \S+ \(\d+\), got \S+ \(\d+\)$/],
  ['datagrepper.searchTopic', /^arguments\.topics is/],
  ['datagrepper.searchPackage', /^arguments\.packages is/],
  ['datagrepper.rawTopic', /^arguments\.topics is/],
  ['datagrepper.rawPackage', /^arguments\.packages is/],
  ['datagrepper.id', /^asked for \S+ of \S+, got \S+ of \S+$/],
  ['datagrepper.rawId', /^asked for \S+ of \S+, got \S+ of \S+$/],
];

describe.each(FOREIGN)('%s', (id, reason) => {
  it('knows an answer that belongs to another request', async () => {
    const [one, ...others] = requestsOf(id, data);
    const other = others.at(-1);
    if (one === undefined || other === undefined) throw new Error(`less than two requests of ${id}`);
    expect(verdictOf(one, await textOf(other))).toMatch(reason);
    expect(verdictOf(other, await textOf(one))).toMatch(reason);
  });
});

describe('lists that hold something else', () => {
  const cases: readonly (readonly [CallId, string, (text: string) => string, RegExp])[] = [
    [
      'koji.listHosts',
      'disabled builders',
      (text) => renamed(text, 'arches').replace('<boolean>1<', '<boolean>0<'),
      /arches|asked for enabled/,
    ],
    [
      'koji.listTasks',
      'other tasks',
      (text) => text.replaceAll('>build<', '>newRepo<'),
      /^asked for builds, got task \d+, a newRepo/,
    ],
    [
      'koji.getAPIVersion',
      'another version',
      (text) => text.replace('>1<', '>2<'),
      /getAPIVersion is 2, expected 1/,
    ],
    [
      'koji.getKojiVersion',
      'no version',
      (text) => text.replace(/<string>.*<\/string>/, '<string>none</string>'),
      /"none" is no version/,
    ],
  ];
  it.each(cases)('%s knows %s', async (id, _what, change, reason) => {
    expect(await changed(id, change)).toMatch(reason);
  });
});

function renamed(text: string, name: string): string {
  return text.replaceAll(`<name>${name}</name>`, `<name>${name}_</name>`);
}

describe('koji.multiCall', () => {
  it('knows a fault within', async () => {
    const fault =
      '<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>1000</int></value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>No such tag</string></value>\n</member>\n</struct></value>\n';
    // The last of the results is a list of its own; in its place comes a fault.
    const withFault = (text: string): string => {
      const results = text.split('<value><array><data>\n<value><struct>\n<member>\n<name>tag_listing</name>');
      if (results.length !== 2) throw new Error('no history among the results');
      return `${results[0]}${fault}</data></array></value>\n</param>\n</params>\n</methodResponse>\n`;
    };
    expect(await changed('koji.multiCall', withFault)).toBe(
      'queryHistory: fault 1000 "No such tag" within a multiCall',
    );
  });
});

describe.each(BUS_IDS)('%s', (id) => {
  it('knows an error object', async () => {
    const error = JSON.stringify({ error: 'internal_error', detail: 'x', traceback: 'y' });
    expect(await changed(id, () => error)).toBe('the error "internal_error" in a 200 answer');
  });
});

describe.each(SEARCHES)('%s', (id) => {
  const edit = async (change: (page: Record<string, unknown>) => Record<string, unknown>) =>
    changed(id, (text) => JSON.stringify(change(JSON.parse(text))));

  it('knows an empty page', async () => {
    expect(await edit((page) => ({ ...page, raw_messages: [], total: 0, pages: 0, count: 0 }))).toBe(
      'no message, where there were some',
    );
  });

  it('knows a page without messages', async () => {
    expect(await edit(({ raw_messages: _gone, ...page }) => page)).toMatch(/raw_messages is missing/);
  });

  it('knows a page that counts more than it holds', async () => {
    expect(await edit((page) => ({ ...page, raw_messages: [] }))).toMatch(/count is \d+ with 0 messages/);
  });

  it('knows a window that lies elsewhere', async () => {
    const shifted = (page: Record<string, unknown>): Record<string, unknown> => {
      const { start, end, ...others } = Object(page.arguments);
      return { ...page, arguments: { ...others, start: start + 60, end: end + 60 } };
    };
    expect(await edit(shifted)).toBe(
      'the window ends 60 s off what was asked: an old answer, or clocks apart',
    );
  });

  it('knows messages of another time', async () => {
    const old = { 'sent-at': '2020-01-01T00:00:00+00:00' };
    const aged = (page: Record<string, unknown>): Record<string, unknown> => ({
      ...page,
      raw_messages: items(page.raw_messages, '').map((one) => ({
        ...one,
        timestamp: 1_577_836_800,
        headers: { ...Object(one.headers), ...old },
      })),
    });
    expect(await edit(aged)).toMatch(/^message \S+ of 2020-01-01T00:00:00\.000Z lies outside the window$/);
  });

  it.each([
    ['rows_per_page', 25],
    ['delta', 600],
    ['end', 1],
    ['page', 2],
    ['order', 'asc'],
  ])('knows another question: %s', async (name, value) => {
    expect(
      await edit((page) => ({ ...page, arguments: { ...Object(page.arguments), [name]: value } })),
    ).not.toBeNull();
  });
});

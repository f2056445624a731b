import { beforeAll, describe, expect, it } from 'vitest';
import { fakeTransport } from '../../../tests/support/fake-transport.ts';
import { edit, fault, rows } from '../../../tests/support/koji-tamper.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import type { TwinReply } from '../../../twin/service.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Transport } from '../../k6/ports.ts';
import type { Finding } from '../../probe/finding.ts';
import type { Probe } from '../../probe/probe.ts';
import { runProbes } from '../../probe/run.ts';
import { decodeCall, isStruct } from '../../protocols/xmlrpc/decode.ts';
import { encodeFault } from '../../protocols/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { local } from '../../targets/local.ts';
import { kojiProbes } from './probes.ts';

const DEFAULT = kojiProbes.filter((probe) => probe.set === 'default');
const HUB = DEFAULT.filter(({ id }) => id.startsWith('koji.hub.'));
/** Answered by the web server or before the database is opened: a fault in the hub does not show in them. */
const WITHOUT_DATABASE = ['koji.hub.versionHeader', 'koji.hub.loginChallenge'];

/** Attempts follow each other at once. */
const clock = { ...nodeEngine().clock, sleep: () => Promise.resolve() };
let world: World;

beforeAll(() => {
  world = createWorld();
});

async function findings(probes: readonly Probe[], transport: Transport): Promise<readonly Finding[]> {
  return (await runProbes(nodeEngine({ transport, clock }), local, probes)).findings;
}

function tampered(tamper: Tamper): Transport {
  return twinTransport(world, [koji], tamper);
}

async function finding(id: string, tamper: Tamper): Promise<Finding> {
  const [found] = await findings(
    kojiProbes.filter((probe) => probe.id === id),
    tampered(tamper),
  );
  if (found === undefined) throw new Error(`no probe ${id}`);
  return found;
}

/** Changes the reply to one path. */
function at(path: RegExp, change: (reply: TwinReply) => TwinReply): Tamper {
  return (reply, request) => (path.test(request.path) ? change(reply) : reply);
}

describe('on the twin', () => {
  it('every default probe is ok', async () => {
    const found = await findings(
      DEFAULT,
      tampered((reply) => reply),
    );
    expect(found.map(({ probe, verdict, reason }) => [probe, verdict, reason])).toEqual(
      DEFAULT.map(({ id }) => [id, 'ok', expect.stringMatching(/\S/)]),
    );
  });

  it('no question to the hub has a query string, and every list is limited', async () => {
    const inner = tampered((reply) => reply);
    const urls: string[] = [];
    const lists: XmlRpcValue[] = [];
    await findings(DEFAULT, async (request) => {
      urls.push(request.url);
      if (request.url.endsWith('/kojihub') && request.method === 'POST') {
        expect(request.headers['content-type']).toBe('text/xml');
        const call = decodeCall(String(request.body));
        if (call.method === 'listBuilds') lists.push(call.params.at(-1) ?? null);
      }
      return inner(request);
    });
    expect(urls.filter((url) => url.includes('kojihub') && url.includes('?'))).toEqual([]);
    expect(lists.length).toBeGreaterThan(0);
    for (const named of lists) {
      expect(named).toMatchObject({
        state: 1,
        queryOpts: { limit: 20, order: '-build_id' },
        __starstar: true,
      });
    }
  });
});

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const LOGIN = '<!doctype html><title>Log in</title><form><input type="password"></form>';

/** Answers that no probe may take for health. */
const POISON: Readonly<Record<string, (reply: TwinReply) => TwinReply>> = {
  'an empty body': (reply) => ({ ...reply, status: 200, body: '', headers: {} }),
  'an HTML page': () => ({ status: 200, headers: HTML, body: '<html><body>Welcome</body></html>' }),
  'a login page': () => ({ status: 200, headers: HTML, body: LOGIN }),
  'a JSON body': () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"ok":true}',
  }),
  'half of the body': (reply) => ({
    ...reply,
    body: String(reply.body ?? '').slice(0, String(reply.body ?? '').length / 2),
  }),
  'status 503': () => ({ status: 503, headers: HTML, body: '<h1>Service Unavailable</h1>' }),
  'status 404': () => ({ status: 404, headers: HTML, body: '<h1>Not Found</h1>' }),
  'a wrong proxy': () => ({ status: 421, body: '' }),
};

describe('answers that are not health', () => {
  it.each(Object.entries(POISON))('%s turns every probe red', async (name, poison) => {
    const found = await findings(
      DEFAULT,
      tampered((reply) => poison(reply)),
    );
    // These two are answered in headers alone.
    const blind = name === 'half of the body' ? WITHOUT_DATABASE : [];
    const green = found.filter(({ verdict, probe }) => verdict !== 'failed' && !blind.includes(probe));
    expect(green.map(({ probe, verdict, reason }) => `${probe} ${verdict} ${reason}`)).toEqual([]);
  });

  it('a challenge page leaves every probe unknown', async () => {
    const page = '<html><title>Making sure you&#39;re not a bot!</title></html>';
    const found = await findings(
      HUB,
      tampered(() => ({ status: 200, headers: HTML, body: page })),
    );
    expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });

  it('a dead hub fails every question to it, with the reason', async () => {
    const dead = fakeTransport(() => ({ errorCode: 1212, error: 'dial: connection refused' }));
    const found = await findings(HUB, dead);
    for (const { probe, verdict, reason, causedBy } of found) {
      expect(verdict, probe).toBe('failed');
      expect(reason, probe).toMatch(
        causedBy === null ? /connection refused, 3 of 3/ : /caused by koji\.hub\./,
      );
    }
    expect(found.filter(({ causedBy }) => causedBy !== null).map(({ probe }) => probe)).toEqual([
      'koji.hub.listTags',
    ]);
  });
});

describe('faults in a 200 answer', () => {
  it('a database outage is named', async () => {
    const found = await findings(HUB, tampered(fault(1014, 'database outage')));
    const byDatabase = found.filter(({ probe }) => !WITHOUT_DATABASE.includes(probe));
    for (const { probe, verdict, reason, causedBy } of byDatabase) {
      expect(verdict, probe).toBe('failed');
      if (causedBy === null)
        expect(reason, probe).toBe('fault 1014 "database outage" in a 200 answer, 3 of 3');
    }
    expect(byDatabase.length).toBe(5);
  });

  it('a planned outage says so, and is not asked again', async () => {
    const text = 'koji is offline, see https://status.example/outage';
    const found = await finding('koji.hub.apiVersion', fault(1014, text));
    expect(found).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('koji says that it is planned'),
    });
  });

  it('another fault is not asked again', async () => {
    const found = await finding('koji.hub.getBuild', fault(1, "<class 'KeyError'>: 'x'"));
    expect(found).toMatchObject({
      verdict: 'failed',
      reason: "fault 1 \"<class 'KeyError'>: 'x'\" in a 200 answer",
    });
  });

  it('that pass are a degradation', async () => {
    let asked = 0;
    const once: Tamper = (reply) =>
      asked++ === 0 ? { ...reply, body: encodeFault(1014, 'database outage') } : reply;
    expect(await finding('koji.hub.apiVersion', once)).toMatchObject({
      verdict: 'degraded',
      reason: expect.stringContaining('1 of 3 attempts failed: fault 1014'),
    });
  });
});

/** Seconds since the epoch, as the hub has them. */
const ago = (days: number): number => Date.now() / 1000 - days * 86_400;

/** The answer of a multiCall with another result at one place. */
function replaced(all: XmlRpcValue, place: number, result: XmlRpcValue): XmlRpcValue {
  const items: readonly XmlRpcValue[] = Array.isArray(all) ? all : [];
  return items.map((item, at) => (at === place ? [result] : item));
}

describe('wrong answers', () => {
  const cases: readonly (readonly [string, string, Tamper, RegExp])[] = [
    [
      'koji.hub.apiVersion',
      'another version',
      edit('getAPIVersion', () => 2),
      /getAPIVersion is 2, expected 1/,
    ],
    ['koji.hub.apiVersion', 'nil', edit('getAPIVersion', () => null), /is null/],
    ['koji.hub.listBuilds', 'no builds', edit('listBuilds', () => []), /listBuilds is a list of 0/],
    ['koji.hub.listBuilds', 'nil', edit('listBuilds', () => null), /expected a list/],
    [
      'koji.hub.listBuilds',
      'the oldest first',
      edit('listBuilds', (all) => rows(all).reverse()),
      /not sorted/,
    ],
    [
      'koji.hub.listBuilds',
      'more than asked for',
      edit('listBuilds', (all) => [...rows(all), ...rows(all)]),
      /40 builds, asked for 20/,
    ],
    [
      'koji.hub.listBuilds',
      'failed builds',
      edit('listBuilds', (all) => rows(all).map((row) => ({ ...row, state: 3 }))),
      /is of state 3/,
    ],
    [
      'koji.hub.listBuilds',
      'an answer of last month',
      edit('listBuilds', (all) => rows(all).map((row) => ({ ...row, completion_ts: ago(34) }))),
      /stale: the newest record is 34 d old/,
    ],
    [
      'koji.hub.listBuilds',
      'builds of next year',
      edit('listBuilds', (all) => rows(all).map((row) => ({ ...row, completion_ts: ago(-365) }))),
      /a time that is 365 d ahead/,
    ],
    [
      'koji.hub.listBuilds',
      'complete builds without time',
      edit('listBuilds', (all) => rows(all).map((row) => ({ ...row, completion_ts: null }))),
      /no complete build says when it was/,
    ],
    [
      'koji.hub.listBuilds',
      'builds without name',
      edit('listBuilds', (all) => rows(all).map((row) => ({ ...row, nvr: '' }))),
      /listBuilds\[0\]\.nvr/,
    ],
    ['koji.hub.getBuild', 'nil', edit('getBuild', () => null), /getBuild is null/],
    [
      'koji.hub.getBuild',
      'another build',
      edit('getBuild', (build) => (isStruct(build) ? { ...build, nvr: 'other-1-1' } : build)),
      /asked for .* got other-1-1/,
    ],
    ['koji.hub.listTags', 'no tags', edit('listTags', () => []), /none of .* is in a tag/],
    ['koji.hub.multiCall', 'no target', edit('getBuildTarget', () => null), /getBuildTarget is null/],
    [
      'koji.hub.multiCall',
      'another target',
      edit('getBuildTarget', (target) => (isStruct(target) ? { ...target, name: 'f44' } : target)),
      /asked for the target rawhide, got f44/,
    ],
    [
      'koji.hub.multiCall',
      'a database that stands still',
      edit('multiCall', (all) => replaced(all, 1, { id: 1, ts: ago(2.5) })),
      /stale: the newest record is 3 d old/,
    ],
    [
      'koji.hub.multiCall',
      'a database ahead of time',
      edit('multiCall', (all) => replaced(all, 1, { id: 1, ts: ago(-1) })),
      /a time that is 24 h ahead/,
    ],
    [
      'koji.hub.multiCall',
      'the repo of another tag',
      edit('multiCall', (all) => replaced(all, 3, { id: 1, tag_name: 'f44-build', create_ts: ago(0) })),
      /getRepo\.tag_name is "f44-build"/,
    ],
    ['koji.hub.multiCall', 'no results', edit('multiCall', () => []), /0 results of 4 calls/],
    ['koji.hub.multiCall', 'no list', edit('multiCall', () => 'x'), /no list/],
    [
      'koji.hub.multiCall',
      'bare results',
      edit('multiCall', () => [1, 1, 1, 1]),
      /neither a result nor a fault/,
    ],
    [
      'koji.hub.multiCall',
      'empty results',
      edit('multiCall', () => [[], [], [], []]),
      /neither a result nor a fault/,
    ],
    [
      'koji.hub.multiCall',
      'a fault within',
      edit('multiCall', (all) => {
        const items = Array.isArray(all) ? all : [];
        return [...items.slice(0, 3), { faultCode: 1000, faultString: 'No such tag', traceback: [] }];
      }),
      /getRepo: fault 1000 "No such tag" within a multiCall/,
    ],
    [
      'koji.hub.multiCall',
      'a tag without architectures',
      edit('multiCall', (all) => replaced(all, 2, { id: 1, name: 'f46-build', arches: null })),
      /asked for the tag/,
    ],
    [
      'koji.hub.versionHeader',
      'no Koji-Version',
      at(/kojihub/, (reply) => ({ ...reply, headers: { 'content-type': 'text/plain' } })),
      /405 without a Koji-Version/,
    ],
    [
      'koji.hub.loginChallenge',
      'another scheme',
      at(/ssllogin/, (reply) => ({ ...reply, headers: { 'www-authenticate': 'Basic realm="x"' } })),
      /expected Negotiate/,
    ],
    [
      'koji.web.home',
      'no builds',
      at(/^\/koji\/$/, (reply) => ({ ...reply, body: String(reply.body).replace('Recent Builds', '') })),
      /page without "Recent Builds"/,
    ],
    [
      'koji.pkgs.directory',
      'an empty folder',
      at(/^\/packages/, (reply) => ({
        ...reply,
        body: String(reply.body).replace(/<img[^>]*\[DIR\][^\n]*\n/g, ''),
      })),
      /page without "\[DIR\]"/,
    ],
    [
      'koji.pkgs.repomd',
      'no revision',
      at(/repomd/, (reply) => ({
        ...reply,
        body: String(reply.body).replace(/<revision>.*<\/revision>/, ''),
      })),
      /no <revision>/,
    ],
    [
      'koji.pkgs.repomd',
      'a cut file',
      at(/repomd/, (reply) => ({ ...reply, body: String(reply.body).replace('</repomd>', '') })),
      /truncated or malformed XML at <repomd>/,
    ],
    [
      'koji.pkgs.repomd',
      'an error before the file',
      at(/repomd/, (reply) => ({ ...reply, body: `Traceback\n${String(reply.body)}` })),
      /text around <repomd>/,
    ],
  ];

  it.each(cases)('%s: %s', async (id, _what, tamper, reason) => {
    const found = await finding(id, tamper);
    expect(found.verdict).toBe('failed');
    expect(found.reason).toMatch(reason);
  });

  it('a repomd.xml may hold a comment, even one with tags', async () => {
    const commented = at(/repomd/, (reply) => ({
      ...reply,
      body: String(reply.body).replace('<revision>', '<!-- <data> of\nmerged repos --><revision>'),
    }));
    expect(await finding('koji.pkgs.repomd', commented)).toMatchObject({ verdict: 'ok' });
  });

  it('a build without tags is not the hub’s fault, when another has some', async () => {
    let asked = 0;
    const first = edit('listTags', (tags) => (asked++ === 0 ? [] : tags));
    expect(await finding('koji.hub.listTags', first)).toMatchObject({ verdict: 'ok' });
  });
});

import { describe, expect, it } from 'vitest';
import { encodeCall } from '../../lib/protocols/xmlrpc/encode.ts';
import { NOON } from '../../tests/support/probe-bench.ts';
import type { TwinReply, TwinRequest } from '../service.ts';
import { HOUR, MINUTE } from '../world/calendar.ts';
import { createWorld } from '../world/world.ts';
import { among, type Fault } from './fault.ts';
import { harmOf } from './harm.ts';

let now = NOON;
const world = createWorld({ now: () => now });
const suffering = (...faults: readonly Fault[]) => harmOf(faults, NOON).base(world);

function asked(path: string, query = ''): TwinRequest {
  return { method: 'GET', path, query: new URLSearchParams(query), headers: {}, body: Buffer.alloc(0) };
}

const RIGHT: TwinReply = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'right' };

describe('a share', () => {
  it.each([
    [0, 0],
    [0.02, 4],
    [0.4, 80],
    [1, 200],
  ])('of %d meets %d of 200, evenly', (share, count) => {
    const met = Array.from({ length: 200 }, (_, n) => n).filter((n) => among(n, share));
    expect(met).toHaveLength(count);
    const gaps = met.slice(1).map((n, at) => n - (met[at] ?? 0));
    expect(Math.max(0, ...gaps) - Math.min(...gaps, Math.max(0, ...gaps))).toBeLessThanOrEqual(1);
  });
});

describe('faults between clients and services', () => {
  const answer = async (faults: readonly Fault[], request: TwinRequest) =>
    harmOf(faults, NOON).intercept('bodhi', request, async ({ query } = request) => ({
      ...RIGHT,
      body: `right ${query}`,
    }));

  it('meet their place alone', async () => {
    const fault: Fault = { kind: 'status', at: { address: 'bodhi', path: /^\/updates/ }, status: 502 };
    expect(await answer([fault], asked('/updates/'))).toMatchObject({ status: 502 });
    expect(await answer([fault], asked('/releases/'))).toMatchObject({ status: 200 });
    const elsewhere: Fault = { kind: 'status', at: { address: 'koji' }, status: 502 };
    expect(await answer([elsewhere], asked('/updates/'))).toMatchObject({ status: 200 });
  });

  it('fill in a default only where the client names none', async () => {
    const at = { address: 'bodhi' } as const;
    const fault: Fault = { kind: 'default', at, unless: ['delta'], parameter: 'delta', value: '3600' };
    expect((await answer([fault], asked('/'))).body).toBe('right delta=3600');
    expect((await answer([fault], asked('/', 'delta=9'))).body).toBe('right delta=9');
  });

  it('compose in their order: the last stands next to the client', async () => {
    const at = { address: 'bodhi' } as const;
    const cut: Fault = { kind: 'truncated', at, keep: 0.5 };
    const page: Fault = { kind: 'page', at, page: 'error' };
    expect(String((await answer([cut, page], asked('/'))).body)).toMatch(/<\/html>$/);
    expect(String((await answer([page, cut], asked('/'))).body)).not.toMatch(/<\/html>$/);
  });

  it('keep an answer for ever', async () => {
    const harm = harmOf([{ kind: 'stale', at: { address: 'bodhi' } }], NOON);
    let body = 'first';
    const ask = (path: string) => harm.intercept('bodhi', asked(path), async () => ({ ...RIGHT, body }));
    await ask('/a');
    body = 'second';
    expect([(await ask('/a')).body, (await ask('/b')).body]).toEqual(['first', 'second']);
  });

  it('meet a connection in the second after its silence alone', async () => {
    const fault: Fault = {
      kind: 'idle',
      at: { address: 'bodhi' },
      fromSeconds: 15,
      toSeconds: 16,
      status: 502,
    };
    const afterSilence = async (silentMs: number) =>
      (await answer([fault], { ...asked('/'), silentMs })).status;
    expect([
      await afterSilence(14_900),
      await afterSilence(15_000),
      await afterSilence(15_999),
      await afterSilence(16_000),
    ]).toEqual([200, 502, 502, 200]);
  });

  it('replace the body, or give none for ever', async () => {
    const at = { address: 'bodhi' } as const;
    expect(await answer([{ kind: 'body', at, body: '{}' }], asked('/'))).toEqual({ ...RIGHT, body: '{}' });
    const never = answer([{ kind: 'hang', at }], asked('/'));
    const soon = new Promise((resolve) => setTimeout(resolve, 20, 'nothing yet'));
    expect(await Promise.race([never, soon])).toBe('nothing yet');
  });

  it('are told by the hub in a 200, for the methods that are named', async () => {
    const fault: Fault = { kind: 'koji fault', methods: ['getBuild'], code: 1014, text: 'offline' };
    const call = async (method: string) => {
      const body = Buffer.from(encodeCall(method, []));
      const request = { ...asked('/kojihub'), method: 'POST', body };
      return harmOf([fault], NOON).intercept('koji', request, async () => RIGHT);
    };
    expect(await call('getTag')).toBe(RIGHT);
    const told = await call('getBuild');
    expect(told.status).toBe(200);
    expect(String(told.body)).toContain('<int>1014</int>');
  });

  it('say that nobody knows how a system answers without its database', () => {
    expect(() => harmOf([{ kind: 'database down', system: 'fedmsg' }], NOON)).toThrow(
      'nobody has seen fedmsg',
    );
  });
});

describe('faults of the bus', () => {
  const topic = 'org.fedoraproject.prod.buildsys.tag';

  it('lose what was sent since then, and nothing before', () => {
    const since = NOON - HOUR;
    const lost = suffering({ kind: 'lost messages', topics: /\.buildsys\.tag$/, forMinutes: 60 });
    const all = world.messagesIn('topic', topic);
    expect(lost.messagesIn('topic', topic)).toEqual(all.filter(({ at }) => at < since));
    expect(all.some(({ at }) => at >= since)).toBe(true);
    const gone = all.at(-1);
    expect(gone === undefined ? null : lost.message(gone.id)).toBeUndefined();
  });

  it('store late what still has its time', () => {
    const late = suffering({ kind: 'late messages', topics: /\.buildsys\.tag$/, minutes: 30 });
    const heard = late.messagesIn('topic', topic);
    expect(heard.at(-1)?.at).toBeLessThanOrEqual(NOON - 30 * MINUTE);
    now = NOON + 30 * MINUTE;
    const later = late.messagesIn('topic', topic);
    now = NOON;
    expect(later.length).toBeGreaterThan(heard.length);
  });

  it('repeat under ids of their own', () => {
    const fault = {
      kind: 'repeated messages',
      topics: /\.buildsys\.tag$/,
      everyMinutes: 5,
      times: 2,
      forMinutes: 60,
    } as const;
    const repeated = suffering(fault).messagesIn('topic', topic);
    expect(repeated.length).toBeGreaterThan(world.messagesIn('topic', topic).length);
    expect(new Set(repeated.map(({ id }) => id)).size).toBe(repeated.length);
    expect(repeated.every(({ at }, n) => at >= (repeated[n - 1]?.at ?? 0) && at <= NOON)).toBe(true);
  });
});

describe('faults of the workflow', () => {
  const recent = world
    .updates()
    .filter(({ createdAt }) => createdAt > NOON - 5 * HOUR && createdAt < NOON - HOUR);

  it('leave unsigned what came since the signer stopped, with its tag and its messages', () => {
    const stopped = suffering({ kind: 'signer stops', forMinutes: 600 });
    expect(recent.length).toBeGreaterThan(0);
    for (const { alias, builds } of recent) {
      expect(stopped.update(alias)?.stableAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(NOON);
      for (const id of builds) {
        expect(stopped.build(id)?.signedAt).toBeGreaterThan(NOON);
        const tags = stopped.taggingsOf(id).filter(({ until }) => until === null || until > NOON);
        expect(tags.some(({ tag }) => tag.endsWith('signing-pending'))).toBe(true);
        expect(tags.some(({ tag }) => tag.endsWith('testing-pending'))).toBe(false);
      }
    }
    const said = stopped.messagesIn('topic', 'org.fedoraproject.prod.buildsys.rpm.sign');
    expect(said.at(-1)?.at).toBeLessThan(NOON - 9 * HOUR);
  });

  it('take back the updates whose tags bodhi missed, and leave the builds', () => {
    const missed = suffering({ kind: 'stopped consumer', of: 'tags at bodhi', forMinutes: 600 });
    const automatic = recent.filter(
      ({ releaseName, fromSideTag }) =>
        fromSideTag === null && world.release(releaseName)?.automaticUpdates === true,
    );
    expect(automatic.length).toBeGreaterThan(0);
    for (const { alias, builds } of automatic) {
      expect(missed.update(alias)).toBeUndefined();
      for (const id of builds) expect(missed.build(id)?.completedAt).toBeLessThan(NOON);
    }
  });

  it('meet what comes after the twin has started', () => {
    const stopped = suffering({ kind: 'signer stops', forMinutes: 60 });
    const known = new Set(stopped.updates().map(({ alias }) => alias));
    now = NOON + 3 * HOUR;
    const fresh = stopped.updates().filter(({ alias }) => !known.has(alias));
    const signed = fresh
      .flatMap(({ builds }) => builds)
      .filter((id) => (stopped.build(id)?.signedAt ?? 0) <= now);
    now = NOON;
    expect(fresh.length).toBeGreaterThan(0);
    expect(signed).toEqual([]);
  });
});

describe('faults of koji', () => {
  it('fill its queue with tasks that wait', () => {
    const filled = suffering({ kind: 'queue', tasks: 300, owner: 'releng', oldestMinutes: 60 });
    const free = filled.tasks().filter(({ startedAt, owner }) => startedAt > NOON && owner === 'releng');
    expect(free.length).toBeGreaterThanOrEqual(300);
    expect(free[0]?.createdAt).toBe(NOON - HOUR);
    expect(filled.task(free[0]?.id ?? 0)).toBe(free[0]);
  });

  it('keep builds of an architecture waiting for its builders', () => {
    const silent = suffering({ kind: 'silent builders', arch: 's390x', forMinutes: 480 });
    const hosts = silent.hosts.filter(({ silentSince }) => silentSince !== undefined);
    expect(hosts.map(({ arches }) => arches)).toEqual(hosts.map(() => 's390x'));
    const met = world
      .builds()
      .filter(
        ({ startedAt, rpms }) => startedAt > NOON - 8 * HOUR && rpms.some(({ arch }) => arch === 's390x'),
      );
    expect(met.length).toBeGreaterThan(0);
    for (const { id } of met) expect(silent.build(id)?.completedAt).toBeGreaterThan(NOON);
  });

  it('freeze Koschei, and nobody else', () => {
    const frozen = suffering({ kind: 'frozen', what: 'koschei builds', forMinutes: 600 });
    expect(frozen.koscheiBuilds().at(-1)?.startedAt).toBeLessThanOrEqual(NOON - 10 * HOUR);
    expect(frozen.builds()).toBe(world.builds());
  });
});

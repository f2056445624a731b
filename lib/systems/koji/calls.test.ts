import { describe, expect, it } from 'vitest';
import { fakeTransport } from '../../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { ask, world } from '../../../tests/support/twin-hub.ts';
import { withContext } from '../../probe/run.ts';
import { decodeResponse } from '../../protocols/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../protocols/xmlrpc/encode.ts';
import { XmlRpcFault } from '../../protocols/xmlrpc/value.ts';
import { local } from '../../targets/local.ts';
import * as calls from './calls.ts';
import {
  call,
  callBody,
  hubAt,
  itemsOf,
  type KojiCall,
  kojiCall,
  multiCall,
  multiCallOf,
  orNil,
} from './client.ts';
import * as schema from './schema.ts';

/** What the twin answers to a call, through its shape. */
async function answer<T>(wanted: KojiCall<T>): Promise<T> {
  const reply = await ask('koji', '/kojihub', { method: 'POST', body: callBody(wanted) });
  return wanted.shape(decodeResponse(String(reply.body)), wanted.method);
}

const DAY_S = 86_400;

async function settled(): Promise<schema.KojiBuild> {
  const completeBefore = Math.floor(world.now() / 1000) - DAY_S;
  const builds = await answer(calls.listBuilds({ state: schema.BUILD_STATE.COMPLETE, completeBefore }, 60));
  const build = builds.find(({ release }) => release.endsWith('.fc46'));
  if (build === undefined) throw new Error('rawhide has no build');
  return build;
}

describe('calls', () => {
  it('getAPIVersion, getKojiVersion, getLastEvent', async () => {
    expect(await answer(calls.getAPIVersion())).toBe(1);
    expect(await answer(calls.getKojiVersion())).toMatch(/^1\.\d+/);
    expect((await answer(calls.getLastEvent())).ts * 1000).toBeLessThanOrEqual(world.now());
  });

  it('getBuild takes a name and an id', async () => {
    const { build_id, nvr } = await settled();
    expect(await answer(calls.getBuild(nvr))).toMatchObject({ build_id, nvr });
    expect(await answer(calls.getBuild(build_id))).toMatchObject({ build_id, nvr });
  });

  it('listBuilds gives the newest of one package', async () => {
    const { name, package_id: packageID } = await settled();
    const builds = await answer(calls.listBuilds({ packageID }, 5));
    expect(new Set(builds.map((one) => one.name))).toEqual(new Set([name]));
    const ids = builds.map(({ build_id }) => build_id);
    expect(ids).toEqual([...ids].sort((one, other) => other - one));
    expect(ids.length).toBeLessThanOrEqual(5);
  });

  it('getTag, listTags and listTagged agree', async () => {
    const { nvr, name } = await settled();
    const tags = await answer(calls.listTags(nvr));
    expect(tags.map((tag) => tag.name)).toContain('f46');
    expect(await answer(calls.getTag('f46'))).toMatchObject({ name: 'f46' });
    expect(await answer(calls.listTagged('f46', name))).toMatchObject([{ name, tag_name: 'f46' }]);
  });

  it('getBuildTarget and getBuildTargets agree', async () => {
    const target = await answer(calls.getBuildTarget('rawhide'));
    expect(await answer(calls.getBuildTargets({ buildTagID: target.build_tag }))).toContainEqual(target);
    expect(await answer(calls.getBuildTargets({ destTagID: target.dest_tag }))).toContainEqual(target);
  });

  it('getTaskInfo, getTaskDescendents and listTasks agree', async () => {
    const { task_id } = await settled();
    const task = await answer(calls.getTaskInfo(task_id ?? 0));
    expect(task).toMatchObject({ id: task_id, method: 'build', parent: null });
    const tree = await answer(calls.getTaskDescendents(task.id));
    expect(tree[String(task.id)]?.every(({ parent }) => parent === task.id)).toBe(true);
    const tasks = await answer(
      calls.listTasks({ method: 'build', parent: null }, { limit: 3, order: '-id' }),
    );
    expect(tasks.map(({ method, parent }) => [method, parent])).toEqual(Array(3).fill(['build', null]));
  });

  it('listHosts and listChannels', async () => {
    expect((await answer(calls.listHosts())).every(({ enabled }) => enabled)).toBe(true);
    expect((await answer(calls.listChannels())).map(({ name }) => name)).toContain('default');
  });

  it('queryHistory of a build and of a tag', async () => {
    const { build_id, nvr } = await settled();
    const { tag_listing: rows } = await answer(calls.queryHistory({ build: nvr }));
    expect(new Set(rows.map((row) => row.build_id))).toEqual(new Set([build_id]));
    const queryOpts = { limit: 2, order: 'create_event' };
    const inTag = await answer(calls.queryHistory({ tag: 'f46', active: true, queryOpts }));
    expect(inTag.tag_listing.map((row) => row['tag.name'])).toEqual(['f46', 'f46']);
  });

  it('getRepo and repoInfo agree', async () => {
    const repo = await answer(calls.getRepo('f46-build'));
    expect(repo?.tag_name).toBe('f46-build');
    expect(await answer(calls.repoInfo(repo?.id ?? 0))).toEqual(repo);
  });

  it('search finds one name exactly', async () => {
    expect(await answer(calls.search('bash', 'package'))).toMatchObject([{ name: 'bash' }]);
    expect(await answer(calls.search('bas', 'package'))).toEqual([]);
  });

  it('what is not there is a wrong answer, unless nil is allowed for', async () => {
    await expect(answer(calls.getBuild('no-such-1-1'))).rejects.toThrow(
      'getBuild is null, expected an object',
    );
    expect(await answer(orNil(calls.getBuild('no-such-1-1')))).toBeNull();
    expect(await answer(orNil(calls.getTag('no-such')))).toBeNull();
  });
});

describe('a multiCall', () => {
  const asked = [calls.getAPIVersion(), kojiCall(schema.build, 'getBuild', ['no-such-1-1', true])];

  it('gives each its result or its fault', async () => {
    const reply = await ask('koji', '/kojihub', { method: 'POST', body: callBody(multiCallOf(asked)) });
    const items = itemsOf(asked, decodeResponse(String(reply.body)));
    expect(items).toMatchObject([{ data: 1 }, { fault: expect.any(XmlRpcFault) }]);
  });

  it.each([
    ['no list', 1, 'the result of multiCall is no list'],
    ['too few', [[1]], '1 results of 2 calls'],
    ['a bare result', [[1], 1], 'getBuild has neither a result nor a fault'],
    ['two results in one', [[1], [1, 2]], 'getBuild has neither a result nor a fault'],
  ])('knows %s', (_what, value, reason) => {
    expect(itemsOf(asked, value)).toBe(reason);
  });
});

describe('the client', () => {
  /** What is sent while something is asked of a hub that gives the same answer to everything. */
  async function sent(body: string, work: (context: Parameters<typeof call>[0]) => Promise<unknown>) {
    const urls: string[] = [];
    const transport = fakeTransport(({ url }) => {
      urls.push(url);
      return { text: body };
    });
    const asker = { id: 'test', system: 'koji' } as const;
    const outcome = await withContext(nodeEngine({ transport }), local, asker, work).then(
      (value) => value,
      (reason: unknown) => (reason instanceof Error ? reason.message : reason),
    );
    return { urls, outcome };
  }

  const tooMuch = kojiCall(schema.builds, 'listBuilds');

  it('sends nothing that is too expensive, alone or among others', async () => {
    const reason = /^listBuilds is too expensive for the hub and not asked: it needs queryOpts\.limit/;
    for (const work of [
      (context: Parameters<typeof call>[0]) => call(context, tooMuch),
      (context: Parameters<typeof call>[0]) => multiCall(context, [calls.listBuilds({}, 1), tooMuch]),
    ]) {
      const { urls, outcome } = await sent(encodeResponse(null), work);
      expect(outcome).toMatch(reason);
      expect(urls).toEqual([]);
    }
  });

  it('never adds a query to the address of the hub', async () => {
    const { urls, outcome } = await sent(encodeFault(1000, 'x'), (context) =>
      call(context, calls.getAPIVersion()),
    );
    expect(urls).toEqual([`${local.addresses.koji.url}/kojihub`]);
    expect(outcome).toBe('fault 1000 "x" in a 200 answer');
    expect(() => hubAt('http://koji.test?session-id=1')).toThrow('no base address of koji');
    expect(() => hubAt('http://koji.test#x')).toThrow('no base address of koji');
  });
});

import { describe, expect, it } from 'vitest';
import { number, string } from '../../../lib/protocols/shape.ts';
import type { XmlRpcStruct } from '../../../lib/protocols/xmlrpc/value.ts';
import { call, faultOf, record, records, rows, set, world } from '../../../tests/support/twin-hub.ts';
import { DAY, HOUR } from '../../world/calendar.ts';

describe('builds, tags and tasks', () => {
  const moment = world.now();

  const newest = async () => {
    const [first] = await rows('listBuilds', [], { state: 1, queryOpts: { limit: 1, order: '-build_id' } });
    if (first === undefined) throw new Error('no build');
    return {
      nvr: string(first.nvr, ''),
      parts: {
        name: string(first.name, ''),
        version: string(first.version, ''),
        release: string(first.release, ''),
      },
      id: number(first.build_id, ''),
      task: number(first.task_id, ''),
    };
  };

  it('lists builds by state, name and time, ordered and limited', async () => {
    const opts = { limit: 20, order: '-build_id' };
    const twenty = await rows('listBuilds', [], { state: 1, queryOpts: opts });
    const ids = twenty.map((row) => number(row.build_id, ''));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(twenty.length).toBe(20);
    expect((await rows('listBuilds', [], { state: 1, queryOpts: { ...opts, offset: 10 } }))[0]).toEqual(
      twenty[10],
    );

    const after = moment / 1000 - 3 * 86_400;
    const recent = await rows('listBuilds', [], { completeAfter: after, packageID: 'bash' });
    for (const row of recent) {
      expect(row.name).toBe('bash');
      expect(number(row.completion_ts, '')).toBeGreaterThan(after);
    }
    expect(await call('listBuilds', [], { state: 3, queryOpts: { countOnly: true } })).toBeGreaterThan(0);
    const { id: packageID = null } = world.package('bash') ?? {};
    expect(await rows('listBuilds', [], { completeAfter: after, packageID })).toEqual(recent);
    expect(await rows('listBuilds', [], { packageID: 'nosuch' })).toEqual([]);
    const oldest = await rows('listBuilds', [], { packageID: 'bash', queryOpts: { order: 'build_id' } });
    const all = await rows('listBuilds', [], { packageID: 'bash', queryOpts: { order: '-build_id' } });
    expect(oldest).toEqual([...all].reverse());
    const prefixed = await rows('listBuilds', [], {
      prefix: 'python-',
      queryOpts: { limit: 5, order: 'nvr' },
    });
    expect(prefixed.every((row) => string(row.nvr, '').startsWith('python-'))).toBe(true);
  });

  it('finds a build by id, name and parts, and none as nil or fault', async () => {
    const { nvr, id, parts } = await newest();
    const build = record(await call('getBuild', [nvr]), '');
    expect(build).toMatchObject({ id, build_id: id, state: 1, cg_id: null });
    expect(await call('getBuild', [id])).toEqual(build);
    expect(await call('getBuild', [parts])).toEqual(build);
    expect(await call('getBuild', ['no-such-1'])).toBeNull();
    expect(await faultOf('getBuild', ['no-such-1', true])).toMatchObject({ code: 1000 });
  });

  it('shows a build as it grows', async () => {
    const build = world
      .builds()
      .find(({ outcome, startedAt }) => outcome === 'complete' && startedAt > moment - DAY);
    if (build === undefined) throw new Error('no build');
    try {
      set(build.startedAt + 1000);
      expect(await call('getBuild', [build.id])).toMatchObject({ state: 0, completion_ts: null });
      expect(await call('getTaskInfo', [build.taskId])).toMatchObject({ state: 1, completion_ts: null });
      expect(await rows('listBuildRPMs', [build.id])).toEqual([]);
      set(build.completedAt + HOUR);
      expect(await call('getBuild', [build.id])).toMatchObject({ state: 1 });
      expect(await rows('listBuildRPMs', [build.nvr])).toHaveLength(build.rpms.length);
    } finally {
      set(moment);
    }
  });

  it('writes sizes beyond 32 bits, and holds signatures from the moment they are announced', async () => {
    const [kernel] = await rows('listBuilds', [], {
      packageID: 'kernel',
      state: 1,
      queryOpts: { limit: 1, order: '-build_id' },
    });
    const rpms = await rows('listBuildRPMs', [number(kernel?.build_id, '')]);
    expect(Math.max(...rpms.map((rpm) => number(rpm.size, '')))).toBeGreaterThan(2 ** 31);

    const said = world.messagesIn('topic', `${world.topicPrefix}.buildsys.rpm.sign`);
    for (const message of said.slice(-30)) {
      const { sigkey, rpm } = message.body();
      set(message.at);
      const signatures = await rows('queryRPMSigs', [], { rpm_id: number(record(rpm, '').id, '') });
      set(moment);
      expect(signatures.map((row) => row.sigkey)).toEqual(['', sigkey]);
    }
    expect(await rows('queryRPMSigs', [1])).toEqual([]);
  });

  it('knows tags, targets and what is where', async () => {
    const target = record(await call('getBuildTarget', ['rawhide']), '');
    expect(target).toMatchObject({
      name: 'rawhide',
      build_tag_name: 'f46-build',
      dest_tag_name: 'f46-updates-candidate',
    });
    expect(await call('getBuildTarget', [number(target.id, '')])).toEqual(target);
    expect(await call('getBuildTarget', ['nosuch'])).toBeNull();
    expect((await rows('getBuildTargets', [], { buildTagID: 'f46-build' })).map((row) => row.name)).toEqual([
      'rawhide',
      'f46',
    ]);
    expect(await call('getTag', ['f46-build'])).toMatchObject({
      arches: 'x86_64 aarch64 ppc64le s390x',
      extra: {},
    });
    expect(await call('getTag', ['nosuch'])).toBeNull();
    expect(await faultOf('getTag', ['nosuch'], { strict: true })).toMatchObject({ code: 1000 });
    expect(
      (await rows('listTags', [], { pattern: 'f46-*-pending', queryOpts: { order: 'name' } })).map(
        (row) => row.name,
      ),
    ).toEqual(expect.arrayContaining(['f46-signing-pending', 'f46-updates-testing-pending']));
    const tagged = await rows('listTagged', ['f46'], { latest: true, package: 'bash' });
    expect(tagged.length).toBe(1);
    const tags = await rows('listTags', [string(tagged[0]?.nvr, '')]);
    expect(tags.map((row) => row.name)).toContain('f46');
    expect(await faultOf('listTagged', ['nosuch'])).toMatchObject({ code: 1000 });
    expect(await call('listTagged', ['nosuch'], { strict: false })).toEqual([]);
  });

  it('tells the history of a build, of a tag, and what is in it now', async () => {
    const build = world.builds().find(({ signedAt, sideTag }) => signedAt !== null && sideTag === null);
    if (build === undefined) throw new Error('no build');
    const ofBuild = record(await call('queryHistory', [], { tables: ['tag_listing'], build: build.nvr }), '');
    const signing = records(ofBuild.tag_listing, '').find((row) =>
      string(row['tag.name'], '').endsWith('-signing-pending'),
    );
    expect(signing).toMatchObject({ active: null, creator_name: 'bodhi', revoker_name: 'autopen' });

    const named = {
      tables: ['tag_listing'],
      tag: 'f46',
      active: true,
      queryOpts: { limit: 3, order: '-create_event' },
    };
    const inTag = records(record(await call('queryHistory', [], named), '').tag_listing, '');
    expect(inTag).toHaveLength(3);
    for (const row of inTag) expect(row).toMatchObject({ active: true, 'tag.name': 'f46', revoke_ts: null });
    expect(await faultOf('queryHistory', [], { tables: ['tag_listing'], tag: 'nosuch' })).toMatchObject({
      code: 1000,
    });
    expect(await faultOf('queryHistory')).toMatchObject({ code: 1000 });
  });

  it('knows tasks and their descendants, with string keys', async () => {
    const { task } = await newest();
    expect(await call('getTaskInfo', [task])).not.toHaveProperty('request');
    expect(await call('getTaskInfo', [[task, 1]], { request: true })).toMatchObject([
      { id: task, method: 'build' },
      null,
    ]);
    const tree = record(await call('getTaskDescendents', [task]), '');
    expect(records(tree[String(task)], '').map((row) => row.method)).toContain('buildArch');
    expect(await rows('getTaskChildren', [task])).toEqual(tree[String(task)]);
    const open = await call('listTasks', [{ state: [0, 1, 4] }, { countOnly: true }]);
    expect(number(open, '')).toBeGreaterThanOrEqual(0);
    const mine = await rows('listTasks', [
      { owner: 'koschei', method: 'build' },
      { order: '-id', limit: 2 },
    ]);
    for (const row of mine) expect(row).toMatchObject({ owner_name: 'koschei', method: 'build' });
  });

  it('lists tasks by what they are, and shows as many as asked in the order asked', async () => {
    const ids = async (opts: XmlRpcStruct, queryOpts: XmlRpcStruct): Promise<readonly number[]> =>
      (await rows('listTasks', [opts, queryOpts])).map((row) => number(row.id, ''));
    const since = moment - 2 * HOUR;
    const recent = world
      .tasks()
      .filter(({ createdAt }) => createdAt > since)
      .map(({ id }) => id);
    const after = { createdAfter: since / 1000 };
    expect(await ids(after, { order: 'id' })).toEqual(recent);
    expect(await ids(after, { order: '-id', offset: 1, limit: 3 })).toEqual(
      [...recent].reverse().slice(1, 4),
    );
    expect(await ids(after, { limit: 3 })).toEqual(recent.slice(0, 3));
    expect(await call('listTasks', [after, { countOnly: true }])).toBe(recent.length);
    const unfinished = world
      .tasks()
      .filter(({ finishedAt }) => finishedAt > moment)
      .map(({ id }) => id);
    expect(unfinished.length).toBeGreaterThan(0);
    expect(await ids({ state: [0, 1, 4] }, { order: 'id' })).toEqual(unfinished);
    const { task } = await newest();
    const below = world.tasks().filter(({ parent }) => parent === task);
    expect(await ids({ parent: task, method: 'buildArch' }, {})).toEqual(
      below.filter(({ method }) => method === 'buildArch').map(({ id }) => id),
    );
    // In any other order too.
    const byName = await rows('listTasks', [after, { order: 'method,-id', limit: 5 }]);
    expect(byName.map((row) => row.method)).toEqual(byName.map((row) => row.method).sort());
  });

  it('knows hosts and channels', async () => {
    const hosts = await rows('listHosts', [], { enabled: true, arches: ['s390x'] });
    expect(hosts.length).toBeGreaterThan(0);
    for (const host of hosts) expect(moment / 1000 - number(host.update_ts, '')).toBeLessThan(180);
    expect(await rows('listHosts', [], { enabled: false })).toEqual(
      expect.arrayContaining([expect.objectContaining({ enabled: false, update_ts: null })]),
    );
    expect(await call('getHost', [string(hosts[0]?.name, '')])).toEqual(hosts[0]);
    expect((await rows('listChannels')).map((row) => row.name)).toContain('default');
    expect(await rows('listHosts', [], { channelID: 'createrepo' })).not.toEqual([]);
  });

  it('knows repos, events, durations, and how to search', async () => {
    const repo = record(await call('getRepo', ['f46-build']), '');
    expect(repo).toMatchObject({ state: 1, tag_name: 'f46-build' });
    expect(await call('repoInfo', [number(repo.id, '')])).toEqual(repo);
    expect(await call('repoInfo', [1])).toBeNull();
    const event = record(await call('getLastEvent'), '');
    expect(moment / 1000 - number(event.ts, '')).toBeLessThan(3600);
    expect(await call('getAverageBuildDuration', ['bash'])).toBeGreaterThan(0);
    expect(await call('getAverageBuildDuration', ['nosuch'])).toBeNull();
    expect(await rows('search', ['bash', 'package', 'exact'])).toMatchObject([{ name: 'bash' }]);
    expect(
      (await rows('search', ['python-*', 'package', 'glob'], { queryOpts: { limit: 3, order: 'name' } }))
        .length,
    ).toBe(3);
  });
});

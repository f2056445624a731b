import { beforeEach, describe, expect, it } from 'vitest';
import { XmlRpcFault, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { createLive, type Live } from '../../live/live.ts';
import { sourceUrl } from '../../world/bodies-koji.ts';
import { clockwork, NOON } from '../../world/clockwork.ts';
import { userId } from '../../world/hosts.ts';
import { dispatch } from './methods.ts';
import { type Caller, Sessions } from './session.ts';

const PACKAGE = 'dummy-test-package-crested';
const NVR = `${PACKAGE}-0-0.fc46`;
const { world: base, set } = clockwork();
const commit = base.commits(PACKAGE).find(({ branch }) => branch === 'rawhide');
const SOURCE = sourceUrl(PACKAGE, commit?.sha ?? '');

let live: Live;
let kept = 0;

beforeEach(() => {
  set(NOON);
  live = createLive(base);
  kept = 0;
});

const at = (seconds: number): void => set(NOON + seconds * 1000);

function callerNamed(name: string): Caller {
  return { user: { id: userId(name), name }, session: 1, keep: () => void kept++ };
}

/** A call of the account, or of a stranger. */
function call(
  method: string,
  params: readonly XmlRpcValue[],
  user: string | null = 'packagerbot',
): XmlRpcValue {
  const sessions = new Sessions({ now: () => base.now() });
  const caller = user === null ? null : callerNamed(user);
  return dispatch(live.world, method, params, { live, sessions, caller });
}

function faultOf(
  method: string,
  params: readonly XmlRpcValue[],
  user: string | null = 'packagerbot',
): string {
  try {
    call(method, params, user);
  } catch (thrown) {
    if (thrown instanceof XmlRpcFault) return `${thrown.code} ${thrown.text}`;
    throw thrown;
  }
  return 'no fault';
}

function taskId(value: XmlRpcValue): number {
  if (typeof value !== 'number') throw new Error(`${JSON.stringify(value)} is no task`);
  return value;
}

function nameOf(made: XmlRpcValue): string {
  const { name } = Object(made);
  return String(name);
}

describe('who may change something', () => {
  it('is nobody without login, and nobody at all where the twin has no such part', () => {
    for (const method of ['build', 'cancelTask', 'createSideTag', 'addTag', 'uploadFile']) {
      expect(faultOf(method, [], null)).toBe('1004 you must be logged in for this operation');
    }
    expect(faultOf('addTag', [])).toBe('1000 the twin does not know addTag');
    expect(kept).toBe(0);
  });

  it('has the number of the call remembered when it has changed something', () => {
    call('build', [SOURCE, 'rawhide']);
    call('getBuild', [NVR]);
    expect(faultOf('build', [SOURCE, 'rawhide', {}, -5])).toMatch(/^1004/);
    expect(kept).toBe(1);
  });

  it('may also be asked within a multiCall', () => {
    const item = { methodName: 'build', params: [SOURCE, 'rawhide'] };
    expect(call('multiCall', [[item]])).toEqual([[expect.any(Number)]]);
    expect(call('multiCall', [[item]], null)).toMatchObject([{ faultCode: 1004 }]);
  });
});

describe('build', () => {
  it('is taken whatever it is worth, and refused what only admins may', () => {
    expect(call('build', ['x', 'nosuch'])).toEqual(expect.any(Number));
    expect(faultOf('build', [SOURCE, 'rawhide', {}, -5])).toBe(
      '1004 only admins may create high-priority tasks',
    );
    expect(faultOf('build', [SOURCE])).toMatch(/^1019 /);
    expect(faultOf('build', [SOURCE, 'rawhide', { draft: true }])).toMatch(/^1000 the twin does not know/);
    expect(faultOf('build', [SOURCE, 'rawhide', {}, 0, 'nosuch'])).toMatch(/^1000 .*channelInfo/);
    expect(faultOf('build', [5, 'rawhide'])).toMatch(/^1000 Invalid type/);
  });

  it('keeps its priority and channel', () => {
    const id = taskId(call('build', [SOURCE, 'rawhide', {}, 5, 'maven']));
    expect(call('getTaskInfo', [id, true])).toMatchObject({
      priority: 25,
      channel_id: 3,
      request: [SOURCE, 'rawhide', {}],
      owner: userId('packagerbot'),
    });
  });

  it('shows in every list as it grows', () => {
    const id = taskId(call('build', [SOURCE, 'rawhide']));
    const mine = { owner: userId('packagerbot'), method: 'build', state: [0, 1, 4] };
    const options = { order: '-id', limit: 1 };
    expect(call('listTasks', [mine, options])).toMatchObject([{ id, state: 0 }]);
    at(50);
    expect(call('listTasks', [mine, options])).toMatchObject([{ id, state: 1 }]);
    expect(call('getTaskChildren', [id])).toMatchObject([
      { method: 'buildSRPMFromSCM', state: 2 },
      { state: 1 },
    ]);
    expect(call('getBuild', [NVR])).toMatchObject({ state: 0, task_id: id, completion_ts: null });
    expect(faultOf('getTaskResult', [id])).toBe('1000 Task has not finished yet');
    at(200);
    expect(call('getTaskResult', [id])).toBeNull();
    const filter = { __starstar: true, packageID: PACKAGE, state: 1, queryOpts: { limit: 5 } };
    expect(call('listBuilds', [filter])).toMatchObject([{ nvr: NVR, task_id: id }]);
    expect(call('listTags', [NVR])).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'f46-updates-candidate' })]),
    );
    const history = call('queryHistory', [{ __starstar: true, tables: ['tag_listing'], build: NVR }]);
    expect(history).toMatchObject({
      tag_listing: expect.arrayContaining([
        expect.objectContaining({ 'tag.name': 'f46-updates-candidate', creator_name: 'packagerbot' }),
      ]),
    });
  });

  it('tells why it failed, as a fault or as what the fault was', () => {
    const first = taskId(call('build', [SOURCE, 'rawhide']));
    at(200);
    const id = taskId(call('build', [SOURCE, 'rawhide']));
    at(300);
    expect(call('getTaskInfo', [first])).toMatchObject({ state: 2 });
    expect(call('getTaskInfo', [id])).toMatchObject({ state: 5 });
    expect(faultOf('getTaskResult', [id])).toMatch(
      /^1000 Build already exists \(id=\d+, state=COMPLETE\): \{/,
    );
    expect(call('getTaskResult', [id, false])).toMatchObject({
      faultCode: 1000,
      faultString: expect.stringContaining(`'name': '${PACKAGE}'`),
    });
  });
});

describe('canceling', () => {
  it('ends a task and its build, and is fine about what has ended', () => {
    const id = taskId(call('build', [SOURCE, 'rawhide']));
    at(50);
    expect(call('cancelTask', [id])).toBeNull();
    expect(call('getTaskInfo', [id])).toMatchObject({ state: 3 });
    expect(call('getTaskChildren', [id])).toMatchObject([{ state: 2 }, { state: 3 }]);
    expect(call('getBuild', [NVR])).toMatchObject({ state: 4 });
    expect(faultOf('getTaskResult', [id])).toBe(`1000 Task ${id} is canceled`);
    expect(call('cancelTask', [id])).toBeNull();
    expect(call('cancelBuild', [NVR])).toBe(false);
  });

  it('of a task that nobody has taken up leaves one that never began', () => {
    const id = taskId(call('build', [SOURCE, 'rawhide']));
    call('cancelTask', [id]);
    at(10);
    expect(call('getTaskInfo', [id])).toMatchObject({ state: 3, start_ts: null, host_id: null });
    expect(call('getTaskChildren', [id])).toEqual([]);
  });

  it('ends a build by its name', () => {
    const id = taskId(call('build', [SOURCE, 'rawhide']));
    at(50);
    expect(faultOf('cancelBuild', [NVR], 'twin-alder')).toMatch(/^1004 admin permission required/);
    expect(call('cancelBuild', [NVR])).toBe(true);
    expect(call('getTaskInfo', [id])).toMatchObject({ state: 3 });
    expect(faultOf('cancelBuild', ['no-such-1'])).toMatch(/^1000 No such build/);
  });

  it('is refused for what belongs to others, is not there, or is the twin’s own', () => {
    const id = taskId(call('build', [SOURCE, 'rawhide']));
    expect(faultOf('cancelTask', [id], 'twin-alder')).toBe('1004 Cannot cancel task, not owner');
    expect(faultOf('cancelTask', [99_999_999])).toBe('1000 No such task: 99999999');
    const own = base.tasks().find(({ owner }) => owner === 'packagerbot');
    expect(faultOf('cancelTask', [own?.id ?? 0])).toMatch(/^1000 the twin does not know/);
    at(50);
    const [child] = live.world.childrenOf(id);
    expect(faultOf('cancelTask', [child?.id ?? 0])).toMatch(/^1000 the twin does not know/);
  });
});

describe('side tags and tags', () => {
  it('are made on build tags, known by their owner, and removed by nobody else', () => {
    const made = call('createSideTag', ['f46-build']);
    const name = nameOf(made);
    expect(call('getTag', [name])).toMatchObject({
      extra: { sidetag: true, sidetag_user: 'packagerbot', sidetag_user_id: userId('packagerbot') },
    });
    expect(call('getBuildTarget', [name])).toMatchObject({ dest_tag_name: name, build_tag_name: name });
    const row = { id: expect.any(Number), name, user_id: userId('packagerbot'), user_name: 'packagerbot' };
    expect(call('listSideTags', [], null)).toEqual([row]);
    expect(call('listSideTags', ['f46-build', userId('packagerbot')])).toEqual([row]);
    expect(call('listSideTags', ['f45-build'])).toEqual([]);
    expect(faultOf('removeSideTag', [name], 'twin-alder')).toBe('1004 This is not your sidetag');
    expect(faultOf('removeSideTag', ['f46'])).toBe('1000 Not a sidetag: f46');
    expect(faultOf('createSideTag', ['f46'])).toBe('1004 policy violation (sidetag)');
    expect(faultOf('createSideTag', ['nosuch'])).toMatch(/^1000 No such tagInfo/);
    expect(call('removeSideTag', [name])).toBeNull();
    expect(call('getTag', [name])).toBeNull();
    expect(call('listSideTags', [])).toEqual([]);
  });

  it('take and leave builds where a packager may', () => {
    const name = nameOf(call('createSideTag', ['f46-build']));
    call('build', [SOURCE, 'rawhide', { skip_tag: true }]);
    at(200);
    expect(faultOf('tagBuild', ['f46', NVR])).toBe('1004 policy violation (tag)');
    expect(faultOf('tagBuild', [name, NVR], 'twin-alder')).toBe('1004 policy violation (tag)');
    expect(faultOf('untagBuild', [name, NVR])).toBe(`1003 build ${NVR} not in tag ${name}`);
    expect(call('untagBuild', [name, NVR, false])).toBeNull();

    const task = taskId(call('tagBuild', [name, NVR]));
    at(210);
    expect(call('getTaskInfo', [task])).toMatchObject({ state: 2, method: 'tagBuild' });
    expect(call('listTags', [NVR])).toMatchObject([{ name }]);
    expect(call('untagBuild', [name, NVR])).toBeNull();
    at(211);
    expect(call('listTags', [NVR])).toEqual([]);
    const said = live.world.messagesIn('package', PACKAGE).map(({ topic, body }) => `${topic} ${body().tag}`);
    expect(said).toEqual(
      expect.arrayContaining([
        `org.fedoraproject.prod.buildsys.tag ${name}`,
        `org.fedoraproject.prod.buildsys.untag ${name}`,
      ]),
    );
  });
});

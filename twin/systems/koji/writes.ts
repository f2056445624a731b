import { XmlRpcFault, type XmlRpcStruct, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { submitBuild } from '../../live/builds.ts';
import { cancelBuildTask } from '../../live/cancel.ts';
import type { LiveTag } from '../../live/ledger.ts';
import type { Live } from '../../live/live.ts';
import { createSideTag, makeRepo, removeSideTag, sideTagsOf } from '../../live/side-tags.ts';
import { submitTagging } from '../../live/tag-tasks.ts';
import { leaveTag } from '../../live/taggings.ts';
import { isSideTag } from '../../live/targets.ts';
import { userId } from '../../world/hosts.ts';
import type { Build, Tagging } from '../../world/types.ts';
import { type Arguments, applyOpts } from './arguments.ts';
import { existingBuild } from './builds.ts';
import { beyondTwin, CODE, generic } from './fault.ts';
import { BUILD_STATE, buildState, type TagInfo } from './records.ts';
import { existingTag } from './tags.ts';
import { channelId, existingTask } from './tasks.ts';

/** A method that changes something for the account that calls it. */
export interface WriteMethod {
  readonly names: readonly string[];
  readonly run: (live: Live, user: string, args: Arguments) => XmlRpcValue;
}

/** Options of a build that the twin heeds, or that make no difference to it. */
const BUILD_OPTS = ['scratch', 'skip_tag', 'wait_repo', 'fail_fast', 'background', 'custom_user_metadata'];

/** What a packager may do at the hub. */
export const WRITE_METHODS: Readonly<Record<string, WriteMethod>> = {
  build: { names: ['src', 'target', 'opts', 'priority', 'channel'], run: build },
  cancelTask: {
    names: ['task_id', 'recurse'],
    run: (live, user, args) => {
      const id = args.number('task_id');
      const task = existingTask(live.world, id, true);
      if (task?.owner !== user) throw notAllowed('Cannot cancel task, not owner');
      cancel(live, task.id);
      return null;
    },
  },
  cancelBuild: {
    names: ['buildID', 'strict'],
    run: (live, user, args) => {
      const found = existingBuild(live.world, args.value('buildID'));
      if (found.owner !== user) throw notAllowed(`admin permission required (logged in as ${user})`);
      if (buildState(found, live.world.now()) !== BUILD_STATE.building) return false;
      cancel(live, found.taskId);
      return true;
    },
  },
  createSideTag: {
    names: ['basetag', 'debuginfo', 'suffix'],
    run: (live, user, args) => {
      args.refuse('suffix');
      const { name } = existingTag(live.world, args.key('basetag'));
      if (!live.world.releases.some(({ buildTag }) => buildTag === name)) throw violation('sidetag');
      const made = createSideTag(live, name, user);
      return { id: made.id, name: made.name };
    },
  },
  removeSideTag: {
    names: ['sidetag'],
    run: (live, user, args) => {
      const { name } = existingTag(live.world, args.key('sidetag'));
      if (!isSideTag(name)) throw generic(`Not a sidetag: ${name}`);
      if (!owns(live, name, user)) throw notAllowed('This is not your sidetag');
      removeSideTag(live, name, user);
      return null;
    },
  },
  tagBuild: {
    names: ['tag', 'build', 'force', 'fromtag'],
    run: (live, user, args) => {
      args.refuse('fromtag');
      const { tag, build: one } = tagAndBuild(live, user, args);
      return submitTagging(live, one, tag.name, user).id;
    },
  },
  untagBuild: {
    names: ['tag', 'build', 'strict', 'force'],
    run: (live, user, args) => {
      const { tag, build: one } = tagAndBuild(live, user, args);
      untag(live, user, tag, one, !args.has('strict') || args.flag('strict'));
      return null;
    },
  },
};

/** `listSideTags`, which strangers may ask too. */
export function listSideTags(live: Live, args: Arguments): XmlRpcValue {
  const base = args.has('basetag') ? existingTag(live.world, args.key('basetag')).name : null;
  const user = args.key('user');
  const rows = sideTagsOf(live)
    .filter(({ name, owner }) => {
      const isOfUser = user === null || owner === user || userId(owner) === user;
      return isOfUser && (base === null || name.startsWith(`${base}-side-`));
    })
    .map(sideTagRecord);
  return applyOpts(rows, args.struct('queryOpts'));
}

function sideTagRecord({ id, name, owner }: LiveTag): XmlRpcStruct {
  return { id, name, user_id: userId(owner), user_name: owner };
}

function build(live: Live, user: string, args: Arguments): XmlRpcValue {
  const [source, target] = [args.text('src'), args.text('target')];
  if (source === null || target === null) {
    const lacks = source === null ? 'src' : 'target';
    throw new XmlRpcFault(CODE.PARAMETER, `build() missing a required argument: '${lacks}'`);
  }
  const priority = args.number('priority') ?? 0;
  if (priority < 0) throw notAllowed('only admins may create high-priority tasks');
  const opts = args.struct('opts');
  const unknown = Object.keys(opts).find((name) => !BUILD_OPTS.includes(name));
  if (unknown !== undefined) throw beyondTwin(`a build with ${unknown}`);
  const channel = channelId(live.world, args.key('channel'));
  const task = submitBuild(live, {
    user,
    source,
    target,
    opts,
    priority,
    ...(channel === null ? {} : { channelId: channel }),
  });
  return task.id;
}

function cancel(live: Live, taskId: number): void {
  const task = live.ledger.tasks.find(({ id }) => id === taskId);
  if (task === undefined) throw beyondTwin('how to cancel what it does itself');
  if (task.method !== 'build') throw beyondTwin(`how to cancel a task of ${task.method} alone`);
  cancelBuildTask(live, task);
}

/** Packagers tag into their own side tags, and into those where updates begin. */
function tagAndBuild(
  live: Live,
  user: string,
  args: Arguments,
): { readonly tag: TagInfo; readonly build: Build } {
  const { world } = live;
  const tag = existingTag(world, args.key('tag'));
  const found = existingBuild(world, args.value('build'));
  const isCandidate = world.releases.some(({ tags }) => tags.candidate === tag.name);
  if (!isCandidate && !owns(live, tag.name, user)) throw violation('tag');
  return { tag, build: found };
}

function untag(live: Live, user: string, { name }: TagInfo, one: Build, strict: boolean): void {
  const now = live.world.now();
  const holds = ({ buildId, tag, from, until }: Tagging): boolean =>
    buildId === one.id && tag === name && from <= now && (until === null || until > now);
  const tagging = live.ledger.taggings.find(holds);
  if (tagging !== undefined) {
    leaveTag(live, one, tagging, user, now);
    if (isSideTag(name)) makeRepo(live, name, now);
    return;
  }
  if (live.world.taggingsOf(one.id).some(holds)) throw beyondTwin('how to untag what it tagged itself');
  if (strict) throw new XmlRpcFault(CODE.TAG, `build ${one.nvr} not in tag ${name}`);
}

function owns(live: Live, tag: string, user: string): boolean {
  return sideTagsOf(live).some(({ name, owner }) => name === tag && owner === user);
}

function notAllowed(reason: string): XmlRpcFault {
  return new XmlRpcFault(CODE.NOT_ALLOWED, reason);
}

function violation(policy: string): XmlRpcFault {
  return notAllowed(`policy violation (${policy})`);
}

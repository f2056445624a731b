import { XmlRpcFault, type XmlRpcStruct, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { faultOfTask, TASK_FAULT } from '../../live/endings.ts';
import { HOUR, SECOND } from '../../world/calendar.ts';
import { userId } from '../../world/hosts.ts';
import { firstWhere } from '../../world/timeline.ts';
import type { Host, Task, World } from '../../world/types.ts';
import { type Arguments, applyOpts, applyOptsTo, isList, type Methods } from './arguments.ts';
import { globOf } from './builds.ts';
import { beyondTwin, generic } from './fault.ts';
import { eventAt, hostRecord, seconds, taskRecord, taskState } from './records.ts';

/** No task of the twin runs longer. */
const LONGEST_TASK = 12 * HOUR;
/** Why tasks fail of which no more is known. */
const FAILED = { code: TASK_FAULT.BUILD, text: 'error building package, see build.log for more information' };
/** Free, open, assigned. */
const UNFINISHED: readonly number[] = [0, 1, 4];
/** Options of listTasks that the twin filters by. */
const TASK_OPTS = [
  'state',
  'method',
  'owner',
  'arch',
  'host_id',
  'channel_id',
  'parent',
  'createdAfter',
  'decode',
];

/** Everything about tasks, the builders they run on, and searching. */
export const TASK_METHODS: Methods = {
  getTaskInfo: {
    names: ['task_id', 'request', 'strict'],
    run: (world, args) => {
      const ids = args.value('task_id');
      const one = (id: XmlRpcValue): XmlRpcValue => {
        const task = typeof id === 'number' ? world.task(id) : undefined;
        if (task !== undefined) return taskRecord(task, world.now(), args.flag('request'));
        if (args.flag('strict')) throw generic(`No such task: ${JSON.stringify(id)}`);
        return null;
      };
      return isList(ids) ? ids.map(one) : one(ids);
    },
  },
  getTaskChildren: {
    names: ['task_id', 'request', 'strict'],
    run: (world, args) => {
      const task = existingTask(world, args.number('task_id'), args.flag('strict'));
      return task === undefined ? [] : children(world, task, args.flag('request'));
    },
  },
  getTaskDescendents: {
    names: ['task_id', 'request'],
    run: (world, args) => {
      const root = existingTask(world, args.number('task_id'), true);
      const out: Record<string, XmlRpcValue> = {};
      const open = root === undefined ? [] : [root];
      for (let task = open.pop(); task !== undefined; task = open.pop()) {
        out[String(task.id)] = children(world, task, args.flag('request'));
        open.push(...world.childrenOf(task.id));
      }
      return out;
    },
  },
  getTaskResult: {
    names: ['taskId', 'raise_fault'],
    run: (world, args) => {
      const task = existingTask(world, args.number('taskId'), true);
      if (task === undefined || world.now() < task.finishedAt) throw generic('Task has not finished yet');
      if (task.outcome === 'canceled') throw generic(`Task ${task.id} is canceled`);
      if (task.outcome === 'closed') return null;
      const { code, text } = faultOfTask(task) ?? FAILED;
      if (!args.has('raise_fault') || args.flag('raise_fault')) throw new XmlRpcFault(code, text);
      return { faultCode: code, faultString: text };
    },
  },
  listTasks: { names: ['opts', 'queryOpts'], run: listTasks },
  listHosts: {
    names: ['arches', 'channelID', 'ready', 'enabled', 'userID', 'queryOpts'],
    run: (world, args) => {
      args.refuse('userID');
      const arches = args.list('arches');
      const channel = channelId(world, args.key('channelID'));
      const [ready, enabled] = [args.value('ready'), args.value('enabled')];
      const fits = (host: Host): boolean =>
        (arches === null || arches.some((arch) => host.arches.split(' ').includes(String(arch)))) &&
        (channel === null || host.channels.includes(channel)) &&
        (enabled === null || host.enabled === args.flag('enabled'));
      // queryOpts is taken and not applied, as in the real hub.
      return hostRecords(world, world.hosts.filter(fits)).filter(
        (row) => ready === null || row.ready === ready,
      );
    },
  },
  getHost: {
    names: ['hostInfo', 'strict', 'event'],
    run: (world, args) => {
      const key = args.key('hostInfo');
      const host = findHost(world, key);
      if (host !== undefined) return hostRecords(world, [host])[0] ?? null;
      if (args.flag('strict')) throw generic(`No such host: ${JSON.stringify(key)}`);
      return null;
    },
  },
  listChannels: {
    names: ['hostID', 'event', 'enabled'],
    run: (world, args) => {
      const host = args.has('hostID') ? findHost(world, args.key('hostID')) : null;
      if (args.has('enabled') && !args.flag('enabled')) return [];
      return world.channels
        .filter(({ id }) => host === null || host?.channels.includes(id) === true)
        .map(({ id, name }) => ({ comment: null, description: null, enabled: true, id, name }));
    },
  },
  getLastEvent: {
    names: ['before'],
    run: (world, args) => {
      const before = args.moment('before') ?? world.now();
      const at = world.tasks().findLast(({ createdAt }) => createdAt < before)?.createdAt ?? 0;
      return { id: eventAt(at), ts: seconds(at) };
    },
  },
  search: { names: ['terms', 'type', 'matchType', 'queryOpts'], run: search },
};

export function existingTask(world: World, id: number | null, strict: boolean): Task | undefined {
  const task = id === null ? undefined : world.task(id);
  if (task === undefined && strict) throw generic(`No such task: ${id}`);
  return task;
}

function children(world: World, task: Task, withRequest: boolean): XmlRpcStruct[] {
  return world.childrenOf(task.id).map((child) => taskRecord(child, world.now(), withRequest));
}

function findHost(world: World, key: string | number | null): Host | undefined {
  return world.hosts.find(({ id, name }) => id === key || name === key);
}

export function channelId(world: World, key: string | number | null): number | null {
  if (key === null) return null;
  const channel = world.channels.find(({ id, name }) => id === key || name === key);
  if (channel === undefined) throw generic(`Invalid type for channelInfo: ${JSON.stringify(key)}`);
  return channel.id;
}

function hostRecords(world: World, hosts: readonly Host[]): XmlRpcStruct[] {
  const now = world.now();
  const load = new Map<number, number>();
  const tasks = world.tasks();
  for (let at = tasks.length - 1; at >= 0; at -= 1) {
    const task = tasks[at];
    if (task === undefined || task.createdAt < now - LONGEST_TASK) break;
    if (task.hostId === null || now < task.startedAt || now >= task.finishedAt) continue;
    load.set(task.hostId, (load.get(task.hostId) ?? 0) + 1);
  }
  return hosts.map((host) => hostRecord(host, load.get(host.id) ?? 0, now));
}

function listTasks(world: World, args: Arguments): XmlRpcValue {
  const opts = args.struct('opts');
  const unknown = Object.keys(opts).find((name) => !TASK_OPTS.includes(name));
  if (unknown !== undefined) throw beyondTwin(`listTasks by ${unknown}`);
  const queryOpts = args.struct('queryOpts');
  const now = world.now();
  const states = statesOf(opts);
  const { method, owner, arch, host_id, channel_id, parent, createdAfter } = opts;
  const fits = (task: Task): boolean =>
    (method === undefined || task.method === method) &&
    (states === null || states.includes(taskState(task, now))) &&
    (owner === undefined || task.owner === owner || userId(task.owner) === owner) &&
    (arch === undefined || includes(arch, task.arch)) &&
    (host_id === undefined || task.hostId === host_id) &&
    (channel_id === undefined || task.channelId === channel_id) &&
    // Asked for null, koji gives tasks that nobody called for.
    (parent === undefined || task.parent === parent) &&
    (typeof createdAfter !== 'number' || task.createdAt > createdAfter * SECOND);
  const found = tasksAsked(world, opts).filter(fits);
  if (queryOpts.countOnly === true) return found.length;
  const recordOf = (task: Task): XmlRpcStruct => ({
    ...taskRecord(task, now, opts.decode === true),
    owner_name: task.owner,
    owner_type: 0,
    ...(opts.decode === true ? { result: null } : {}),
  });
  return applyOptsTo(found, recordOf, 'id', queryOpts);
}

function statesOf({ state = null }: XmlRpcStruct): readonly XmlRpcValue[] | null {
  return isList(state) ? state : null;
}

/** The shortest ready-made list that holds them all. */
function tasksAsked(world: World, opts: XmlRpcStruct): readonly Task[] {
  const { method, parent, createdAfter } = opts;
  if (typeof parent === 'number') return world.childrenOf(parent);
  const all = typeof method === 'string' ? world.tasksBy(method) : world.tasks();
  const states = statesOf(opts);
  const unfinished = states?.every((state) => typeof state === 'number' && UNFINISHED.includes(state));
  const since = Math.max(
    typeof createdAfter === 'number' ? createdAfter * SECOND : 0,
    unfinished === true ? world.now() - LONGEST_TASK : 0,
  );
  return all.slice(firstWhere(all, (task) => task.createdAt >= since));
}

function includes(wanted: XmlRpcValue, what: string): boolean {
  return isList(wanted) ? wanted.includes(what) : wanted === what;
}

function search(world: World, args: Arguments): XmlRpcValue {
  const terms = args.text('terms') ?? '';
  const type = args.text('type') ?? '';
  if (terms === '') throw generic('empty search terms');
  const how = args.text('matchType');
  const form = how === 'glob' ? globOf(terms) : how === 'regexp' ? new RegExp(terms, 'i') : null;
  const rows = searchable(world, type)
    .filter(({ name }) => (form === null ? name === terms : form.test(name)))
    .map(({ id, name }) => ({ id, name }));
  return applyOpts(rows, args.struct('queryOpts'));
}

function searchable(world: World, type: string): readonly { readonly id: number; readonly name: string }[] {
  switch (type) {
    case 'package':
      return world.packages;
    case 'build':
      return world.builds().map(({ id, nvr }) => ({ id, name: nvr }));
    case 'tag':
      return world.tags();
    case 'host':
      return world.hosts;
    case 'user':
      return [...new Set(world.builds().map(({ owner }) => owner))].map((name) => ({
        id: userId(name),
        name,
      }));
    default:
      throw generic(`No such search type: ${type}`);
  }
}

import { isStruct } from '../../protocols/xmlrpc/decode.ts';
import type { XmlRpcValue } from '../../protocols/xmlrpc/value.ts';

/** Rows of one list that anybody may ask for. */
export const MAX_ROWS = 1000;

/** Tags that hold what is on its way, a few builds each; all others may hold a whole distribution. */
const ON_ITS_WAY = /-pending$|-build-side-\d+$/;
/** The hub compares every name with these. */
const SCANS: readonly XmlRpcValue[] = ['glob', 'regexp'];

type Arguments = Readonly<Record<string, XmlRpcValue>>;

/** A method that without bounds reads a whole table: its arguments in their order, and what a call of it lacks. */
interface Costly {
  readonly names: string;
  readonly lacks: (args: Arguments) => string | null;
}

const COSTLY: Readonly<Record<string, Costly>> = {
  listBuilds: {
    names:
      'packageID userID taskID prefix state volumeID source createdBefore createdAfter completeBefore completeAfter type typeInfo queryOpts pattern',
    lacks: (args) => {
      if (has(args, 'source', 'pattern'))
        return 'filters other than source and pattern, which scan all builds';
      return has(args, 'taskID') || limited(args) ? null : `queryOpts.limit up to ${MAX_ROWS}`;
    },
  },
  listTags: {
    names: 'build package perms queryOpts',
    lacks: (args) =>
      has(args, 'build', 'package') || limited(args)
        ? null
        : `build, package or queryOpts.limit up to ${MAX_ROWS}`,
  },
  listTagged: {
    names: 'tag event inherit prefix latest package',
    lacks: (args) => {
      const few = typeof args.tag === 'string' && ON_ITS_WAY.test(args.tag) && args.inherit !== true;
      return has(args, 'package') || few ? null : 'package, or a pending tag without inheritance';
    },
  },
  getLatestBuilds: {
    names: 'tag event package',
    lacks: (args) => (has(args, 'package') ? null : 'package'),
  },
  getBuildTargets: {
    names: 'info event buildTagID destTagID queryOpts',
    lacks: (args) =>
      has(args, 'info', 'buildTagID', 'destTagID') || limited(args)
        ? null
        : `buildTagID, destTagID or queryOpts.limit up to ${MAX_ROWS}`,
  },
  listTasks: {
    names: 'opts queryOpts',
    lacks: (args) => {
      const counted = member(args.queryOpts, 'countOnly') === true && isFull(member(args.opts, 'state'));
      return counted || limited(args)
        ? null
        : `queryOpts.limit up to ${MAX_ROWS}, or states that are only counted`;
    },
  },
  queryHistory: {
    names: 'tables',
    lacks: (args) => {
      if (!isFull(args.tables)) return 'tables';
      if (has(args, 'build')) return null;
      const bounded = has(args, 'after', 'afterEvent') || (args.active === true && limited(args));
      return has(args, 'tag', 'package') && bounded
        ? null
        : 'build, or tag with after, or tag with active and queryOpts.limit';
    },
  },
  search: {
    names: 'terms type matchType',
    lacks: ({ matchType = null }) => (SCANS.includes(matchType) ? 'an exact match' : null),
  },
  queryRPMSigs: {
    names: 'rpm_id',
    lacks: (args) => (has(args, 'rpm_id') ? null : 'rpm_id'),
  },
};

/**
 * Throws an error that names the method and what is missing if a call, or one within a multiCall, would make the
 * hub read a whole table. Such a call hurts packagers, and is a fault of ours: it is never sent.
 */
export function refuseExpensive(method: string, params: readonly XmlRpcValue[]): void {
  if (method === 'multiCall' || method === 'system.multicall') {
    for (const item of listOf(params[0])) {
      const name = member(item, 'methodName');
      if (typeof name === 'string') refuseExpensive(name, listOf(member(item, 'params')));
    }
    return;
  }
  // Not by index alone: a method could bear the name of something that every object has.
  const costly = Object.hasOwn(COSTLY, method) ? COSTLY[method] : undefined;
  const lacks = costly?.lacks(named(costly, params)) ?? null;
  if (lacks !== null)
    throw new Error(`${method} is too expensive for the hub and not asked: it needs ${lacks}`);
}

/** The arguments by name, whether they come by place or by name; what comes after those that matter is left out. */
function named({ names }: Costly, params: readonly XmlRpcValue[]): Arguments {
  const last = params.at(-1);
  const marked = isStruct(last) && last.__starstar === true ? last : {};
  const places = names.split(' ').map((name, at) => [name, params[at] ?? null] as const);
  return {
    ...Object.fromEntries(places.slice(0, marked === last ? params.length - 1 : params.length)),
    ...marked,
  };
}

function has(args: Arguments, ...names: readonly string[]): boolean {
  return names.some((name) => (args[name] ?? null) !== null);
}

function limited({ queryOpts }: Arguments): boolean {
  const limit = member(queryOpts, 'limit');
  return typeof limit === 'number' && limit >= 1 && limit <= MAX_ROWS;
}

function member(value: XmlRpcValue | undefined, name: string): XmlRpcValue {
  return isStruct(value) ? (value[name] ?? null) : null;
}

function isFull(value: XmlRpcValue | undefined): boolean {
  return listOf(value).length > 0;
}

function listOf(value: XmlRpcValue | undefined): readonly XmlRpcValue[] {
  return isList(value) ? value : [];
}

function isList(value: XmlRpcValue | undefined): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

import { isStruct } from '../../../lib/protocols/xmlrpc/decode.ts';
import { XmlRpcFault, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import type { World } from '../../world/types.ts';
import { type Access, bind, isList, type Method, type Methods } from './arguments.ts';
import { BUILD_METHODS } from './builds.ts';
import { beyondTwin, CODE, generic, unhandled } from './fault.ts';
import { SESSION_METHODS } from './session-login.ts';
import { TAG_METHODS } from './tags.ts';
import { TASK_METHODS } from './tasks.ts';
import { USER_METHODS } from './users.ts';
import { listSideTags, WRITE_METHODS } from './writes.ts';

export const KOJI_VERSION = '1.35.3';

/** What the hub refuses to strangers, before it looks at arguments. */
const PRIVATE: readonly string[] = [
  'addRPMSig',
  'addTag',
  'build',
  'cancelBuild',
  'cancelTask',
  'chainBuild',
  'createBuildTarget',
  'createSideTag',
  'createTag',
  'editSideTag',
  'editTag2',
  'freeTask',
  'packageListAdd',
  'packageListBlock',
  'removeSideTag',
  'repo.request',
  'resubmitTask',
  'tagBuild',
  'tagBuildBypass',
  'uploadFile',
  'untagBuild',
  'wrapperRPM',
  'writeSignedRPM',
];

const SELF_METHODS: Methods = {
  hello: { names: [], run: () => 'Hello World' },
  getAPIVersion: { names: [], run: () => 1 },
  getKojiVersion: { names: [], run: () => KOJI_VERSION },
  error: {
    names: [],
    run: () => {
      throw generic('test error');
    },
  },
  fault: {
    names: [],
    run: () => {
      throw unhandled('test exception', 'Exception');
    },
  },
};

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...SELF_METHODS, ...BUILD_METHODS, ...TAG_METHODS, ...TASK_METHODS, ...USER_METHODS }),
);
/** Methods that depend on who calls, or on what callers have changed, and need no login. */
const SESSION: ReadonlyMap<string, (typeof SESSION_METHODS)[string]> = new Map(
  Object.entries(SESSION_METHODS),
);
const SIDE_TAGS = { method: 'listSideTags', names: ['basetag', 'user', 'queryOpts'] } as const;
const WRITES = new Map(Object.entries(WRITE_METHODS));
const MULTI = ['multiCall', 'system.multicall'];
const LISTING = ['system.listMethods', '_listapi'];

/** Answers one call or throws the fault that the hub would answer with; without `access` only what all may read. */
export function dispatch(
  world: World,
  method: string,
  params: readonly XmlRpcValue[],
  access: Access | null = null,
): XmlRpcValue {
  if (MULTI.includes(method)) return multi(world, params, access);
  if (LISTING.includes(method)) {
    const open = [...METHODS.keys(), ...SESSION.keys(), SIDE_TAGS.method, 'sslLogin'];
    return [...open, ...PRIVATE, ...MULTI, 'system.listMethods'].sort();
  }
  if (PRIVATE.includes(method)) return write(method, params, access);
  if (access !== null) {
    const own = SESSION.get(method);
    if (own !== undefined) return own(access.sessions, access.caller, params, world.realm);
    if (method === SIDE_TAGS.method) return listSideTags(access.live, bind(method, SIDE_TAGS.names, params));
  }
  const known = METHODS.get(method);
  if (known === undefined) throw generic(`Invalid method: ${method}`);
  return known.run(world, bind(method, known.names, params));
}

function write(method: string, params: readonly XmlRpcValue[], access: Access | null): XmlRpcValue {
  if (access === null || access.caller === null) {
    throw new XmlRpcFault(CODE.NOT_ALLOWED, 'you must be logged in for this operation');
  }
  const known = WRITES.get(method);
  if (known === undefined) throw beyondTwin(method);
  const result = known.run(access.live, access.caller.user.name, bind(method, known.names, params));
  access.caller.keep();
  return result;
}

/** Each item is answered by itself: a result in a list of its own, or a fault with its traceback. */
function multi(world: World, params: readonly XmlRpcValue[], access: Access | null): XmlRpcValue {
  const calls = params[0] ?? null;
  if (params.length !== 1 || !isList(calls))
    throw unhandled('multiCall takes one list of calls', 'TypeError');
  return calls.map((call) => {
    try {
      const { method, args } = itemOf(call);
      return [dispatch(world, method, args, access)];
    } catch (thrown) {
      if (!(thrown instanceof XmlRpcFault)) throw thrown;
      const traceback = ['Traceback (most recent call last):\n', `${thrown.text}\n`];
      return { faultCode: thrown.code, faultString: thrown.text, traceback };
    }
  });
}

function itemOf(call: XmlRpcValue): { readonly method: string; readonly args: readonly XmlRpcValue[] } {
  const { methodName = null, params = null } = isStruct(call) ? call : {};
  if (typeof methodName !== 'string' || !isList(params)) throw unhandled("'methodName'", 'KeyError');
  if (MULTI.includes(methodName)) throw generic('a multiCall within a multiCall');
  return { method: methodName, args: params };
}

import { isRecord } from '../../../lib/protocols/shape.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { rpmSignBody } from '../../world/bodies-koji.ts';
import { DAY, SECOND } from '../../world/calendar.ts';
import { userId } from '../../world/hosts.ts';
import type { Build, Package, Rpm, World } from '../../world/types.ts';
import { type Arguments, applyOpts, applyOptsTo, type Methods, wire } from './arguments.ts';
import { generic } from './fault.ts';
import { BUILD_STATE, buildRecord, buildState } from './records.ts';

/** Signing pauses at most this long between two rpms of a build. */
const SIGNING_PAUSE_MS = 500;

/** The build that is meant by id, NVR, or a struct of name, version and release. */
function findBuild(world: World, info: XmlRpcValue): Build | undefined {
  if (typeof info === 'number' || typeof info === 'string') return world.build(info);
  if (!isRecord(info)) throw generic(`Invalid type for a build: ${String(info)}`);
  const { id, name, version, release } = info;
  return world.build(typeof id === 'number' ? id : `${String(name)}-${String(version)}-${String(release)}`);
}

export function existingBuild(world: World, info: XmlRpcValue): Build {
  const build = findBuild(world, info);
  if (build === undefined) throw generic(`No such build: ${JSON.stringify(wire(info))}`);
  return build;
}

export function findPackage(world: World, key: string | number | null): Package | undefined {
  return world.packages.find((one) => one.name === key || one.id === key);
}

/** Everything about builds and the rpms in them. */
export const BUILD_METHODS: Methods = {
  getBuild: {
    names: ['buildInfo', 'strict'],
    run: (world, args) => {
      const info = args.value('buildInfo');
      const build = args.flag('strict') ? existingBuild(world, info) : findBuild(world, info);
      if (build === undefined) return null;
      return { ...buildRecord(build, world.now()), id: build.id, cg_id: null, cg_name: null };
    },
  },
  listBuilds: {
    names: [
      'packageID',
      'userID',
      'taskID',
      'prefix',
      'state',
      'volumeID',
      'source',
      'createdBefore',
      'createdAfter',
      'completeBefore',
      'completeAfter',
      'type',
      'typeInfo',
      'queryOpts',
      'pattern',
      'cgID',
      'draft',
    ],
    run: (world, args) => {
      args.refuse('volumeID', 'source', 'type', 'typeInfo', 'cgID');
      const now = world.now();
      const found = buildsAsked(world, args).filter(buildFilter(world, args)).reverse();
      return applyOptsTo(found, (build) => buildRecord(build, now), 'build_id', args.struct('queryOpts'));
    },
  },
  listBuildRPMs: {
    names: ['build'],
    run: (world, args) => {
      const build = existingBuild(world, args.value('build'));
      return built(world, build).map((rpm) => rpmRecord(world, build, rpm));
    },
  },
  queryRPMSigs: {
    names: ['rpm_id', 'sigkey', 'queryOpts'],
    run: (world, args) => {
      const id = args.number('rpm_id');
      if (id === null)
        throw generic('the twin asks for a rpm_id: the hub would read every signature there is');
      const found = findRpm(world, id);
      const rows = found === undefined ? [] : signatureRows(world, found.build, found.rpm);
      const key = args.text('sigkey');
      return applyOpts(
        rows.filter((row) => key === null || row.sigkey === key),
        args.struct('queryOpts'),
      );
    },
  },
  getAverageBuildDuration: {
    names: ['package', 'age'],
    run: (world, args) => {
      const name = findPackage(world, args.key('package'))?.name ?? '';
      const months = args.number('age');
      const since = months === null ? 0 : world.now() - months * 30 * DAY;
      const spans = world
        .buildsOf(name)
        .filter(
          (build) => buildState(build, world.now()) === BUILD_STATE.complete && build.completedAt >= since,
        )
        .map((build) => (build.completedAt - build.startedAt) / SECOND);
      return spans.length === 0 ? null : spans.reduce((sum, span) => sum + span, 0) / spans.length;
    },
  },
};

/** All builds, or those of the package that is asked for. */
function buildsAsked(world: World, args: Arguments): readonly Build[] {
  const key = args.key('packageID');
  return key === null ? world.builds() : world.buildsOf(findPackage(world, key)?.name ?? '');
}

function buildFilter(world: World, args: Arguments): (build: Build) => boolean {
  const now = world.now();
  const user = args.key('userID');
  const task = args.number('taskID');
  const state = args.number('state');
  const prefix = args.text('prefix');
  const pattern = args.text('pattern');
  const glob = pattern === null ? null : globOf(pattern);
  const within = (name: 'created' | 'complete', at: number): boolean =>
    at >= (args.moment(`${name}After`) ?? 0) && at <= (args.moment(`${name}Before`) ?? Number.MAX_VALUE);
  const limited = args.has('completeAfter') || args.has('completeBefore');
  return (build) =>
    (user === null || build.owner === user || userId(build.owner) === user) &&
    (task === null || build.taskId === task) &&
    (state === null || buildState(build, now) === state) &&
    (prefix === null || build.name.toLowerCase().startsWith(prefix.toLowerCase())) &&
    (glob === null || glob.test(build.nvr)) &&
    !args.flag('draft') &&
    within('created', build.startedAt) &&
    (!limited || (build.completedAt <= now && within('complete', build.completedAt)));
}

/** A shell pattern as koji's `glob`, which does not mind the case. */
export function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i');
}

function built(world: World, build: Build): readonly Rpm[] {
  return buildState(build, world.now()) === BUILD_STATE.complete ? build.rpms : [];
}

function findRpm(world: World, id: number): { readonly build: Build; readonly rpm: Rpm } | undefined {
  for (const build of world.builds()) {
    const [first] = build.rpms;
    if (first === undefined || id < first.id || id >= first.id + build.rpms.length) continue;
    const rpm = built(world, build).find((one) => one.id === id);
    return rpm === undefined ? undefined : { build, rpm };
  }
  return undefined;
}

function signing(world: World, build: Build, rpm: Rpm) {
  const sigkey = world.release(build.releaseName)?.sigkey ?? '';
  return { sigkey, body: rpmSignBody(build, rpm, sigkey) };
}

function rpmRecord(world: World, build: Build, rpm: Rpm): XmlRpcStruct {
  const { body } = signing(world, build, rpm);
  const record = isRecord(body.rpm) ? body.rpm : {};
  const fields = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, wire(value)]));
  return { ...fields, draft: false, nvr: `${rpm.name}-${build.version}-${build.release}` };
}

/** The row of the unsigned file, which every rpm has, and that of its signature from the moment it was announced. */
function signatureRows(world: World, build: Build, rpm: Rpm): readonly XmlRpcStruct[] {
  const { sigkey, body } = signing(world, build, rpm);
  const sighash = wire(body.sighash);
  const rows: XmlRpcStruct[] = [{ rpm_id: rpm.id, sigkey: '', sighash }];
  const behind = build.rpms.length - 1 - build.rpms.indexOf(rpm);
  const signedBy =
    build.signedAt === null ? Number.POSITIVE_INFINITY : build.signedAt - behind * SIGNING_PAUSE_MS;
  return signedBy <= world.now() ? [...rows, { rpm_id: rpm.id, sigkey, sighash }] : rows;
}

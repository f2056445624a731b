import {
  anything,
  filledText,
  list,
  literal,
  nullable,
  number,
  object,
  type Shape,
  ShapeError,
} from '../../protocols/shape.ts';
import { BUILD_STATE } from '../../systems/koji/schema.ts';
import { reading, textOrNull } from './body.ts';

export type BuildState = keyof typeof BUILD_STATE;

function isBuildState(name: string): name is BuildState {
  return Object.hasOwn(BUILD_STATE, name);
}

const BUILD_STATES = Object.keys(BUILD_STATE).filter(isBuildState);

/** The bus carries the hub's numbers for the states of builds, but names for those of tasks. */
const buildState: Shape<BuildState> = (value, path) => {
  const state = BUILD_STATES.find((name) => BUILD_STATE[name] === value);
  if (state === undefined) throw new ShapeError(path, 'the number of a build state', value);
  return state;
};

const taskState = literal('FREE', 'OPEN', 'CLOSED', 'CANCELED', 'ASSIGNED', 'FAILED');

const named = { name: filledText, version: filledText, release: filledText };

function nvrOf({ name, version, release }: { name: string; version: string; release: string }): string {
  return `${name}-${version}-${release}`;
}

const SOURCE = /\/rpms\/[^/#]+?(?:\.git)?\/?(?:\?[^#]*)?#([0-9a-f]{40})$/;

/** The commit of dist-git that a build is made from; null for imports, images and the like. */
function commitOf(request: readonly unknown[] | null): string | null {
  const source = request?.[0];
  return typeof source === 'string' ? (SOURCE.exec(source)?.[1] ?? null) : null;
}

const build = reading(
  object({
    ...named,
    build_id: number,
    task_id: nullable(number),
    old: nullable(buildState),
    new: buildState,
    request: nullable(list(anything)),
    owner: textOrNull,
  }),
  (body) => ({
    package: body.name,
    nvr: nvrOf(body),
    buildId: body.build_id,
    taskId: body.task_id,
    commit: commitOf(body.request),
    state: body.new,
    oldState: body.old,
    user: body.owner,
  }),
);

/** Only of scratch builds, and of their topmost task alone. */
const task = reading(
  object({
    id: number,
    method: filledText,
    old: nullable(taskState),
    new: taskState,
    srpm: textOrNull,
    owner: textOrNull,
  }),
  ({ id, method, old, new: state, srpm, owner }) => ({
    taskId: id,
    method,
    nvr: /([^/]+)\.src\.rpm$/.exec(srpm ?? '')?.[1] ?? null,
    state,
    oldState: old,
    user: owner,
  }),
);

/** A build that came into, or out of, a tag. A move is one of each. */
const tagging = reading(
  object({ ...named, build_id: nullable(number), tag: filledText, user: textOrNull }),
  (body) => ({
    package: body.name,
    nvr: nvrOf(body),
    buildId: body.build_id,
    tag: body.tag,
    user: body.user,
  }),
);

/** One for each rpm of a build. The build is not always told. */
const signature = reading(
  object({
    sigkey: filledText,
    rpm: object({ build_id: number, name: filledText, arch: filledText }),
    build: nullable(object({ nvr: textOrNull, task_id: nullable(number) })),
  }),
  ({ sigkey, rpm, build: of }) => ({
    nvr: of?.nvr ?? null,
    buildId: rpm.build_id,
    taskId: of?.task_id ?? null,
    rpm: `${rpm.name}.${rpm.arch}`,
    sigkey,
  }),
);

const repo = reading(object({ repo_id: number, tag: filledText }), ({ repo_id, tag }) => ({
  repoId: repo_id,
  tag,
}));

/** What koji says, best effort: a message that the broker did not take is lost. */
export const kojiMessages = {
  'buildsys.build.state.change': build,
  'buildsys.task.state.change': task,
  'buildsys.tag': tagging,
  'buildsys.untag': tagging,
  'buildsys.rpm.sign': signature,
  'buildsys.repo.init': repo,
  'buildsys.repo.done': repo,
} as const;

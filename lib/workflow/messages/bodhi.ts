import {
  boolean,
  filled,
  filledText,
  list,
  nullable,
  number,
  object,
  type Shape,
  ShapeError,
} from '../../protocols/shape.ts';
import { reading, textOrNull, userName } from './body.ts';

const updateShape = object({
  alias: filledText,
  builds: list(object({ nvr: filledText })),
  release: object({ name: filledText }),
  status: filledText,
  request: textOrNull,
  user: userName,
});

type UpdateBody = ReturnType<typeof updateShape>;

function updateFields({ alias, builds, release, status, request, user }: UpdateBody) {
  return {
    alias,
    nvrs: builds.map(({ nvr }) => nvr),
    release: release.name,
    status,
    request,
    user,
  };
}

const update = reading(object({ update: updateShape }), (body) => updateFields(body.update));

/** The messages of 2020 did not tell which builds came or went. */
const edit = reading(
  object({
    update: updateShape,
    new_builds: nullable(list(filledText)),
    removed_builds: nullable(list(filledText)),
  }),
  ({ update: one, new_builds, removed_builds }) => ({
    ...updateFields(one),
    added: new_builds ?? [],
    removed: removed_builds ?? [],
  }),
);

const comment = reading(
  object({ comment: object({ update: updateShape, karma: number, user: userName }) }),
  ({ comment: { update: one, karma, user } }) => ({ ...updateFields(one), karma, user }),
);

/** Taken out of the compose that was to push it. */
const eject = reading(object({ update: updateShape, reason: filledText }), ({ update: one, reason }) => ({
  ...updateFields(one),
  reason,
}));

const builds = filled(object({ nvr: filledText, id: number, task_id: nullable(number) }));

const ready = object({
  artifact: object({ builds, release: textOrNull, repository: textOrNull }),
  update: nullable(object({ alias: filledText, release: object({ name: filledText }) })),
  're-trigger': nullable(boolean),
  agent: filledText,
});

/** The message of 2020 names its update at the end of the address alone. */
function aliasAt(address: string | null, path: string): string {
  const alias = /\/updates\/([^/]+)\/?$/.exec(address ?? '')?.[1];
  if (alias === undefined) throw new ShapeError(path, 'the address of an update', address);
  return alias;
}

/** What CI starts from: the builds of an update that is ready to be tested. */
const readyForTesting: Shape<{
  readonly alias: string;
  /** Today the release's name, e.g. `F46`; in 2020 its dist tag, e.g. `f34`. */
  readonly release: string | null;
  readonly builds: readonly {
    readonly nvr: string;
    readonly buildId: number;
    readonly taskId: number | null;
  }[];
  /** True if somebody asked for the tests to be run again. */
  readonly again: boolean;
  readonly user: string;
}> = reading(ready, ({ artifact, update: one, agent, 're-trigger': again }, path) => ({
  alias: one?.alias ?? aliasAt(artifact.repository, `${path}.artifact.repository`),
  release: one?.release.name ?? artifact.release,
  builds: artifact.builds.map(({ nvr, id, task_id }) => ({ nvr, buildId: id, taskId: task_id })),
  again: again ?? false,
  user: agent,
}));

/** The repository is named after its tag; `bodhi.compose.start` is sent before there is one. */
const compose = reading(object({ repo: textOrNull, agent: filledText }), ({ repo, agent }) => ({
  repo,
  user: agent,
}));

const composed = reading(
  object({ repo: filledText, success: boolean, agent: filledText }),
  ({ repo, success, agent }) => ({ repo, success, user: agent }),
);

const override = reading(
  object({ override: object({ nvr: filledText, submitter: userName }) }),
  ({ override: { nvr, submitter } }) => ({ nvr, user: submitter }),
);

/** What bodhi says. */
export const bodhiMessages = {
  'bodhi.update.request.testing': update,
  'bodhi.update.request.stable': update,
  'bodhi.update.request.unpush': update,
  'bodhi.update.request.obsolete': update,
  'bodhi.update.request.revoke': update,
  'bodhi.update.edit': edit,
  'bodhi.update.comment': comment,
  'bodhi.update.karma.threshold.reach': update,
  'bodhi.update.requirements_met.stable': update,
  'bodhi.update.eject': eject,
  'bodhi.update.complete.testing': update,
  'bodhi.update.complete.stable': update,
  'bodhi.update.status.testing.koji-build-group.build.complete': readyForTesting,
  'bodhi.errata.publish': update,
  'bodhi.compose.start': compose,
  'bodhi.compose.composing': compose,
  'bodhi.compose.complete': composed,
  'bodhi.compose.sync.wait': compose,
  'bodhi.compose.sync.done': compose,
  'bodhi.repo.done': compose,
  'bodhi.buildroot_override.tag': override,
  'bodhi.buildroot_override.untag': override,
} as const;

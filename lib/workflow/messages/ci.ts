import {
  boolean,
  filledText,
  list,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  string,
} from '../../protocols/shape.ts';
import { commitOrNull, idOrNull, numberOrNull, packageOf, reading, textOrNull } from './body.ts';

/** What every message about a test has. */
const common = {
  run: object({ url: textOrNull, id: idOrNull }),
  pipeline: object({ id: idOrNull, name: textOrNull }),
  test: object({ namespace: string, type: string, category: string }),
};

interface Common {
  readonly run: Shaped<typeof common.run>;
  readonly pipeline: Shaped<typeof common.pipeline>;
  readonly test: Shaped<typeof common.test>;
}

function testFields({ run, pipeline, test: { namespace, type, category } }: Common) {
  const said = namespace !== '' && type !== '' && category !== '';
  return {
    /** As resultsdb and the policies of greenwave name it. */
    testcase: said ? `${namespace}.${type}.${category}` : null,
    pipeline: pipeline.name,
    /** No message is bound to share it with the others of its run. */
    run: run.id ?? pipeline.id,
    url: run.url,
  };
}

/** passed, failed, info, needs_inspection or not_applicable; 2020 knew also the words of Jenkins. */
const result = object({ result: textOrNull });
const error = object({ reason: textOrNull });

/** The message of each state of a test: of a known artifact, with what `to` reads of that. */
function tests<A, T extends object>(artifact: Shape<A>, to: (artifact: A) => T) {
  const started = reading(object({ ...common, artifact }), (body) => ({
    ...to(body.artifact),
    ...testFields(body),
  }));
  const complete = reading(object({ ...common, artifact, test: both(common.test, result) }), (body) => ({
    ...to(body.artifact),
    ...testFields(body),
    outcome: body.test.result,
  }));
  const failed = reading(object({ ...common, artifact, error }), (body) => ({
    ...to(body.artifact),
    ...testFields(body),
    reason: body.error.reason,
  }));
  return { started, complete, failed };
}

function both<A extends object, B extends object>(one: Shape<A>, other: Shape<B>): Shape<A & B> {
  return (value, path) => ({ ...one(value, path), ...other(value, path) });
}

/** Of a scratch build the NVR may be empty. The artifact's id is that of koji's task, not of the build. */
const ofBuild = tests(
  object({ id: numberOrNull, component: textOrNull, nvr: textOrNull, scratch: boolean, issuer: textOrNull }),
  ({ id, component, nvr, scratch, issuer }) => ({
    package: component,
    nvr,
    taskId: id,
    scratch,
    user: issuer,
  }),
);

const ofRequest = tests(
  object({
    id: number,
    uid: textOrNull,
    repository: string,
    commit_hash: commitOrNull,
    issuer: textOrNull,
  }),
  ({ id, uid, repository, commit_hash, issuer }) => ({
    package: packageOf(repository.replace(/^https?:\/\/[^/]+\//, '')),
    pullRequest: id,
    uid,
    commit: commit_hash,
    user: issuer,
  }),
);

const ofUpdate = tests(
  object({
    alias: filledText,
    builds: nullable(list(object({ nvr: filledText }))),
    release: nullable(object({ name: filledText })),
  }),
  ({ alias, builds, release }) => ({
    alias,
    nvrs: (builds ?? []).map(({ nvr }) => nvr),
    release: release?.name ?? null,
  }),
);

/** The pipelines of 2018 name koji's task, or the pull request, as the revision. */
function revision(rev: string) {
  const [, prefix, id] = /^(kojitask|PR)-(\d+)$/.exec(rev) ?? [];
  const taskId = prefix === 'kojitask' ? Number(id) : null;
  return { taskId, pullRequest: prefix === 'PR' ? Number(id) : null };
}

const pipeline = reading(
  object({
    repo: filledText,
    namespace: textOrNull,
    branch: filledText,
    rev: string,
    nvr: textOrNull,
    status: filledText,
    build_id: idOrNull,
    build_url: textOrNull,
  }),
  ({ repo, namespace, branch, rev, nvr, status, build_id, build_url }) => ({
    package: packageOf(`${namespace ?? 'rpms'}/${repo}`),
    branch,
    nvr,
    ...revision(rev),
    /** SUCCESS, UNSTABLE or FAILURE; it says nothing before the end. */
    status,
    run: build_id,
    url: build_url,
  }),
);

/** What CI says: Jenkins, openQA, and the pipelines of 2018. */
export const ciMessages = {
  'ci.koji-build.test.queued': ofBuild.started,
  'ci.koji-build.test.running': ofBuild.started,
  'ci.koji-build.test.complete': ofBuild.complete,
  'ci.koji-build.test.error': ofBuild.failed,
  'ci.dist-git-pr.test.queued': ofRequest.started,
  'ci.dist-git-pr.test.running': ofRequest.started,
  'ci.dist-git-pr.test.complete': ofRequest.complete,
  'ci.dist-git-pr.test.error': ofRequest.failed,
  'ci.fedora-update.test.queued': ofUpdate.started,
  'ci.fedora-update.test.running': ofUpdate.started,
  'ci.fedora-update.test.complete': ofUpdate.complete,
  'ci.fedora-update.test.error': ofUpdate.failed,
  'ci.pipeline.allpackages-build.package.ignored': pipeline,
  'ci.pipeline.allpackages-build.package.queued': pipeline,
  'ci.pipeline.allpackages-build.package.running': pipeline,
  'ci.pipeline.allpackages-build.package.complete': pipeline,
  'ci.pipeline.allpackages-build.image.queued': pipeline,
  'ci.pipeline.allpackages-build.image.running': pipeline,
  'ci.pipeline.allpackages-build.image.complete': pipeline,
  'ci.pipeline.allpackages-build.package.test.functional.queued': pipeline,
  'ci.pipeline.allpackages-build.package.test.functional.running': pipeline,
  'ci.pipeline.allpackages-build.package.test.functional.complete': pipeline,
  'ci.pipeline.allpackages-build.complete': pipeline,
  'ci.pipeline.allpackages-pr.package.ignored': pipeline,
  'ci.pipeline.allpackages-pr.package.queued': pipeline,
  'ci.pipeline.allpackages-pr.package.running': pipeline,
  'ci.pipeline.allpackages-pr.package.complete': pipeline,
  'ci.pipeline.allpackages-pr.image.queued': pipeline,
  'ci.pipeline.allpackages-pr.image.running': pipeline,
  'ci.pipeline.allpackages-pr.image.complete': pipeline,
  'ci.pipeline.allpackages-pr.package.test.functional.queued': pipeline,
  'ci.pipeline.allpackages-pr.package.test.functional.running': pipeline,
  'ci.pipeline.allpackages-pr.package.test.functional.complete': pipeline,
  'ci.pipeline.allpackages-pr.complete': pipeline,
} as const;

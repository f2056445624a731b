import {
  html,
  json,
  type TwinContext,
  type TwinReply,
  type TwinRequest,
  type TwinSystem,
  text,
} from '../service.ts';
import type { TestRun, World } from '../world/types.ts';

const JENKINS = '2.528.3';
/** Jobs of Fedora CI, and which test each of them runs. */
const PIPELINES: Readonly<Record<string, RegExp | null>> = {
  'dist-git-pipeline': /\.tier0\./,
  'installability-pipeline': /\.installability\./,
  'rpminspect-pipeline': /\.rpminspect\./,
  'dist-git-trigger': null,
};
const FOLDER = 'fedora-ci';
const BRANCH = 'master';

/** The three systems of CI that are asked, and the one that has no work for rpms any more. */
export const ci: TwinSystem = {
  system: 'ci',
  services: (context) => ({
    ci: { kind: 'http', handle: (request) => asJenkins(jenkins(context, request)) },
    'ci-testing-farm': { kind: 'http', handle: (request) => testingFarm(context.world, request) },
    'ci-packit': { kind: 'http', handle: packit },
    'ci-zuul': { kind: 'http', handle: (request) => zuul(request) },
  }),
};

/** Whatever Jenkins answers, its headers say that it is Jenkins. */
function asJenkins(reply: TwinReply): TwinReply {
  return { ...reply, headers: { ...reply.headers, 'x-jenkins': JENKINS, 'x-hudson': '1.395' } };
}

function jenkins({ world, addresses }: TwinContext, request: TwinRequest): TwinReply {
  const base = addresses.ci;
  const tree = request.query.get('tree');
  switch (request.path) {
    case '/':
      return page('Dashboard');
    case '/login':
      return page('Sign in');
    case '/api/json':
      return shaped(controller(base), tree);
    case '/computer/api/json':
      return shaped(computers(world), tree);
    case '/queue/api/json':
      return shaped({ _class: 'hudson.model.Queue', items: queue(world) }, tree);
  }
  const [, one, folder, two, pipeline = '', three, branch, ...rest] = request.path.split('/');
  const known =
    one === 'job' &&
    folder === FOLDER &&
    two === 'job' &&
    pipeline in PIPELINES &&
    three === 'job' &&
    branch === BRANCH;
  if (!known) return page('Not Found', 404);
  const url = `${base}/job/${FOLDER}/job/${pipeline}/job/${BRANCH}/`;
  const runs = runsOf(world, pipeline);
  switch (rest.join('/')) {
    case '':
      return page(`${FOLDER} » ${pipeline} » ${BRANCH}`);
    case 'api/json':
      return shaped(job(world, pipeline, url, runs), tree);
    case 'lastBuild/api/json': {
      const last = runs.at(-1);
      return last === undefined
        ? page('Not Found', 404)
        : shaped(buildJson(world, pipeline, url, last), tree);
    }
  }
  const found =
    rest.length === 3 && rest[1] === 'api'
      ? runs.find((run) => String(numberOf(run)) === rest[0])
      : undefined;
  return found === undefined ? page('Not Found', 404) : shaped(buildJson(world, pipeline, url, found), tree);
}

function page(title: string, status = 200): TwinReply {
  return html(
    `<!DOCTYPE html>
<html><head><title>${title} - Jenkins</title></head><body>${title}</body></html>
`,
    status,
  );
}

/** `tree` cuts an answer to the members named; which members those hold is left out of account. */
function shaped(value: Readonly<Record<string, unknown>>, tree: string | null): TwinReply {
  if (tree === null) return json(value);
  const names = new Set(tree.replace(/\[[^\]]*\]/g, '').split(','));
  const kept = Object.entries(value).filter(([name]) => name === '_class' || names.has(name));
  return json(Object.fromEntries(kept), 200, { 'content-type': 'application/json;charset=utf-8' });
}

function controller(base: string) {
  return {
    _class: 'hudson.model.Hudson',
    mode: 'EXCLUSIVE',
    nodeDescription: 'the Jenkins controller’s built-in node',
    numExecutors: 0,
    quietingDown: false,
    useSecurity: true,
    jobs: [
      { _class: 'com.cloudbees.hudson.plugins.folder.Folder', name: FOLDER, url: `${base}/job/${FOLDER}/` },
    ],
  };
}

function computers(world: World) {
  const busy = running(world).length;
  const offline = false;
  return {
    _class: 'hudson.model.ComputerSet',
    busyExecutors: busy,
    totalExecutors: Math.max(20, busy),
    displayName: 'Nodes',
    computer: [
      {
        _class: 'hudson.model.Hudson$MasterComputer',
        displayName: 'Built-In Node',
        offline,
        idle: busy === 0,
      },
    ],
  };
}

function running(world: World): TestRun[] {
  const now = world.now();
  return world.testRuns().filter(({ runningAt, doneAt }) => runningAt <= now && doneAt > now);
}

function queue(world: World) {
  const now = world.now();
  return world
    .testRuns()
    .filter(({ runningAt }) => runningAt > now)
    .map((run) => ({
      _class: 'hudson.model.Queue$BuildableItem',
      id: run.id,
      inQueueSince: run.queuedAt,
      buildable: true,
      stuck: false,
      why: 'Waiting for next available executor',
      task: { name: BRANCH },
    }));
}

/** Builds of a job are the runs that have begun; the trigger has one for each build under test. */
function runsOf(world: World, pipeline: string): TestRun[] {
  const test = PIPELINES[pipeline] ?? /\.installability\./;
  const now = world.now();
  return world.testRuns().filter(({ testcase, runningAt }) => test.test(testcase) && runningAt <= now);
}

/** The number in the run's own address. */
function numberOf({ runUrl, id }: TestRun): number {
  return Number(/\/(\d+)\/$/.exec(runUrl)?.[1] ?? id);
}

function job(world: World, pipeline: string, url: string, runs: readonly TestRun[]) {
  const last = runs.at(-1);
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
    name: BRANCH,
    fullName: `${FOLDER}/${pipeline}/${BRANCH}`,
    url,
    buildable: true,
    color: last === undefined ? 'notbuilt' : 'blue',
    inQueue: false,
    lastBuild: last === undefined ? null : buildJson(world, pipeline, url, last),
  };
}

function buildJson(world: World, pipeline: string, url: string, run: TestRun) {
  const building = run.doneAt > world.now();
  const result = run.outcome === 'ERROR' ? 'FAILURE' : run.outcome === 'FAILED' ? 'UNSTABLE' : 'SUCCESS';
  const number = numberOf(run);
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
    number,
    url: `${url}${number}/`,
    fullDisplayName: `${FOLDER} » ${pipeline} » ${BRANCH} #${number}`,
    building,
    result: building ? null : result,
    timestamp: run.runningAt,
    duration: building ? 0 : run.doneAt - run.runningAt,
  };
}

/** A request's state follows the test run that it serves; ids are runs' ids written as a UUID. */
function testingFarm(world: World, { path, method }: TwinRequest): TwinReply {
  if (method === 'POST') return json({ code: 401, message: 'Not authorized' }, 401);
  switch (path) {
    case '/v0.1/about':
      return json({
        version: '0.1',
        release_notes: 'https://docs.testing-farm.io/Testing%20Farm/0.1/release-notes.html',
      });
    case '/v0.1/composes':
    case '/v0.1/composes/public':
      return json({
        composes: world.releases.filter(({ idPrefix }) => idPrefix === 'FEDORA').map(composeOf),
      });
  }
  const id = /^\/v0\.1\/requests\/0{8}-0000-4000-8000-(\d{12})$/.exec(path)?.[1];
  const run = id === undefined ? undefined : world.testRuns().find((one) => one.id === Number(id));
  if (run === undefined) return json({ code: 404, message: 'Entity not found' }, 404);
  const now = world.now();
  const state =
    run.doneAt <= now
      ? run.outcome === 'ERROR'
        ? 'error'
        : 'complete'
      : run.runningAt <= now
        ? 'running'
        : 'queued';
  const done =
    state === 'complete' ? { overall: run.outcome.toLowerCase(), xunit: null, xunit_url: null } : null;
  return json({
    id: path.slice('/v0.1/requests/'.length),
    state,
    result: done,
    run: { artifacts: run.runUrl },
    created: stamp(run.queuedAt),
    updated: stamp(Math.min(now, run.doneAt)),
  });
}

function composeOf({ kind, version }: { kind: string; version: string }): { name: string } {
  return { name: kind === 'rawhide' ? 'Fedora-Rawhide' : `Fedora-${version}` };
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '');
}

function packit({ path }: TwinRequest): TwinReply {
  switch (path) {
    case '/api/healthz':
      return json({ status: 'We are healthy!' });
    case '/api/system': {
      const part = { commit: '', version: '1.10.0' };
      return json({ ogr: part, packit: part, packit_service: part, specfile: part });
    }
    default:
      return json({ error: 'Not Found' }, 404);
  }
}

function zuul({ path }: TwinRequest): TwinReply {
  switch (path) {
    case '/api/info':
      return json({
        info: {
          capabilities: { job_history: true, auth: { realms: {}, default_realm: null } },
          stats: null,
          websocket_url: null,
        },
      });
    case '/api/tenants':
      return json([{ name: 'fedora', projects: 0, queue: 0 }]);
    default:
      return text('Not Found', 404);
  }
}

import { passedSince } from '../../probe/age.ts';
import { ask, askJson, decodeJson } from '../../probe/ask.ts';
import { cannotJudge, ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import type { Jenkins } from '../../targets/target.ts';
import { controller, job, packit, testingFarm, zuul } from './schema.ts';

/** What is asked of a job, with the brackets of Jenkins' language encoded. */
const JOB_TREE = 'name,buildable,lastBuild%5Bnumber,timestamp,building,result%5D';

function addressOf(context: ProbeContext, jenkins: Jenkins): string {
  return jenkins.url ?? context.address('ci');
}

/** Asks every controller; a failure names the one it came from, as they share a probe. */
async function ofEach(
  context: ProbeContext,
  question: (jenkins: Jenkins) => Promise<string>,
): Promise<string> {
  const told: string[] = [];
  for (const jenkins of context.target.jenkins) {
    try {
      told.push(await question(jenkins));
    } catch (thrown) {
      if (!(thrown instanceof ProbeFailure)) throw thrown;
      throw new ProbeFailure({ ...thrown.details, reason: `${jenkins.name}: ${thrown.details.reason}` });
    }
  }
  if (told.length === 0) throw cannotJudge('the target names no Jenkins controller');
  return told.filter((one) => one !== '').join('; ');
}

const up = defineProbe({
  id: 'ci.jenkins.up',
  kind: 'page',
  question: 'does every Jenkins controller answer as Jenkins?',
  at: 'ci',
  run: async (context) => {
    const reason = await ofEach(context, (jenkins) => state(context, jenkins));
    return { reason, data: null };
  },
});

async function state(context: ProbeContext, jenkins: Jenkins): Promise<string> {
  const url = `${addressOf(context, jenkins)}/api/json?tree=mode,quietingDown`;
  // A controller that strangers may not read says so itself: with 403, and as Jenkins.
  const response = await ask(context, url, { expect: [200, 403], headers: { accept: 'application/json' } });
  const version = response.headers['x-jenkins'] ?? '';
  if (version === '') {
    if (response.status === 200) throw wrongAnswer('no X-Jenkins header', response.text, response.url);
    const reason = 'blocked by the edge (HTTP 403)';
    throw new ProbeFailure({ verdict: 'unknown', what: 'blocked', reason, url: response.url });
  }
  if (response.status === 403) return `${jenkins.name} ${version}, not readable without login`;
  const { quietingDown } = decodeJson(response, controller);
  return `${jenkins.name} ${version}${quietingDown === true ? ', about to restart: starts nothing' : ''}`;
}

const jobs = defineProbe({
  id: 'ci.jenkins.jobs',
  question: 'are the jobs of Fedora CI there, and may they run?',
  at: 'ci',
  run: async (context) => {
    const reason = await ofEach(context, async (jenkins) => {
      const told: string[] = [];
      for (const path of jenkins.jobs) told.push(await lastRun(context, jenkins, path));
      return told.join('; ');
    });
    if (reason === '') throw cannotJudge('the target names no job');
    return { reason, data: null };
  },
});

async function lastRun(context: ProbeContext, jenkins: Jenkins, path: string): Promise<string> {
  const url = `${addressOf(context, jenkins)}${path}/api/json?tree=${JOB_TREE}`;
  const { data, response } = await askJson(context, url, job);
  const name = path.replace(/\/job\//g, '/').slice(1);
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (data.name !== decodeURIComponent(last)) {
    throw wrongAnswer(`asked for ${name}, got a job ${data.name}`, response.text, response.url);
  }
  if (!data.buildable) throw wrongAnswer(`${name} is switched off`, response.text, response.url);
  if (data.lastBuild === null) throw wrongAnswer(`${name} never ran`, response.text, response.url);
  const { number, timestamp, building, result } = data.lastBuild;
  const how = building ? 'running' : (result ?? 'without result').toLowerCase();
  return `${name} #${number} ${how}, started ${ageInWords(passedSince(context, timestamp, response))} ago`;
}

const farm = defineProbe({
  id: 'ci.testingFarm.about',
  question: 'does Testing Farm, which runs the tests, tell its version?',
  at: 'ci-testing-farm',
  run: async (context) => {
    const { data } = await askJson(context, `${context.address('ci-testing-farm')}/v0.1/about`, testingFarm);
    return { reason: `version ${data.version}`, data: data.version };
  },
});

const packitHealth = defineProbe({
  id: 'ci.packit.health',
  question: 'does Packit, the CI of pull requests, call itself healthy?',
  at: 'ci-packit',
  run: async (context) => {
    const { data } = await askJson(context, `${context.address('ci-packit')}/api/healthz`, packit);
    return { reason: data.status, data: null };
  },
});

const zuulInfo = defineProbe({
  id: 'ci.zuul.info',
  question: 'does Zuul answer its API?',
  at: 'ci-zuul',
  run: async (context) => {
    await askJson(context, `${context.address('ci-zuul')}/api/info`, zuul);
    return { reason: 'Zuul tells its capabilities', data: null };
  },
});

export const ciProbes: readonly Probe[] = [up, jobs, farm, packitHealth, zuulInfo];

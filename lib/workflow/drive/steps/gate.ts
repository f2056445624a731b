import { ProbeFailure, wrongAnswer } from '../../../probe/failure.ts';
import type { ProbeContext } from '../../../probe/probe.ts';
import { getUpdate, type TimedUpdate, updateUrl } from '../../../systems/bodhi/client.ts';
import { type Decided, decide } from '../../../systems/greenwave/decide.ts';
import { decisionRequest } from '../../../systems/greenwave/request.ts';
import { listTags } from '../../../systems/koji/calls.ts';
import { call } from '../../../systems/koji/client.ts';
import { resultsOf } from '../../../systems/resultsdb/client.ts';
import { messagesOf } from '../bus.ts';
import { type Flow, made, type PackageWork, type Step, type StepDone } from '../flow.ts';
import { Final, waitFor } from '../waiting.ts';

/** Pages of a build's results that are read: a build has a handful. */
const RESULT_PAGES = 2;
/** Outcomes of results that are still to come. */
const UNFINISHED = ['QUEUED', 'RUNNING'];
const NO_CI = 'not on this release: Fedora CI tests numbered releases of Fedora';

/** Fedora CI starts on updates of Fedora alone: its trigger wants a dist tag `fNN`. */
export function hasCi({ release }: Flow): boolean {
  return /^f\d+$/.test(made(release, 'release').dist_tag);
}

export async function updateOf(flow: Flow, context: ProbeContext): Promise<TimedUpdate> {
  const alias = made(flow.update, 'update');
  const found = await getUpdate(context, alias);
  if (found === null) throw wrongAnswer(`bodhi has lost ${alias}`, '', updateUrl(context, alias));
  return found;
}

/** What greenwave says to the question that bodhi asks it about the update. */
export async function decisionOf(flow: Flow, context: ProbeContext): Promise<Decided | null> {
  return decide(context, decisionRequest(await updateOf(flow, context)));
}

type Requirement = Decided['unsatisfied_requirements'][number];

function isMissing({ type }: Requirement): boolean {
  return type.startsWith('test-result-missing') || type.startsWith('test-result-incomplete');
}

export const tests: Step = {
  name: 'tests',
  system: 'ci',
  run: async (flow, context, clock): Promise<StepDone> => {
    if (!hasCi(flow)) return { skipped: NO_CI };
    await learnRequired(flow, context);
    const told: string[] = [];
    let failed = false;
    for (const work of flow.packages) {
      const { nvr } = made(work.build, 'build');
      await waitFor(context, clock, `running test of ${nvr}`, async () => {
        const [running] = await messagesOf(context, {
          kind: 'ci.koji-build.test.running',
          since: flow.startedAt,
          is: (event) => event.nvr === nvr && counts(work, event.testcase),
        });
        return running === undefined ? { seen: 'no ci.koji-build.test.running' } : { found: running };
      });
      for (const testcase of work.required.length > 0 ? work.required : [null]) {
        const { outcome, url } = await waitFor(
          context,
          clock,
          `end of ${testcase ?? 'a test'} of ${nvr}`,
          () => ended(flow, context, nvr, testcase),
        );
        failed ||= outcome === 'failed' || outcome === 'needs_inspection';
        told.push(`${testcase ?? 'a test'} of ${nvr}: ${outcome}`);
        flow.runUrl ??= url;
      }
    }
    const url = flow.runUrl === null ? {} : { url: flow.runUrl };
    return { reason: told.join(', '), ...(failed ? { outcome: 'test' as const } : {}), ...url };
  },
};

/**
 * Which test cases greenwave waits for; none where it has no policy for the package. Where it cannot be asked any test
 * counts: that it does not answer is for its own step to say.
 */
async function learnRequired(flow: Flow, context: ProbeContext): Promise<void> {
  const decided = await decisionOf(flow, context).catch((thrown: unknown) => {
    if (thrown instanceof ProbeFailure) return null;
    throw thrown;
  });
  for (const work of flow.packages) {
    const { nvr } = made(work.build, 'build');
    const of = (decided?.unsatisfied_requirements ?? []).filter((one) => one.subject_identifier === nvr);
    work.required = [...new Set(of.flatMap(({ testcase }) => (testcase === null ? [] : [testcase])))];
  }
}

function counts({ required }: PackageWork, testcase: string | null): boolean {
  return required.length === 0 || (testcase !== null && required.includes(testcase));
}

/** The end of a test: its result, or a breakdown of CI, which no waiver is for. */
async function ended(flow: Flow, context: ProbeContext, nvr: string, testcase: string | null) {
  const wanted = (event: { readonly nvr: string | null; readonly testcase: string | null }): boolean =>
    event.nvr === nvr && (testcase === null || event.testcase === testcase);
  const since = flow.startedAt;
  const [complete] = await messagesOf(context, { kind: 'ci.koji-build.test.complete', since, is: wanted });
  if (complete !== undefined) {
    return { found: { outcome: complete.outcome ?? 'without a result', url: complete.url } };
  }
  const [broken] = await messagesOf(context, { kind: 'ci.koji-build.test.error', since, is: wanted });
  if (broken === undefined) return { seen: 'it runs' };
  const why = broken.reason ?? 'no reason given';
  throw new Final(
    wrongAnswer(`CI broke down in ${testcase ?? 'a test'} of ${nvr}: ${why}`, '', broken.url ?? ''),
  );
}

export const results: Step = {
  name: 'results',
  system: 'resultsdb',
  run: async (flow, context, clock): Promise<StepDone> => {
    if (!hasCi(flow)) return { skipped: NO_CI };
    const told: string[] = [];
    for (const work of flow.packages) {
      const { nvr } = made(work.build, 'build');
      const found = await waitFor(context, clock, `result of ${nvr} in resultsdb`, async () => {
        const all = (await resultsOf(context, [nvr], RESULT_PAGES)).results;
        const final = all.filter(({ outcome }) => !UNFINISHED.includes(outcome));
        const missing = work.required.filter((one) => !final.some(({ testcase }) => testcase.name === one));
        if (final.length > 0 && missing.length === 0) return { found: final };
        return { seen: missing.length > 0 ? `nothing of ${missing.join(', ')}` : 'no final result' };
      });
      await waitFor(context, clock, `message of a result of ${nvr} (resultsdb has it)`, async () => {
        const [message] = await messagesOf(context, {
          kind: 'resultsdb.result.new',
          since: flow.startedAt,
          is: (event) => event.subject?.identifier === nvr && counts(work, event.testcase),
        });
        return message === undefined ? { seen: 'none' } : { found: message };
      });
      const counted = found.filter(({ testcase }) => counts(work, testcase.name));
      told.push(...counted.map(({ testcase, outcome }) => `${testcase.name} ${outcome} of ${nvr}`));
    }
    return { reason: told.join(', ') };
  },
};

export const decision: Step = {
  name: 'decision',
  system: 'greenwave',
  run: async (flow, context, clock): Promise<StepDone> => {
    const decided = await waitFor(context, clock, 'decision that misses no result', async () => {
      const answer = await decisionOf(flow, context);
      if (answer === null) return { found: null };
      const missing = answer.unsatisfied_requirements.filter(isMissing);
      if (missing.length === 0) return { found: answer };
      return { seen: `${answer.summary}: ${missing.map(({ testcase }) => testcase ?? '?').join(', ')}` };
    });
    if (decided === null) return { reason: 'greenwave has no policy for it: nothing is required' };
    const shut = decided.unsatisfied_requirements;
    flow.failing = [...new Set(shut.flatMap(({ testcase }) => testcase ?? []))];
    if (shut.length > 0 && flow.failing.length === 0) {
      throw new ProbeFailure({
        verdict: 'failed',
        what: 'wrong answer',
        reason: `greenwave blocks it for no test: ${shut.map(({ type }) => type).join(', ')}`,
      });
    }
    const words = decided.policies_satisfied ? 'satisfied' : `blocked by ${flow.failing.join(', ')}`;
    return { reason: `${words}: ${decided.summary}` };
  },
};

export const signed: Step = {
  name: 'signed',
  system: 'robosignatory',
  capability: 'signing',
  run: async (flow, context, clock): Promise<StepDone> => {
    const { pending_signing_tag } = made(flow.release, 'release');
    const tag = flow.sideTag === null ? pending_signing_tag : `${flow.sideTag}-signing-pending`;
    if (tag === '') return { skipped: 'not on this target: the release has no signing-pending tag' };
    for (const { build } of flow.packages) {
      const { nvr } = made(build, 'build');
      await waitFor(context, clock, `end of ${tag} on ${nvr}`, async () => {
        const { data } = await call(context, listTags(nvr));
        return data.some(({ name }) => name === tag)
          ? { seen: `${nvr} is still in ${tag}` }
          : { found: null };
      });
    }
    await waitFor(context, clock, 'bodhi’s knowledge that the builds are signed', async () => {
      const unsigned = (await updateOf(flow, context)).builds.filter((one) => !one.signed);
      return unsigned.length === 0
        ? { found: null }
        : { seen: `bodhi has ${unsigned.map(({ nvr }) => nvr).join(', ')} as unsigned` };
    });
    return { reason: `${flow.nvrs().join(', ')} left ${tag}; bodhi has them as signed` };
  },
};

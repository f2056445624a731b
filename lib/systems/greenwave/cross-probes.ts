import { askJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { list, object } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { listUpdates } from '../bodhi/client.ts';
import { type Result, result } from '../resultsdb/schema.ts';
import { someOf, through } from '../through.ts';
import { decide } from './decide.ts';
import { decisionRequest } from './request.ts';

/** Updates on the one page that is read. */
const ROWS = 50;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How long greenwave may not know what resultsdb holds. */
const SEEN_MS = 30 * MINUTE;
const WAITED_MS = 14 * DAY;
/** What bodhi calls a gate that is shut, for want of a result or by one. */
const SHUT: readonly (string | null)[] = ['waiting', 'queued', 'running', 'failed'];
/** Updates that are asked about, and results that are looked for. */
const UPDATES = 3;
const RESULTS = 3;
/** Results that say that a test goes on. */
const UNDER_WAY: readonly string[] = ['QUEUED', 'RUNNING'];

/** A required result that greenwave calls missing. */
interface Missing {
  readonly alias: string;
  readonly item: string;
  readonly testcase: string;
}

const results = object({ data: list(result) });

/** The latest result of a test of an item, if resultsdb has held it for long enough. */
async function held(context: ProbeContext, { item, testcase }: Missing): Promise<Result | null> {
  const query = `item=${encodeURIComponent(item)}&testcases=${encodeURIComponent(testcase)}`;
  const url = `${context.address('resultsdb')}/api/v2.0/results/latest?${query}`;
  const { data, response } = await askJson(context, url, results);
  const stranger = data.data.find(
    (one) => one.testcase.name !== testcase || one.data.item?.includes(item) !== true,
  );
  if (stranger !== undefined) {
    const reason = `result ${stranger.id} is none of ${testcase} for ${item}`;
    throw wrongAnswer(reason, response.text, response.url);
  }
  const before = context.now() - SEEN_MS;
  return data.data.find((one) => one.submit_time < before && !UNDER_WAY.includes(one.outcome)) ?? null;
}

/** What greenwave waits for, of the newest updates whose gate has been shut for a while. */
async function missingOf(context: ProbeContext): Promise<{ asked: number; missing: readonly Missing[] }> {
  const now = context.now();
  const filter = {
    status: ['pending', 'testing'],
    submittedSince: now - WAITED_MS,
    submittedBefore: now - SEEN_MS,
  } as const;
  const updates = await through('bodhi', () => listUpdates(context, filter, ROWS));
  const shut = updates.filter(
    ({ test_gating_status, builds }) => SHUT.includes(test_gating_status) && builds.length > 0,
  );
  const missing: Missing[] = [];
  let asked = 0;
  for (const update of shut.slice(0, UPDATES)) {
    const { verbose, ...question } = decisionRequest(update);
    const decision = await decide(context, question);
    if (decision === null) continue;
    asked += 1;
    for (const { type, testcase, subject_identifier: item } of decision.unsatisfied_requirements) {
      if (!type.startsWith('test-result-missing') || testcase === null || item === null) continue;
      missing.push({ alias: update.alias, item, testcase });
    }
  }
  return { asked, missing };
}

const seen = defineProbe({
  id: 'greenwave.results.seen',
  kind: 'consistency',
  question: 'does greenwave call results missing that resultsdb has held for 30 minutes?',
  at: ['greenwave', 'bodhi', 'resultsdb'],
  run: async (context) => {
    const { asked, missing } = await missingOf(context);
    const url = context.address('greenwave');
    if (missing.length === 0) {
      const reason = `no result is missing: ${asked} updates whose gate is shut asked about`;
      return { reason, value: 0, url, data: null };
    }
    const unseen: string[] = [];
    const wanted = missing.slice(0, RESULTS);
    for (const one of wanted) {
      const found = await through('resultsdb', () => held(context, one));
      if (found === null) continue;
      const age = ageInWords(context.now() - found.submit_time);
      unseen.push(`${one.testcase} of ${one.item} ${found.outcome} for ${age} (${one.alias})`);
    }
    const reason =
      unseen.length === 0
        ? `${missing.length} results are missing, and resultsdb has none of ${wanted.length} either`
        : `missing to greenwave, but at resultsdb: ${someOf(unseen)}`;
    return { reason, value: unseen.length, evidence: unseen.join(', '), url, data: null };
  },
});

/** What greenwave decides on against what there is. */
export const greenwaveCrossProbes: readonly Probe[] = [seen];

import { cannotJudge } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import { someOf } from '../through.ts';
import {
  countOfDay,
  QUIET_SECONDS,
  startsOf,
  type TestMessage,
  tests,
  triggers,
  WINDOW_SECONDS,
  waitOf,
} from './tests.ts';

/** By then a test has ended. */
const PATIENCE_MS = 90 * 60_000;
/** Fewer tests make no share. */
const LEAST = 5;
const LEAST_OF_DAY = 20;

interface Queued {
  readonly all: readonly TestMessage[];
  readonly since: number;
}

const started: Probe<Queued> = defineProbe({
  id: 'ci.tests.started',
  kind: 'lag',
  question: 'how long after bodhi had handed a build to CI was its first test queued, at worst?',
  at: 'datagrepper',
  run: async (context) => {
    const asked = await triggers(context);
    const queued = await tests(context, 'queued');
    const now = context.now();
    const starts = startsOf(asked, queued);
    const [worst] = [...starts].sort((one, other) => waitOf(other, now) - waitOf(one, now));
    const url = context.address('datagrepper');
    if (worst === undefined) throw cannotJudge('bodhi has handed no build to CI in 3 h', '', url);
    const never = starts.filter(({ queuedAt }) => queuedAt === null);
    const how =
      worst.queuedAt === null
        ? `${worst.nvr} not for ${ageInWords(waitOf(worst, now))}`
        : `${worst.nvr} after ${ageInWords(waitOf(worst, now))}`;
    const reason = `${starts.length - never.length} of ${starts.length} builds queued, ${how}`;
    const evidence = someOf(never.map(({ nvr }) => nvr));
    return { reason, value: waitOf(worst, now) / 1000, evidence, url, data: queued };
  },
});

/** The tests that should have ended, and all ends that are known. */
async function dueTests(context: ProbeContext, queued: Queued, seconds: number) {
  const complete = await tests(context, 'complete', seconds);
  const broken = await tests(context, 'error', seconds);
  const known = Math.max(queued.since, complete.since, broken.since);
  const due = queued.all.filter(({ at }) => at > known && at < context.now() - PATIENCE_MS);
  return { due, ends: [...complete.all, ...broken.all] };
}

const finished = defineProbe({
  id: 'ci.tests.finished',
  kind: 'consistency',
  question: 'what share of the tests that were queued 90 minutes ago has neither ended nor broken down?',
  at: 'datagrepper',
  run: async (context) => {
    const lately = await dueTests(context, await context.need(started), WINDOW_SECONDS);
    const { due, ends } =
      lately.due.length >= LEAST
        ? lately
        : await dueTests(context, await tests(context, 'queued', QUIET_SECONDS), QUIET_SECONDS);
    const url = context.address('datagrepper');
    if (due.length < LEAST) throw cannotJudge(`${due.length} tests queued make no share`, '', url);
    const open = due.filter(({ key, at }) => !ends.some((end) => end.key === key && end.at >= at));
    const names = open.map(({ nvr, key }) => `${nvr ?? ''} ${key.slice(key.indexOf(' ') + 1)}`.trim());
    const reason =
      open.length === 0
        ? `${due.length} of ${due.length} tests have ended`
        : `${open.length} of ${due.length} tests have not ended: ${someOf(names)}`;
    const value = (open.length / due.length) * 100;
    return { reason, value, evidence: names.join(', '), url, data: null };
  },
});

const errors = defineProbe({
  id: 'ci.tests.errors',
  kind: 'consistency',
  question: 'what share of the tests of a day broke down before they had a result?',
  at: 'datagrepper',
  run: async (context) => {
    const broken = await countOfDay(context, 'error');
    const complete = await countOfDay(context, 'complete');
    const all = broken + complete;
    const url = context.address('datagrepper');
    if (all < LEAST_OF_DAY) throw cannotJudge(`${all} tests of a day make no share`, '', url);
    return { reason: `${broken} of ${all} tests broke down`, value: (broken / all) * 100, url, data: null };
  },
});

/** What CI was asked to do against what it did, as the bus tells. */
export const ciCrossProbes: readonly Probe[] = [started, finished, errors];

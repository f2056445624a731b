import { STAGE_IDS } from '../../../thresholds/stages.ts';
import type { WireResponse } from '../../k6/ports.ts';
import { ProbeFailure } from '../../probe/failure.ts';
import { type Judged, overall } from '../../probe/finding.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { bodhiReleases } from '../../systems/bodhi/probes.ts';
import type { TimedBuild } from '../../systems/koji/schema.ts';
import { tagBook } from '../tags.ts';
import { builders, buildTimes, gatingFailures, slowerThanUsual, waitingNow } from './answers.ts';
import type { TraceChoice } from './choice.ts';
import { choose } from './choose.ts';
import { collect } from './collect.ts';
import { history } from './history.ts';
import { type Joined, join } from './join.ts';
import { judgeStages } from './judge.ts';
import type { Answered, StageOutcome, TraceRunOutcome } from './outcome.ts';
import { outcomeOf } from './states.ts';

/** Pages of datagrepper: those of CI, whose hours the packages share, and some of each package. */
const CI_PAGES = 150;
const PACKAGE_PAGES = 3;
const PAUSE_MS = 300;

/**
 * Follows the chosen packages, judges the stages, and answers what people ask. What was asked for and is not there, or
 * a system without which nothing can be followed, is the outcome's verdict and its one note.
 */
export async function trace(asked: ProbeContext, choice: TraceChoice): Promise<TraceRunOutcome> {
  const { context, requests } = counting(asked);
  try {
    return { ...(await followed(context, choice)), requests: requests() };
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure)) throw thrown;
    const { verdict, reason } = thrown.details;
    const nothing = { stages: [], traces: [], answers: [] } as const;
    return {
      ...nothing,
      verdict: verdict === 'failed' ? verdict : 'unknown',
      requests: requests(),
      notes: [reason],
    };
  }
}

async function followed(
  context: ProbeContext,
  choice: TraceChoice,
): Promise<Omit<TraceRunOutcome, 'requests'>> {
  const { data: releases } = await bodhiReleases.run(context);
  const book = tagBook(releases);
  const traced = await choose(context, choice, releases);
  const pages = CI_PAGES + PACKAGE_PAGES * traced.length;
  const records = await collect(context, traced, { bus: 'packages', pages, decisions: true });
  const joined = join(context, traced, records, book);
  const traces = joined.map((one) => outcomeOf(one, context));
  const past = await history(context, releases, book, STAGE_IDS);
  const stages = judgeStages(traces, past.pasts);
  const notes = [...records.notes, ...past.notes];
  const answers = await answersTo(context, { stages, joined, builds: [...records.builds.values()] }, notes);
  const verdicts: readonly Judged[] = stages.map(({ verdict }) => verdict);
  // What could not be read may hide what is wrong.
  const unread: readonly Judged[] = records.unread.size === 0 ? [] : ['unknown'];
  return { verdict: overall([...verdicts, ...unread]), stages, traces, answers, notes };
}

interface Seen {
  readonly stages: readonly StageOutcome[];
  readonly joined: readonly Joined[];
  readonly builds: readonly TimedBuild[];
}

/** What people asked in 2020. An answer that koji does not give is noted: it is no stage of the flow. */
async function answersTo(
  context: ProbeContext,
  { stages, joined, builds }: Seen,
  notes: string[],
): Promise<readonly Answered[]> {
  const questions: readonly (() => Answered | Promise<Answered>)[] = [
    () => buildTimes(context, builds),
    () => slowerThanUsual(stages),
    () => builders(context),
    () => waitingNow(context),
    () => gatingFailures(joined),
  ];
  const answers: Answered[] = [];
  for (const answer of questions) {
    try {
      answers.push(await answer());
    } catch (thrown) {
      if (!(thrown instanceof ProbeFailure)) throw thrown;
      notes.push(`a question is not answered: ${thrown.details.reason}`);
    }
  }
  return answers;
}

/** Counts what is sent; what fails and may pass by itself is asked once more. */
function counting(context: ProbeContext): { readonly context: ProbeContext; requests(): number } {
  let requests = 0;
  const send: ProbeContext['send'] = async (request, timed) => {
    requests++;
    const response = await context.send(request, timed);
    if (!isPassing(response)) return response;
    await context.sleep(PAUSE_MS);
    requests++;
    return context.send(request, timed);
  };
  return { context: { ...context, send }, requests: () => requests };
}

/** Refused, reset, or an edge without its service; a time-out would only come again. */
function isPassing({ status, errorCode }: WireResponse): boolean {
  return status === 0 ? errorCode !== 1050 && errorCode !== 1211 : status >= 502;
}

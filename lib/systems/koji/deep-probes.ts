import { cannotJudge } from '../../probe/failure.ts';
import { failureShare } from '../../probe/failure-share.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { getAPIVersion } from './calls.ts';
import { call, hubUrl } from './client.ts';

const DEEP_REQUESTS = 200;
/** The proxies hold idle connections for 15 s, the hub's web server for 16 s. */
const SILENCES_MS = [14_000, 15_000, 16_000];

const keepAlive = defineProbe({
  id: 'koji.deep.keepAlive',
  set: 'deep',
  question: `does a connection that was silent for ${SILENCES_MS.map((ms) => ms / 1000).join(', ')} s still serve?`,
  at: 'koji',
  run: async (context) => {
    const needed = SILENCES_MS.reduce((sum, ms) => sum + ms, context.target.timeoutMs);
    if (context.target.deadlineMs < needed) {
      const seconds = `${needed / 1000} s, the run on target ${context.target.name} has ${context.target.deadlineMs / 1000} s`;
      throw cannotJudge(`needs ${seconds}`, '', hubUrl(context));
    }
    await call(context, getAPIVersion(), { timed: false });
    let kept = 0;
    for (const ms of SILENCES_MS) {
      await context.sleep(ms);
      const { response } = await call(context, getAPIVersion());
      if (response.timings.connect === 0) kept++;
    }
    return { reason: `${SILENCES_MS.length} calls after silence, ${kept} on the old connection`, data: null };
  },
});

const losses = defineProbe({
  id: 'koji.deep.failureShare',
  set: 'deep',
  question: `how many of ${DEEP_REQUESTS} calls of the hub fail?`,
  at: 'koji',
  run: (context) => failureShare(DEEP_REQUESTS, () => call(context, getAPIVersion())),
});

/** What takes long, or many calls: asked when named. */
export const kojiDeepProbes: readonly Probe[] = [keepAlive, losses];

import { cannotJudge } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import { newestMessage } from '../datagrepper/client.ts';
import { datagrepperTopic } from '../datagrepper/probes.ts';
import { kojiBuild } from '../koji/probes.ts';
import { through } from '../through.ts';

/** A topic that never rests; first where the newest message surely is, then a day. */
const TOPIC = 'buildsys.build.state.change';
const DAY = 86_400;
const WINDOWS = [2 * 3600, DAY];

/**
 * How far datanommer is behind koji: the hub's own record of its newest builds, which passes no bus, against the
 * newest message about builds that has been stored. It cannot tell a silent koji or bus from a datanommer that does
 * not store; the ages of other topics do.
 */
const lag = defineProbe({
  id: 'datanommer.arrival.lag',
  kind: 'lag',
  question:
    'how far is the newest stored message about builds behind the newest build that koji has completed?',
  at: 'datagrepper',
  run: async (context) => {
    const { candidates } = await context.need(kojiBuild);
    await context.need(datagrepperTopic);
    const completed = candidates.flatMap(({ completion_ts }) =>
      completion_ts === null ? [] : [completion_ts * 1000],
    );
    if (completed.length === 0) throw cannotJudge('no complete build of koji says when it was');
    const topic = `${context.target.topicPrefix}.${TOPIC}`;
    const newest = await through('datagrepper', () => newestMessage(context, { topic }, WINDOWS));
    const url = context.address('datagrepper');
    const now = context.now();
    const build = `the newest settled build ${ageInWords(now - Math.max(...completed))}`;
    if (newest === null) {
      return { reason: `no message of ${topic} in a day, ${build} old`, value: DAY, url, data: null };
    }
    // Publishers cut their times to whole seconds, and the hub's event comes before its message.
    const unheard = completed.filter((at) => at > newest.at + 1000);
    const value = unheard.length === 0 ? 0 : (now - Math.min(...unheard)) / 1000;
    const behind = unheard.length === 0 ? '' : `: ${unheard.length} later builds are not in it`;
    const message = `newest message ${ageInWords(now - newest.at)} old`;
    return { reason: `${message}, ${build}${behind}`, value, evidence: newest.id, url, data: null };
  },
});

/** What datanommer has stored against what koji has done. */
export const arrivalProbes: readonly Probe[] = [lag];

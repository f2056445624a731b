import { passedSince } from '../../probe/age.ts';
import { cannotJudge } from '../../probe/failure.ts';
import { type Answer, defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import { topicHistory } from '../datagrepper/history.ts';
import { kojiBuild } from '../koji/probes.ts';
import { someOf } from '../through.ts';
import { buildsAnnounced, type Comparison, tagsAnnounced } from './announced.ts';

/** How far back holes are looked for, and where few tags tell nothing; how many pages are read for that. */
const GAP_SECONDS = 6 * 3600;
const QUIET_SECONDS = 24 * 3600;
const GAP_PAGES = 4;
/** Fewer messages have no usual spacing. */
const LEAST = 20;
/** A gap as many times the usual one, and longer than a quarter of an hour, is a hole. */
const HOLE_TIMES = 12;
/** A build goes through its tags in one go, and so is a new release filled: that does not tell how often koji tags. */
const ONE_GO_MS = 2 * 60_000;
const HOLE_MS = 15 * 60_000;

/** Nothing to compare proves nothing where the workflow never rests. */
function answerOf(context: ProbeContext, { compared, silent }: Comparison, what: string): Answer<null> {
  if (compared === 0) throw cannotJudge(`koji did nothing lately of which ${what} would tell`);
  const url = context.address('datagrepper');
  const reason =
    silent.length === 0
      ? `${compared} of ${compared} have their ${what}`
      : `${silent.length} of ${compared} without ${what}: ${someOf(silent)}`;
  return { reason, value: silent.length, url, evidence: silent.join(', '), data: null };
}

const builds = defineProbe({
  id: 'fedora-messaging.builds.announced',
  kind: 'consistency',
  question: 'has each of the newest complete builds of koji its message on the bus?',
  at: 'datagrepper',
  run: async (context) => {
    const { candidates } = await context.need(kojiBuild);
    return answerOf(context, await buildsAnnounced(context, candidates), 'buildsys.build.state.change');
  },
});

const tags = defineProbe({
  id: 'fedora-messaging.tags.announced',
  kind: 'consistency',
  question: 'has each tag of the newest complete builds of koji its message on the bus?',
  at: ['datagrepper', 'koji'],
  run: async (context) => {
    const { candidates } = await context.need(kojiBuild);
    return answerOf(context, await tagsAnnounced(context, candidates), 'buildsys.tag');
  },
});

/** The mean of the silences, but for the longest: a long hole would make itself look usual. */
function usualOf(others: readonly number[]): number {
  const apart = others.filter((ms) => ms > ONE_GO_MS);
  return apart.reduce((sum, ms) => sum + ms, ONE_GO_MS) / (apart.length + 1);
}

const gap = defineProbe({
  id: 'fedora-messaging.tags.gap',
  kind: 'lag',
  question: 'what is the longest silence of buildsys.tag in the last hours, against its usual one?',
  at: 'datagrepper',
  run: async (context) => {
    const window = { topic: 'buildsys.tag', pages: GAP_PAGES };
    const lately = await topicHistory(context, { ...window, seconds: GAP_SECONDS });
    const enough = lately.messages.length >= LEAST;
    const { messages } = enough ? lately : await topicHistory(context, { ...window, seconds: QUIET_SECONDS });
    const url = context.address('datagrepper');
    const [newest] = messages;
    if (newest === undefined || messages.length < LEAST) {
      throw cannotJudge(`${messages.length} messages in a day tell no usual silence`, '', url);
    }
    const age = passedSince(context, newest.at, { url, text: '' });
    const silences = messages.flatMap(({ at }, nth) => {
      const before = messages[nth + 1];
      return before === undefined ? [] : [{ ms: at - before.at, until: at }];
    });
    const all = [{ ms: age, until: context.now() }, ...silences];
    const longest = all.reduce((one, other) => (other.ms > one.ms ? other : one));
    const usual = usualOf(all.filter((one) => one !== longest).map(({ ms }) => ms));
    const hole = longest.ms > HOLE_MS && longest.ms > HOLE_TIMES * usual;
    const until = new Date(longest.until).toISOString().slice(11, 16);
    return {
      reason: `${ageInWords(longest.ms)} until ${until}, usually ${ageInWords(usual)} (${messages.length} messages)`,
      value: longest.ms / 1000,
      ...(hole ? { degraded: true } : {}),
      url,
      data: null,
    };
  },
});

/** What koji did against what the bus says of it. */
export const busProbes: readonly Probe[] = [builds, tags, gap];

import { passedSince } from '../../probe/age.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { anything, filledText, list, number, object } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { listChannels } from './calls.ts';
import { allOf, call, hubUrl, kojiCall, webUrl } from './client.ts';
import { kojiApiVersion, kojiRawhide } from './probes.ts';
import {
  agesInWords,
  backgroundInWords,
  commonest,
  countIn,
  countUrgent,
  lengthsInWords,
  ROWS,
  TASK_STATE,
  type TaskQueue,
  taskQueue,
  tasksIn,
  urgent,
  waited,
} from './queue.ts';
import { BUILD_STATE, tagListing } from './schema.ts';

const FREE = [TASK_STATE.FREE];
const UNFINISHED = [TASK_STATE.FREE, TASK_STATE.OPEN, TASK_STATE.ASSIGNED];
/** Shorter than this a queue is nobody's fault, whoever has all of it. */
const LONG = 200;
/** Builds under way that are looked at. */
const BUILDS = 500;

const taskPage = (context: ProbeContext): string => webUrl(context, 'tasks?state=free&view=flat&order=id');

const length: Probe<TaskQueue> = defineProbe({
  id: 'koji.queue.length',
  kind: 'queue',
  question: 'how many tasks of usual priority wait for a builder, by architecture and by channel?',
  at: 'koji',
  run: async (context) => {
    await context.need(kojiApiVersion);
    const calls = [tasksIn(FREE), countIn(FREE), listChannels()];
    const queue = await allOf(context, calls, taskQueue);
    const other = queue.tasks.find(({ state }) => state !== TASK_STATE.FREE);
    if (other !== undefined) {
      throw wrongAnswer(
        `asked for free tasks, got task ${other.id} of state ${other.state}`,
        '',
        hubUrl(context),
      );
    }
    const reason = `${lengthsInWords(queue)}${backgroundInWords(queue)}`;
    return { reason, value: countUrgent(queue), url: taskPage(context), data: queue };
  },
});

const oldest = defineProbe({
  id: 'koji.queue.oldest',
  kind: 'queue',
  question: 'how long has the oldest task of usual priority waited for a builder?',
  at: 'koji',
  run: async (context) => {
    const queue = await context.need(length);
    const now = context.now();
    const tasks = urgent(queue);
    const [first] = [...tasks].sort((one, other) => waited(other, now) - waited(one, now));
    const low = backgroundInWords(queue);
    if (first === undefined) {
      return { reason: `no task of usual priority waits${low}`, value: 0, data: null };
    }
    for (const { create_ts } of tasks)
      passedSince(context, create_ts * 1000, { text: '', url: hubUrl(context) });
    return {
      reason: `task ${first.id} (${first.method} ${first.arch}); ${agesInWords(queue, tasks, now)}${low}`,
      value: waited(first, now) / 1000,
      url: webUrl(context, `taskinfo?taskID=${first.id}`),
      data: null,
    };
  },
});

const underWay = list(object({ nvr: filledText, name: filledText, owner_name: filledText }));

const buildsUnderWay = kojiCall(underWay, 'listBuilds', [], {
  state: BUILD_STATE.BUILDING,
  queryOpts: { limit: BUILDS, order: '-build_id' },
});

const share = defineProbe({
  id: 'koji.queue.share',
  kind: 'queue',
  question:
    'how many unfinished tasks of usual priority are of one owner, and does one fill more than half of a long queue?',
  at: 'koji',
  run: async (context) => {
    await context.need(kojiApiVersion);
    const seen = await allOf(context, [tasksIn(UNFINISHED), countIn(UNFINISHED), buildsUnderWay], (value) => {
      const [tasks, total, builds] = list(anything)(value, 'multiCall');
      return {
        tasks: tasksIn(UNFINISHED).shape(tasks, 'listTasks'),
        total: number(total, 'listTasks'),
        builds: underWay(builds, 'listBuilds'),
      };
    });
    const low = backgroundInWords(seen);
    const tasks = urgent(seen);
    const total = countUrgent(seen);
    const most = commonest(tasks.map(({ owner }) => owner));
    if (most === null)
      return { reason: `nothing of usual priority waits or runs${low}`, value: 0, data: null };
    const beyond = total > tasks.length;
    const mine = beyond ? (await call(context, countIn(UNFINISHED, most.value))).data : most.count;
    const percent = Math.round((mine / Math.max(1, total)) * 100);
    const builds = commonest(seen.builds.map(({ name }) => name));
    const packages =
      builds === null ? '' : `; builds under way ${seen.builds.length}, of ${builds.value} ${builds.count}`;
    const crowded =
      (total > LONG && mine * 2 > total) ||
      (builds !== null && seen.builds.length > LONG && builds.count * 2 > seen.builds.length);
    return {
      reason: `user ${most.value} has ${mine} of ${total} unfinished tasks (${percent} %)${low}${packages}`,
      value: mine,
      ...(crowded ? { degraded: true } : {}),
      url: webUrl(context, `tasks?owner=${most.value}&state=active&view=flat`),
      data: null,
    };
  },
});

/** Where the build tag gets rawhide’s packages from: before a release the two are named alike, `f46-build` and `f46`. */
function stableTag(buildTag: string): string {
  const [, tag] = /^(.+)-build$/.exec(buildTag) ?? [];
  if (tag === undefined) throw cannotJudge(`the name of ${buildTag} does not tell where its packages are`);
  return tag;
}

const lag = defineProbe({
  id: 'koji.repo.lag',
  kind: 'lag',
  question: 'for how long has a change of rawhide waited to be in the repo that its builds start from?',
  at: 'koji',
  capability: 'repos',
  run: async (context) => {
    const { buildTag, repo } = await context.need(kojiRawhide);
    if (repo === null)
      throw cannotJudge(`${buildTag} has no ready repo: nothing was built since the last one expired`);
    const tag = stableTag(buildTag);
    const after = Math.floor(repo.at / 1000);
    const asked = kojiCall(tagListing, 'queryHistory', [], {
      tables: ['tag_listing'],
      tag,
      after,
      queryOpts: { limit: ROWS },
    });
    const { data, response } = await call(context, asked);
    const stray = data.tag_listing.find((row) => row['tag.name'] !== tag);
    if (stray !== undefined) {
      throw wrongAnswer(`asked for ${tag}, got ${stray['tag.name']}`, response.text, response.url);
    }
    const later = data.tag_listing.map(({ create_ts }) => create_ts * 1000).filter((at) => at > repo.at);
    const ageOfRepo = ageInWords(passedSince(context, repo.at, response));
    const url = webUrl(context, `repoinfo?repoID=${repo.id}`);
    const what = `repo ${repo.id} of ${buildTag} is ${ageOfRepo} old`;
    if (later.length === 0)
      return { reason: `${what}, ${tag} has not changed since`, value: 0, url, data: null };
    const value = passedSince(context, Math.min(...later), response) / 1000;
    const reason = `${what} and lacks ${later.length} builds of ${tag}, the first for ${ageInWords(value * 1000)}`;
    return { reason, value, url, data: null };
  },
});

/** What waits at koji, and what it has not caught up with. */
export const kojiQueueProbes: readonly Probe[] = [length, oldest, share, lag];

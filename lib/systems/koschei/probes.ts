import { passedSince } from '../../probe/age.ts';
import { askPage } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import type { Shaped } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { getUser, listTasks } from '../koji/calls.ts';
import { call, hubUrl, orNil, throughKoji, webUrl } from '../koji/client.ts';
import { kojiApiVersion } from '../koji/probes.ts';
import type { tasks } from '../koji/schema.ts';

/** Koschei's account at koji. */
const ACCOUNT = 'koschei';

const packages = defineProbe({
  id: 'koschei.web.packages',
  kind: 'page',
  question: 'does the front page list the packages?',
  at: 'koschei',
  run: async (context) => {
    await askPage(context, `${context.address('koschei')}/`, ['Package summary']);
    return { reason: 'front page with its packages', data: null };
  },
});

/**
 * The newest scratch build that Koschei started, read at koji's hub: the one trace of its backend that does not
 * pass through its own pages, which stay up without it. Seconds.
 */
const age = defineProbe({
  id: 'koschei.builds.age',
  kind: 'freshness',
  question: 'how long ago did Koschei start its newest build at koji?',
  at: 'koji',
  run: async (context) => {
    await context.need(kojiApiVersion);
    const [newest] = await throughKoji(() => newestBuilds(context));
    if (newest === undefined) throw wrongAnswer('koji holds no build of Koschei', '', hubUrl(context));
    const seconds = Math.max(0, context.now() / 1000 - newest.create_ts);
    return {
      reason: `task ${newest.id} was started ${ageInWords(seconds * 1000)} ago`,
      value: seconds,
      url: webUrl(context, `taskinfo?taskID=${newest.id}`),
      data: null,
    };
  },
});

async function newestBuilds(context: ProbeContext): Promise<Shaped<typeof tasks>> {
  const { data: account } = await call(context, orNil(getUser(ACCOUNT)));
  if (account === null) throw cannotJudge(`koji knows no user ${ACCOUNT}`);
  // Without a parent: the builds themselves, not their parts.
  const opts = { owner: account.id, method: 'build', parent: null };
  const queryOpts = { order: '-id', limit: 1 };
  const { data, response } = await call(context, listTasks(opts, queryOpts));
  const other = data.find(({ owner, method }) => owner !== account.id || method !== opts.method);
  if (other === undefined) {
    for (const { create_ts } of data) passedSince(context, create_ts * 1000, response);
    return data;
  }
  const reason = `asked for builds of ${ACCOUNT}, got task ${other.id}, a ${other.method} of user ${other.owner}`;
  throw wrongAnswer(reason, response.text, response.url);
}

export const koscheiProbes: readonly Probe[] = [packages, age];

import { askPage } from '../../probe/ask.ts';
import { cannotJudge } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { filled, nullable, number, object } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { call, kojiCall, throughKoji, webUrl } from '../koji/client.ts';

/** Koschei's account at koji. */
const ACCOUNT = 'koschei';
/** A task without parent: Koschei's scratch builds, not their parts. */
const NEWEST_BUILD = { method: 'build', parent: null, decode: false };

const user = nullable(object({ id: number }));
const tasks = filled(object({ id: number, create_ts: number }));

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
  run: (context) =>
    throughKoji(async () => {
      const account = await call(context, kojiCall(user, 'getUser', [ACCOUNT]));
      if (account === null) throw cannotJudge(`koji knows no user ${ACCOUNT}`);
      const opts = { ...NEWEST_BUILD, owner: account.id };
      const queryOpts = { order: '-id', limit: 1 };
      const [newest] = await call(context, kojiCall(tasks, 'listTasks', [], { opts, queryOpts }));
      const seconds = Math.max(0, context.now() / 1000 - newest.create_ts);
      return {
        reason: `task ${newest.id} was started ${ageInWords(seconds * 1000)} ago`,
        value: seconds,
        url: webUrl(context, `taskinfo?taskID=${newest.id}`),
        data: null,
      };
    }),
});

export const koscheiProbes: readonly Probe[] = [packages, age];

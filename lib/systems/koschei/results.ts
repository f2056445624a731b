import { passedSince } from '../../probe/age.ts';
import { askJson } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { anything, list, nullable, number, object, type Shaped, string } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { getUser } from '../koji/calls.ts';
import { call, hubUrl, kojiCall, orNil, throughKoji, webUrl } from '../koji/client.ts';
import { kojiApiVersion } from '../koji/probes.ts';
import { someOf } from '../through.ts';

const ACCOUNT = 'koschei';
/** Builds that are looked for at Koschei. */
const BUILDS = 5;
/** Closed and failed: what Koschei has to register. */
const ENDED = [2, 5];

const endedTasks = list(
  object({ id: number, owner: number, state: number, completion_ts: number, request: list(anything) }),
);
type EndedTask = Shaped<typeof endedTasks>[number];

const endedBuilds = (owner: number) =>
  kojiCall(endedTasks, 'listTasks', [], {
    opts: { owner, method: 'build', parent: null, state: ENDED, decode: true },
    queryOpts: { limit: BUILDS, order: '-id' },
  });

/** Koschei’s last builds that have ended, as the hub has them. */
async function ended(context: ProbeContext): Promise<readonly EndedTask[]> {
  const { data: account } = await call(context, orNil(getUser(ACCOUNT)));
  if (account === null) throw cannotJudge(`koji knows no user ${ACCOUNT}`);
  const { data, response } = await call(context, endedBuilds(account.id));
  const other = data.find(({ owner, state }) => owner !== account.id || !ENDED.includes(state));
  if (other !== undefined) {
    const reason = `asked for ended builds of ${ACCOUNT}, got task ${other.id}`;
    throw wrongAnswer(reason, response.text, response.url);
  }
  for (const { completion_ts } of data) passedSince(context, completion_ts * 1000, response);
  return data;
}

/** The package of a build: of its commit at dist-git, or of its source rpm. */
export function packageOf(request: readonly unknown[]): string | null {
  const source = typeof request[0] === 'string' ? request[0] : '';
  const ofCommit = /\/rpms\/([^/#?]+?)(?:\.git)?\/?(?:\?[^#]*)?#/.exec(source)?.[1];
  return ofCommit ?? /([^/]+)-[^-/]+-[^-/]+\.src\.rpm$/.exec(source)?.[1] ?? null;
}

const registered = list(
  object({ name: string, collection: string, last_complete_build: nullable(object({ task_id: number })) }),
);

const lag = defineProbe({
  id: 'koschei.results.lag',
  kind: 'lag',
  question: 'for how long has koji had the end of a build that Koschei started and has not registered?',
  at: ['koschei', 'koji'],
  run: async (context) => {
    await context.need(kojiApiVersion);
    const tasks = (await throughKoji(() => ended(context))).flatMap(({ id, completion_ts, request }) => {
      const name = packageOf(request);
      return name === null ? [] : [{ id, name, at: completion_ts * 1000 }];
    });
    if (tasks.length === 0) throw cannotJudge('koji holds no ended build of Koschei', '', hubUrl(context));
    const names = [...new Set(tasks.map(({ name }) => name))];
    const query = names.map((name) => `name=${encodeURIComponent(name)}`).join('&');
    const { data } = await askJson(
      context,
      `${context.address('koschei')}/api/v1/packages?${query}`,
      registered,
    );
    // A later build of the same package is registered after this one.
    const known = (name: string): number =>
      Math.max(
        0,
        ...data.filter((one) => one.name === name).map((one) => one.last_complete_build?.task_id ?? 0),
      );
    const missing = tasks.filter(({ id, name }) => known(name) < id);
    const value =
      missing.length === 0 ? 0 : (context.now() - Math.min(...missing.map(({ at }) => at))) / 1000;
    const inWords = missing.map(
      ({ id, name, at }) => `${name}, task ${id}, for ${ageInWords(context.now() - at)}`,
    );
    const reason =
      missing.length === 0
        ? `the last ${tasks.length} builds that ended are registered`
        : `${missing.length} of ${tasks.length} ended builds not registered: ${someOf(inWords)}`;
    const url = webUrl(context, `taskinfo?taskID=${(missing[0] ?? tasks[0])?.id ?? 0}`);
    return { reason, value, url, data: null };
  },
});

/** What koji did for Koschei against what Koschei knows of it. */
export const koscheiCrossProbes: readonly Probe[] = [lag];

import { ProbeFailure } from '../../../lib/probe/failure.ts';
import { withContext } from '../../../lib/probe/run.ts';
import { ShapeError } from '../../../lib/protocols/shape.ts';
import type { LoadResult } from '../../../lib/report/load/result.ts';
import type { Api } from '../../../lib/systems/datagrepper/client.ts';
import { resolveConfig } from '../../../lib/targets/resolve.ts';
import { CALL_IDS, CALL_OBJECTIVES, type CallId } from '../../../thresholds/calls.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import { k6Load } from '../../support/k6.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { start } from '../servers/datagrepper.ts';
import { install } from '../servers/install.ts';
import { makeScratch, waitFor } from '../servers/process.ts';
import { messagesOf } from '../twin-messages.ts';
import { compareId, compareNewest, compareSearch, searches, TAG } from './answers.ts';
import { type Sql, sqlOf } from './sql.ts';
import { traceDifferences } from './trace.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

interface LoadRun {
  readonly code: number;
  readonly result: LoadResult;
}

const APIS = ['v2', 'raw'] as const;
const LIMIT_MS = 120_000;
const MANY = 150_000;
/** The least number of comparisons that says something. */
const COMPARISONS = 30;
/** Transactions after which the database of a run under load is stopped: several dozen requests. */
const WELL_FOR = 150;
/** Right answers of that run, at least: what it found to ask for was there. */
const RIGHT_BEFORE = 20;
const CALLS = CALL_IDS.filter((call) => call.startsWith('datagrepper.'));

/** So many requests that each call is judged by itself, at a rate that one worker of gunicorn holds. */
const LOAD = { PW_PROFILE: 'average', PW_RATE_SCALE: '0.5', PW_TIME_SCALE: '0.4' };

/**
 * Loads the real datagrepper, with a month of the twin's messages in its database: whether the client's answers are
 * those of SQL, whether a load run passes, and whether it fails once the database is gone.
 */
export async function checkLoad(say: (line: string) => void): Promise<readonly Check[]> {
  await install(['datagrepper'], say);
  const scratch = makeScratch();
  const server = await start(scratch.dir);
  try {
    const began = Date.now();
    // It stands still, so that the trace sees one moment whoever answers.
    const world = createWorld({ now: () => began });
    const stored = await server.load(messagesOf(world));
    say(`${stored} messages stored in ${Math.round((Date.now() - began) / 1000)} s`);
    const sql = sqlOf(server.facts.database ?? '');
    const env = { PW_DATAGREPPER_URL: server.addresses.datagrepper ?? '', PW_ONLY: 'datagrepper' };
    const checks = [
      { name: 'messages stored', ok: stored >= MANY, detail: `${stored}, at least ${MANY}` },
      ...(await answersAgree(sql, env)),
      await traceAgrees(world, env.PW_DATAGREPPER_URL),
      loadPasses(await loadRun({ ...env, ...LOAD })),
      loadFails(await stoppedUnderLoad(sql, env, () => server.fault())),
    ];
    scratch.remove();
    return checks;
  } finally {
    await server.stop();
  }
}

async function traceAgrees(world: World, real: string): Promise<Check> {
  const { compared, different } = await traceDifferences(world, real);
  const shown = different.slice(0, 3).join('; ');
  const detail = `${compared - different.length} of ${compared} stages and packages alike${shown === '' ? '' : `: ${shown}`}`;
  return {
    name: 'a trace through the real datagrepper',
    ok: different.length === 0 && compared > 500,
    detail,
  };
}

/** One line for all comparisons, and one for each that differs. */
async function answersAgree(sql: Sql, env: Readonly<Record<string, string>>): Promise<Check[]> {
  const { target } = resolveConfig(env, { target: 'local', only: '' });
  const patient = { ...target, deadlineMs: 60_000, pace: { perSecond: 100, burst: 10 } };
  const asker = { id: 'real.answers', system: 'datagrepper' } as const;
  const compared = await withContext(nodeEngine(), patient, asker, async (context) => {
    const all = [await comparison(`newest of ${TAG}`, () => compareNewest(context, sql, TAG))];
    const both = async (name: string, differences: (api: Api) => Promise<string[]>): Promise<void> => {
      for (const api of APIS) all.push(await comparison(`${name}, ${api}`, () => differences(api)));
    };
    for (const [name, of] of await searches(sql)) {
      await both(name, (api) => compareSearch(context, sql, of, api));
    }
    const hour = { windowSeconds: 3600, endSeconds: await sql.newest(), rows: 1 };
    for (const { id } of (await sql.found({ ...hour, topic: TAG })).slice(0, 3)) {
      await both(`message ${id}`, (api) => compareId(context, sql, id, api));
    }
    return all;
  });
  const wrong = compared.filter(({ differs }) => differs.length > 0);
  const agree = compared.length - wrong.length;
  const detail = `${agree} of ${compared.length} agree`;
  const ok = wrong.length === 0 && agree >= COMPARISONS;
  return [
    { name: 'answers to the client and to SQL', ok, detail },
    ...wrong.map(({ name, differs }) => ({ name, ok: false, detail: differs.slice(0, 3).join('; ') })),
  ];
}

/** An answer that the client refuses differs too. */
async function comparison(name: string, differences: () => Promise<string[]>) {
  try {
    return { name, differs: await differences() };
  } catch (thrown) {
    if (thrown instanceof ProbeFailure || thrown instanceof ShapeError) {
      return { name, differs: [thrown.message] };
    }
    throw thrown;
  }
}

async function loadRun(env: Readonly<Record<string, string>>): Promise<LoadRun> {
  const { code, errors, result } = await k6Load({ PW_TARGET: 'local', ...env }, LIMIT_MS);
  if (result === null) throw new Error(`no result of a load run, k6 ended ${code}: ${errors}`);
  return { code, result };
}

function loadPasses({ code, result }: LoadRun): Check {
  const { verdict, requests, calls, objectives, notes } = result;
  const enough = (id: CallId): boolean =>
    calls.some(({ call, samples }) => call === id && samples >= CALL_OBJECTIVES[id].minSamples);
  const made = CALLS.filter(enough);
  const wrong = calls.filter(({ errors }) => errors !== 0).map(({ call, errors }) => `${call} ${errors}`);
  const broken = objectives.filter((one) => one.verdict !== 'ok').map(({ objective }) => objective);
  const ok = code === 0 && verdict === 'ok' && made.length === CALLS.length && wrong.length === 0;
  const more = [...broken, ...wrong, ...notes].map((one) => `; ${one}`).join('');
  const detail = `${verdict} (exit ${code}), ${requests} requests, ${made.length} of ${CALLS.length} calls made often enough${more}`;
  return { name: 'a load run of all calls', ok, detail };
}

async function stoppedUnderLoad(
  sql: Sql,
  env: Readonly<Record<string, string>>,
  stop: () => Promise<void>,
): Promise<LoadRun> {
  const before = await sql.transactions();
  const running = loadRun({ ...env, ...LOAD });
  const underway = async (): Promise<boolean> => (await sql.transactions()) > before + WELL_FOR;
  const stopped = waitFor('requests of the load run', underway).then(stop);
  const [ran] = await Promise.all([running, stopped]);
  return ran;
}

function loadFails({ code, result }: LoadRun): Check {
  const { verdict, objectives, calls } = result;
  const broken = objectives.filter((one) => one.verdict === 'failed').map(({ objective }) => objective);
  const right = calls.reduce((sum, { samples, errors }) => sum + samples * (1 - (errors ?? 1)), 0);
  const ok = code === 99 && verdict === 'failed' && broken.length > 0 && right >= RIGHT_BEFORE;
  const named = broken.join(', ') || 'no objective';
  const detail = `${verdict} (exit ${code}) after ${Math.round(right)} right answers: ${named}`;
  return { name: 'a load run whose database stops', ok, detail };
}

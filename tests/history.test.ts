import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../build.mjs';
import { encodeFault } from '../lib/protocols/xmlrpc/encode.ts';
import type { RunResult } from '../lib/report/result.ts';
import type { Interceptor } from '../twin/service.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Run } from './support/k6.ts';
import { resultFaults } from './support/result-schema.ts';
import { start } from './support/start.ts';

const untouched: Interceptor = (_address, _request, next) => next();
let fault = untouched;
let twin: Twin;
let dir: string;

const databaseGone: Interceptor = async (address, request, next) =>
  address === 'koji' && request.path === '/kojihub' && request.method === 'POST'
    ? { status: 200, body: encodeFault(1014, 'database outage') }
    : next();
const resultsGone: Interceptor = async (address, _request, next) =>
  address === 'resultsdb' ? { status: 503, body: 'no server is available' } : next();
const koscheiDown: Interceptor = async (address, _request, next) =>
  address === 'koschei' ? { status: 503, body: 'no server is available' } : next();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pw-history-'));
  twin = await startTwin({ portBase: 0, intercept: (...args) => fault(...args) });
  await bundle({ entry: 'scenarios/health.ts', out: join(dir, 'health.js') });
});
afterAll(async () => {
  await twin.stop();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  fault = untouched;
});

/** One run of the health scenario; its result is kept under a name, for a later run. */
async function run(name: string, env: Readonly<Record<string, string>> = {}) {
  const ran = await k6Run(join(dir, 'health.js'), { ...twin.env, ...env });
  if (ran.result === null) throw new Error(ran.errors);
  expect(resultFaults(ran.result)).toEqual([]);
  writeFileSync(join(dir, name), JSON.stringify(ran.result));
  return { code: ran.code, result: ran.result, previous: { PW_PREVIOUS: join(dir, name) } };
}

const probesOf = ({ systems }: RunResult) => systems.flatMap(({ probes }) => probes);
const one = (result: RunResult, id: string) => probesOf(result).find(({ probe }) => probe === id);

/** A notice of an outage of these systems that is under way. */
function notice(systems: readonly string[]): string {
  const hour = (by: number): string => new Date(Date.now() + by * 3_600_000).toISOString();
  const file = join(dir, 'notices.json');
  writeFileSync(file, JSON.stringify([{ systems, title: 'work', from: hour(-1), to: hour(1) }]));
  return file;
}

describe('a run of k6', { timeout: 90_000 }, () => {
  it('names two causes that have nothing to do with each other, and nobody besides', async () => {
    fault = (address, request, next) =>
      databaseGone(address, request, async () => resultsGone(address, request, next));
    const { code, result } = await run('two.json');
    expect(code).toBe(99);
    const wrong = probesOf(result).filter(({ verdict }) => verdict !== 'ok');
    const roots = wrong.filter(({ causedBy }) => causedBy === null).map(({ probe }) => probe);
    expect(roots).toEqual(['koji.hub.apiVersion', 'resultsdb.api.health']);
    expect(new Set(wrong.flatMap(({ causedBy }) => causedBy ?? []))).toEqual(new Set(roots));
    expect(one(result, 'koji.hub.getBuild')).toMatchObject({ verdict: 'failed' });
    expect(one(result, 'sigul.signature.present')).toMatchObject({ verdict: 'unknown' });
  });

  it('tells new, still and recovered over a chain of results', async () => {
    const only = { PW_ONLY: 'koschei,waiverdb' };
    const well = await run('well.json', only);
    expect(probesOf(well.result).filter((probe) => probe.recent !== undefined)).toEqual([]);
    fault = koscheiDown;
    const first = await run('first.json', { ...only, ...well.previous });
    expect(one(first.result, 'koschei.web.packages')).toMatchObject({ history: 'new', verdict: 'failed' });
    const second = await run('second.json', { ...only, ...first.previous });
    expect(one(second.result, 'koschei.web.packages')).toMatchObject({
      history: 'still',
      recent: ['failed', 'failed', 'ok'],
    });
    fault = untouched;
    const third = await run('third.json', { ...only, ...second.previous });
    expect(third.code).toBe(0);
    expect(one(third.result, 'koschei.web.packages')).toMatchObject({ history: 'recovered', verdict: 'ok' });
    expect(one(third.result, 'waiverdb.api.about')).toMatchObject({ history: null });
  });

  it('ends well in a planned outage, also for what waits for it, unless it is strict', async () => {
    fault = databaseGone;
    const PW_PLANNED = notice(['koji']);
    const { code, result } = await run('planned.json', { PW_PLANNED });
    expect({ code, verdict: result.verdict, notes: result.notes }).toEqual({
      code: 0,
      verdict: 'degraded',
      notes: [],
    });
    expect(one(result, 'koji.hub.apiVersion')).toMatchObject({ verdict: 'degraded', planned: true });
    expect(one(result, 'koji.hub.apiVersion')?.reason).toMatch(/^planned: “work”: fault 1014/);
    expect(one(result, 'robosignatory.queue.length')).toMatchObject({ verdict: 'degraded', planned: true });
    expect((await run('strict.json', { PW_PLANNED, PW_STRICT: '1' })).code).toBe(99);
    expect((await run('other.json', { PW_PLANNED: notice(['bodhi']) })).code).toBe(99);
  });

  it('is not softened by notices that cannot be read, and not doubted either', async () => {
    const env = { PW_ONLY: 'koschei', PW_PLANNED: 'http://127.0.0.1:9/planned.json' };
    const well = await run('unread.json', env);
    expect({ code: well.code, notes: well.result.notes }).toEqual({
      code: 0,
      notes: ['PW_PLANNED: http://127.0.0.1:9/planned.json could not be read: connection refused'],
    });
    fault = koscheiDown;
    expect((await run('unread.json', env)).code).toBe(99);
  });

  it('of npm start may be held against the very file that it writes', async () => {
    fault = koscheiDown;
    const env = { ...twin.env, PW_REPORT_DIR: dir, PW_ONLY: 'koschei' };
    const read = (): RunResult => JSON.parse(readFileSync(join(dir, 'health.json'), 'utf8'));
    expect((await start([], env)).code).toBe(99);
    fault = untouched;
    expect((await start([], { ...env, PW_PREVIOUS: join(dir, 'health.json') })).code).toBe(0);
    expect(one(read(), 'koschei.web.packages')).toMatchObject({
      history: 'recovered',
      recent: ['ok', 'failed'],
    });
  });

  it.each([
    ['PW_PREVIOUS', '/nowhere/health.json', 'cannot be read'],
    ['PW_PREVIOUS', 'package.json', 'is no result file'],
    ['PW_PLANNED', '/nowhere/planned.md', 'cannot be read'],
    ['PW_PLANNED', 'package.json', 'holds no notices'],
  ])('is refused before any request for a bad %s', async (variable, value, words) => {
    const { code, errors, result } = await k6Run(join(dir, 'health.js'), { ...twin.env, [variable]: value });
    expect({ code, result }).toEqual({ code: 107, result: null });
    expect(errors).toContain(`${variable}: \\"${value}\\" ${words}`);
    const started = await start([], { [variable]: value });
    expect({ code: started.code, stdout: started.stdout }).toEqual({ code: 107, stdout: '' });
    expect(started.stderr).toContain(`${variable}: "${value}" ${words}`);
    expect(started.stderr.trim().split('\n')).toHaveLength(1);
  });
});

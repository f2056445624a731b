import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoadResult } from '../lib/report/load/result.ts';
import type { Interceptor } from '../twin/service.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Load } from './support/k6.ts';
import { emptyPages, faultsIn200, loginPage, after as onceAsked, slowHub } from './support/load-faults.ts';

const well: Interceptor = (_address, _request, next) => next();
/** What `setup()` asks is answered well: these faults come once the load has begun. */
const DISCOVERY = 40;

let fault = well;
let asked = 0;
let agents = new Set<string>();
let twin: Twin;

beforeAll(async () => {
  twin = await startTwin({
    portBase: 0,
    intercept: (address, request, next) => {
      asked++;
      agents.add(request.headers['user-agent'] ?? '');
      return fault(address, request, next);
    },
  });
});
afterAll(() => twin.stop());
beforeEach(() => {
  fault = well;
  asked = 0;
  agents = new Set();
});

/** The average profile for a tenth of its time, over so few calls that each has enough answers. */
const FEW = { PW_PROFILE: 'average', PW_TIME_SCALE: '0.1' };
const HUB = { ...FEW, PW_ONLY: 'koji.getBuild,koji.getTag' };
const BUS = { ...FEW, PW_ONLY: 'datagrepper.searchTopic,datagrepper.rawTopic' };

const broken = (result: LoadResult | null): string[] =>
  (result?.objectives ?? []).filter((one) => one.verdict === 'failed').map((one) => one.objective);

describe('a load run with the real k6', { timeout: 60_000 }, () => {
  it('is ok on a healthy twin, and says who it is', async () => {
    const { code, result, errors } = await k6Load({ ...twin.env, ...HUB });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(result).toMatchObject({ scenario: 'load', target: 'local', verdict: 'ok', profile: 'average' });
    expect(result?.objectives.map((one) => one.objective)).toEqual([
      'koji.getBuild.latency',
      'koji.getBuild.tail',
      'koji.getBuild.errors',
      'koji.getTag.latency',
      'koji.getTag.tail',
      'koji.getTag.errors',
    ]);
    expect(result?.windows).toHaveLength(4);
    for (const { reached, offered, p95 } of result?.windows ?? []) {
      expect(reached).toBeGreaterThan(offered / 2);
      expect(p95).toBeGreaterThan(0);
    }
    expect([...agents]).toEqual([
      expect.stringMatching(/^k6-packager-workflow\/[\d.]+ \(load test; \+https:/),
    ]);
  });

  it('takes the calls it can make where the target has nothing to ask the others for', async () => {
    fault = async (address, request, next) => {
      const reply = await next();
      const isRepo = address === 'koji' && String(request.body).includes('getRepo');
      return isRepo ? { ...reply, body: nothing(String(request.body)) } : reply;
    };
    const env = { ...FEW, PW_ONLY: 'koji.getBuild,koji.getRepo', PW_TIME_SCALE: '0.2' };
    const { code, result } = await k6Load({ ...twin.env, ...env });
    expect(result?.notes).toEqual([
      expect.stringMatching(/^koji\.getRepo was not asked: needs .*ready repo/),
    ]);
    expect(result?.verdict).toBe('ok');
    // k6 alone cannot know that there was nothing to ask for.
    expect(code).toBe(99);
  });

  it.each<[string, Record<string, string>, Interceptor, RegExp]>([
    ['a slow hub', HUB, slowHub(400), /^koji\.getBuild\.latency$/],
    ['faults in 200 answers', HUB, faultsIn200(), /^koji\.getBuild\.errors$/],
    ['a login page with status 200', HUB, loginPage(), /^koji\.getTag\.errors$/],
    ['empty pages', BUS, emptyPages(), /^datagrepper\.searchTopic\.errors$/],
    [
      'answers of status 503',
      BUS,
      async () => ({ status: 503, body: '' }),
      /^datagrepper\.rawTopic\.errors$/,
    ],
    ['answers that never come', HUB, () => new Promise(() => undefined), /^koji\.getBuild\.errors$/],
  ])('fails with %s, and names the objective', async (_what, env, under, objective) => {
    fault = onceAsked(DISCOVERY, under);
    const { code, result } = await k6Load({ ...twin.env, ...env });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 99, verdict: 'failed' });
    expect(broken(result)).toContainEqual(expect.stringMatching(objective));
  });

  it('stops by itself when too much is wrong', async () => {
    fault = onceAsked(DISCOVERY, faultsIn200());
    const { result } = await k6Load({ ...twin.env, PW_PROFILE: 'average', PW_ONLY: 'koji' });
    expect(result?.verdict).toBe('failed');
    expect(result?.durationMs).toBeLessThan(20_000);
    expect(result?.notes.join(' ')).toMatch(/the run ended by itself after \d+ of 90 s/);
  });

  it('fails when there is nothing to begin with, and says why', async () => {
    fault = loginPage();
    const { code, result } = await k6Load({ ...twin.env, ...HUB });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 99, verdict: 'failed' });
    expect(result?.notes.join(' ')).toMatch(/nothing to ask for was found: .*HTML/i);
    expect(asked).toBeLessThan(DISCOVERY);
  });
});

describe('a load run that must not be', { timeout: 60_000 }, () => {
  it.each([
    [{ PW_TARGET: 'prod' }, 'load refused: koji.fedoraproject.org belongs to prod'],
    [
      { PW_KOJI_URL: 'https://koji.stg.fedoraproject.org' },
      'load refused: koji.stg.fedoraproject.org belongs to stg',
    ],
    [{ PW_KOJI_URL: 'http://192.0.2.1', PW_UNLOCK: 'prod' }, 'load refused: koji is at 192.0.2.1'],
    [{ PW_PROFILE: 'storm' }, 'PW_PROFILE: "storm" is unknown. Valid: smoke'],
    [{ PW_PROFILE: 'average', PW_RATE_CEILING: '50' }, 'load refused: profile average asks 60 requests/s'],
  ])('%j is refused in one line, before any request', async (env, said) => {
    const { code, result, errors } = await k6Load(env);
    expect({ code, result, asked }).toEqual({ code: 107, result: null, asked: 0 });
    expect(errors.replace(/\\"/g, '"')).toContain(said);
    expect(errors.split('\n')).toHaveLength(1);
  });
});

/** A multiCall in which everything is nil, with as many items as were asked for. */
function nothing(request: string): string {
  const items = request.split('<name>methodName</name>').slice(1);
  const nil = '<value><array><data>\n<value><nil/></value></data></array></value>\n';
  return `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n${items.map(() => nil).join('')}</data></array></value>\n</param>\n</params>\n</methodResponse>\n`;
}

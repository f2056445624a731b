import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WELL } from '../twin/live/conduct.ts';
import { DriveBench, leftOpen, SCALE, stepsOf } from './support/drive-bench.ts';

/** Longer than any run takes. */
const AGE_MS = 24 * 3_600_000;

/** The pair whose tests pass; the single package's fail on purpose. */
const PASSES = 'dummy-test-package-crested';

let bench: DriveBench;
beforeAll(async () => {
  bench = await DriveBench.start();
}, 60_000);
afterAll(() => bench.twin.stop());
beforeEach(() => bench.lift({ ...WELL, timeScale: SCALE }));

describe('the driven workflow with the real k6', { timeout: 120_000 }, () => {
  it('goes all 21 steps, by a pull request and past a failing test', async () => {
    const { code, result } = await bench.run({ PW_FLOW: 'pr' });
    expect(result?.steps.map(({ step }) => step)).toEqual([...Array(21).keys()]);
    expect(stepsOf(result).filter((one) => !one.endsWith(' ok'))).toEqual([]);
    expect(result?.steps.find(({ name }) => name === 'tests')?.outcome).toBe('test');
    expect({ code, verdict: result?.verdict }).toEqual({ code: 0, verdict: 'ok' });
    expect(await leftOpen(bench.twin)).toEqual([]);
    const [nvr = ''] = result?.nvrs ?? [];
    const build = bench.twin.world.build(nvr);
    const tags = bench.twin.world.taggingsOf(build?.id ?? 0).filter(({ until }) => until === null);
    expect(tags.map(({ tag }) => tag)).toContain('f46');
  });

  it('skips what is not asked for and not needed, with the reason', async () => {
    const { code, result } = await bench.run({ PW_PACKAGE: PASSES });
    const skipped = result?.steps.filter(({ verdict }) => verdict === 'skipped') ?? [];
    expect(skipped.map(({ step }) => step)).toEqual([6, 17, 18, 19]);
    for (const { reason } of skipped) expect(reason).toMatch(/not asked for|nothing to waive/);
    expect(stepsOf(result).filter((one) => !/ (?:ok|skipped)$/.test(one))).toEqual([]);
    expect(code).toBe(0);
  });

  it('takes two packages through a side tag in one update', async () => {
    const { code, result } = await bench.run({ PW_FLOW: 'multi' });
    expect(stepsOf(result).filter((one) => !/ (?:ok|skipped)$/.test(one))).toEqual([]);
    expect({ code, nvrs: result?.nvrs.length }).toEqual({ code: 0, nvrs: 2 });
    const update = bench.twin.world.update(result?.update ?? '');
    expect(update?.builds).toHaveLength(2);
    expect(await leftOpen(bench.twin)).toEqual([]);
  });

  it('does not disturb another run of the same package', async () => {
    const runs = await Promise.all([bench.run({ PW_PACKAGE: PASSES }), bench.run({ PW_PACKAGE: PASSES })]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const nvrs = runs.flatMap(({ result }) => result?.nvrs ?? []);
    expect(new Set(nvrs).size).toBe(2);
  });

  it('is red where a step takes longer than its scaled limit', async () => {
    bench.intercept = async (address, request, next) => {
      const reply = await next();
      const slow = address === 'koji' && request.body.includes('<methodName>build</methodName>');
      if (slow) await new Promise((resolve) => setTimeout(resolve, 2600));
      return reply;
    };
    const { code, result } = await bench.run();
    const submit = result?.steps.find(({ name }) => name === 'submit');
    expect(submit).toMatchObject({ verdict: 'failed', outcome: 'timeout', limitMs: 2000 });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 99, verdict: 'failed' });
    // The hub had taken the build all the same.
    expect(await leftOpen(bench.twin)).toEqual([]);
  });

  it('sweeps what a run that was killed has left, once it is too old to be running', async () => {
    bench.twin.live.behave({ ills: ['build hangs'] });
    await bench.run({ PW_FLOW: 'multi' }, { limitMs: 8000 });
    const left = await leftOpen(bench.twin);
    expect(left.filter((one) => one.startsWith('build task'))).toHaveLength(2);
    expect(left.filter((one) => one.startsWith('side tag'))).not.toHaveLength(0);
    const young = await bench.run({ PW_FLOW: 'sweep' });
    expect({ code: young.code, swept: young.result?.swept }).toEqual({ code: 0, swept: [] });
    expect(await leftOpen(bench.twin)).toEqual(left);
    bench.age(AGE_MS);
    bench.intercept = async (address, request, next) =>
      address === 'koji' && request.body.includes('<methodName>cancelTask</methodName>')
        ? { status: 503, body: 'Service Unavailable' }
        : next();
    const refused = await bench.run({ PW_FLOW: 'sweep' });
    expect({ code: refused.code, verdict: refused.result?.verdict }).toEqual({ code: 99, verdict: 'failed' });
    expect(refused.result?.swept.filter(({ gone }) => !gone).map(({ what }) => what)).toEqual([
      'koji task',
      'koji task',
    ]);
    bench.lift({ ...WELL, timeScale: SCALE });
    const old = await bench.run({ PW_FLOW: 'sweep' });
    const swept = [refused, old].flatMap(({ result }) => result?.swept ?? []);
    const gone = (what: string) => swept.filter((one) => one.what === what && one.gone).length;
    expect([gone('koji task'), gone('side tag')]).toEqual([2, 1]);
    expect(old.code).toBe(0);
    expect(await leftOpen(bench.twin)).toEqual([]);
  });
});

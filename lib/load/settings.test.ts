import { describe, expect, it } from 'vitest';
import { CALL_IDS } from '../../thresholds/calls.ts';
import { ConfigError } from '../targets/config-error.ts';
import { MIX_NAMES, MIXES, sharesOf } from './mixes.ts';
import { resolveLoad } from './settings.ts';

describe('settings of a load run', () => {
  it('asks all calls of all mixes by default, at the smallest profile', () => {
    const settings = resolveLoad({});
    expect(settings.profile).toBe('smoke');
    expect(settings.mixes).toEqual(MIX_NAMES);
    expect([...settings.shares.keys()]).toEqual(CALL_IDS);
    expect(settings).toMatchObject({ rateScale: 1, timeScale: 1, ceiling: null, unlocked: [] });
  });

  it('takes systems and calls, with * for any part', () => {
    const calls = (env: Record<string, string>) => [...resolveLoad(env).shares.keys()];
    expect(calls({ PW_ONLY: 'datagrepper' }).every((call) => call.startsWith('datagrepper.'))).toBe(true);
    expect(calls({ PW_ONLY: 'koji.getBuild' })).toEqual(['koji.getBuild']);
    expect(calls({ PW_ONLY: 'koji.getBuild*' })).toEqual([
      'koji.getBuild',
      'koji.getBuildTarget',
      'koji.getBuildTargets',
    ]);
    expect(calls({ PW_ONLY: 'koji', PW_SKIP: 'koji.get*' })).not.toContain('koji.getTag');
  });

  it.each([
    [{ PW_PROFILE: 'avrage' }, /PW_PROFILE: "avrage" is unknown\. Valid: smoke, average/],
    [{ PW_MIX: 'packagers,robots' }, /PW_MIX: "robots" is unknown\. Valid: packagers, gating/],
    [{ PW_UNLOCK: 'production' }, /PW_UNLOCK: "production" is unknown\. Valid: local, stg, prod/],
    [{ PW_RATE_SCALE: '0' }, /PW_RATE_SCALE: "0" is no number/],
    [{ PW_RATE_SCALE: 'fast' }, /PW_RATE_SCALE: "fast"/],
    [{ PW_TIME_SCALE: '-1' }, /PW_TIME_SCALE: "-1"/],
    [{ PW_RATE_CEILING: '1e9' }, /PW_RATE_CEILING: "1e9"/],
    [{ PW_ONLY: 'bodhi' }, /PW_ONLY: "bodhi" selects no call of load\. Valid: koji, datagrepper/],
    [{ PW_ONLY: 'koji.getBiuld' }, /PW_ONLY: "koji\.getBiuld" selects no call/],
    [{ PW_ONLY: 'koji', PW_SKIP: 'koji' }, /leaves no call/],
  ])('refuses %j in one line that names the value', (env, said) => {
    expect(() => resolveLoad(env)).toThrow(ConfigError);
    expect(() => resolveLoad(env)).toThrow(said);
    try {
      resolveLoad(env);
    } catch (thrown) {
      expect(String(thrown)).not.toContain('\n');
    }
  });
});

describe('mixes', () => {
  it('add up to one, alone and together', () => {
    for (const mixes of [...MIX_NAMES.map((name) => [name]), MIX_NAMES]) {
      const total = [...sharesOf(mixes).values()].reduce((sum, share) => sum + share, 0);
      expect(total).toBeCloseTo(1, 9);
    }
  });

  it('ask every call of the hot path somewhere, and each mix at least ten', () => {
    expect([...sharesOf(MIX_NAMES).keys()]).toEqual(CALL_IDS);
    for (const name of MIX_NAMES) expect(Object.keys(MIXES[name].weights).length).toBeGreaterThanOrEqual(10);
  });
});

import { describe, expect, it } from 'vitest';
import { RESULT_SCHEMA, resultFaults } from '../../../tests/support/result-schema.ts';
import { climb, LOAD_FACTS, LOAD_SAMPLES, seldom } from '../../../tests/support/sample-load.ts';
import { MIX_NAMES } from '../../load/mixes.ts';
import type { LoadOutcome } from '../../load/outcome.ts';
import { PROFILE_NAMES } from '../../load/profiles.ts';
import { renderLoad } from './render.ts';
import { buildLoad } from './result.ts';

const OPTIONS = { dir: 'out', title: 'local', color: false };

describe('the result file of a load run', () => {
  it.each(Object.entries(LOAD_SAMPLES))('of %s is of the form of every result file', (_name, make) => {
    const outcome = make();
    const json = renderLoad(outcome, LOAD_FACTS, OPTIONS)['out/load.json'] ?? '';
    const result: unknown = JSON.parse(json);
    expect(resultFaults(result)).toEqual([]);
    expect(result).toEqual(JSON.parse(JSON.stringify(buildLoad(outcome, LOAD_FACTS))));
  });

  it('says who, what and when before everything else', () => {
    const result = buildLoad(climb(), LOAD_FACTS);
    expect(Object.keys(result).slice(0, 9)).toEqual(
      'schema scenario target pack k6 startedAt durationMs requests verdict'.split(' '),
    );
    expect(result).toMatchObject({ scenario: 'load', startedAt: '2026-11-23T15:04:05.000Z', systems: [] });
    expect(result.breakpoint).toEqual(climb().breakpoint);
  });

  it('is written beside the page', () => {
    const files = renderLoad(climb(), LOAD_FACTS, OPTIONS);
    expect(Object.keys(files)).toEqual(['stdout', 'out/load.json', 'out/load.html']);
  });

  const good = buildLoad(seldom(), LOAD_FACTS);
  const [call, ...calls] = good.calls;
  const [window] = good.windows;
  const { profile: _profile, ...withoutProfile } = good;
  const { breakpoint } = climb();

  it.each<[string, unknown]>([
    ['no profile', withoutProfile],
    ['a profile that is none', { ...good, profile: 'hard' }],
    ['no mix', { ...good, mixes: [] }],
    ['a call with a member of its own', { ...good, calls: [{ ...call, colour: 'red' }, ...calls] }],
    ['a call without its limit', { ...good, calls: [{ ...call, p95Limit: null }] }],
    ['errors in per cent', { ...good, calls: [{ ...call, errors: 3 }] }],
    ['an empty reason', { ...good, calls: [{ ...call, skipped: '' }] }],
    ['a window without length', { ...good, windows: [{ ...window, seconds: 0 }] }],
    ['a step that nobody judged', { ...good, breakpoint: { ...breakpoint, steps: [{ step: 's01' }] } }],
    ['systems with probes', { ...good, systems: [{ system: 'koji', verdict: 'ok', probes: [] }] }],
  ])('refuses %s', (_what, value) => {
    expect(resultFaults(good)).toEqual([]);
    expect(resultFaults(value)).not.toEqual([]);
  });

  it('knows the profiles and the mixes that there are', () => {
    const { profile, mixes } = RESULT_SCHEMA.properties;
    expect(profile.enum).toEqual(PROFILE_NAMES);
    expect(mixes.items.enum).toEqual(MIX_NAMES);
  });

  it('leaves nothing of the outcome out', () => {
    const outcome: LoadOutcome = seldom();
    expect(buildLoad(outcome, LOAD_FACTS)).toMatchObject(outcome);
  });
});

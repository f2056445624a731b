import { describe, expect, it } from 'vitest';
import { RESULT_SCHEMA, resultFaults } from '../../tests/support/result-schema.ts';
import { finding, kojiDown, nothingReported, SAMPLES, sample } from '../../tests/support/sample-result.ts';
import { missing, skipped } from '../probe/judge.ts';
import { defineProbe } from '../probe/probe.ts';
import { SYSTEMS } from '../targets/systems.ts';
import { buildResult, type RunFacts, type RunResult } from './result.ts';

const FACTS: RunFacts = {
  scenario: 'health',
  target: 'prod',
  pack: '0.1.0',
  k6: '2.2.0',
  startedAt: 0,
  durationMs: 1,
  requests: 1,
  notes: [],
};

describe('buildResult', () => {
  it('groups by system in workflow order, and takes the worst', () => {
    const result = buildResult(FACTS, [
      finding('waiverdb.api.about'),
      finding('koji.hub.getBuild', { verdict: 'degraded' }),
      finding('koji.hub.listTags', { verdict: 'skipped' }),
      finding('fas.accounts.ready', { verdict: 'unknown' }),
    ]);
    expect(result.systems.map(({ system, verdict }) => [system, verdict])).toEqual([
      ['fas', 'unknown'],
      ['koji', 'degraded'],
      ['waiverdb', 'ok'],
    ]);
    expect(result.verdict).toBe('unknown');
    expect(result.startedAt).toBe('1970-01-01T00:00:00.000Z');
  });

  it.each([
    ['nothing at all', [], []],
    ['only what is skipped', [finding('sigul.signature.age', { verdict: 'skipped' })], []],
    ['a note beside what is ok', [finding('koji.hub.getBuild')], ['the guard did not finish']],
    ['a note beside what is degraded', [finding('koji.hub.getBuild', { verdict: 'degraded' })], ['lost']],
  ])('never passes %s', (_what, findings, notes) => {
    expect(buildResult({ ...FACTS, notes }, findings).verdict).toBe('unknown');
  });

  it('stays failed whatever the notes say', () => {
    const failed = finding('koji.hub.getBuild', { verdict: 'failed' });
    expect(buildResult({ ...FACTS, notes: ['lost'] }, [failed]).verdict).toBe('failed');
  });
});

describe('result.schema.json', () => {
  it.each(Object.keys(SAMPLES))('takes the sample %s', (name) => {
    expect(resultFaults(SAMPLES[name]?.())).toEqual([]);
  });

  it('takes what the runner makes of probes that never ran', () => {
    const probe = defineProbe({
      id: 'koji.hub.getBuild',
      question: 'is it there?',
      at: 'koji',
      run: () => Promise.resolve({ reason: '', data: null }),
    });
    expect(
      resultFaults(buildResult(FACTS, [skipped(probe, 'not here'), missing(probe, 'no finding')])),
    ).toEqual([]);
  });

  it('covers every verdict of a run', () => {
    expect(new Set(Object.values(SAMPLES).map((make) => make().verdict))).toEqual(
      new Set(['ok', 'degraded', 'failed', 'unknown']),
    );
  });

  it('takes the members of other scenarios', () => {
    expect(resultFaults({ ...kojiDown(), comparisons: [{}] })).toEqual([]);
  });

  const objective = {
    objective: 'koji.getBuild.latency',
    verdict: 'ok',
    value: 14,
    limit: 500,
    unit: 'ms',
    samples: 900,
    minSamples: 100,
  };

  it('takes objectives, with and without a figure', () => {
    const objectives = [objective, { ...objective, verdict: 'unknown', value: null, samples: 0 }];
    expect(resultFaults({ ...kojiDown(), objectives })).toEqual([]);
  });

  const one: RunResult = sample((id) => (id === 'koji.hub.getBuild' ? {} : null));
  const [system] = one.systems;
  const [probe] = system?.probes ?? [];
  const { notes: _notes, ...withoutNotes } = one;

  it.each<[string, unknown]>([
    ['skipped as the verdict of a run', { ...one, verdict: 'skipped' }],
    ['an unknown member', { ...one, colour: 'red' }],
    ['no notes', withoutNotes],
    ['a schema of the future', { ...one, schema: 2 }],
    ['a system that is none', { ...one, systems: [{ ...system, system: 'github' }] }],
    ['a system without probes', { ...one, systems: [{ ...system, probes: [] }] }],
    ['an empty reason', { ...one, systems: [{ ...system, probes: [{ ...probe, reason: '' }] }] }],
    ['a figure as text', { ...one, systems: [{ ...system, probes: [{ ...probe, value: '41 ms' }] }] }],
    ['an unknown unit', { ...one, systems: [{ ...system, probes: [{ ...probe, unit: 'parsecs' }] }] }],
    ['a time without zone', { ...one, startedAt: '2026-11-23 15:04' }],
    [
      'an objective without its least number of samples',
      { ...one, objectives: [{ ...objective, minSamples: null }] },
    ],
  ])('refuses %s', (_what, value) => {
    expect(resultFaults(value)).not.toEqual([]);
  });

  it('names the systems of the workflow, in order', () => {
    expect(RESULT_SCHEMA.$defs.system.properties.system.enum).toEqual(SYSTEMS);
    expect(resultFaults(nothingReported())).toEqual([]);
  });
});

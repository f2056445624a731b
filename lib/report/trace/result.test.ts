import { describe, expect, it } from 'vitest';
import { RESULT_SCHEMA, resultFaults } from '../../../tests/support/result-schema.ts';
import { kojiDown } from '../../../tests/support/sample-result.ts';
import {
  incomplete,
  onTime,
  slow,
  stuckSigning,
  TRACE_FACTS,
  TRACE_SAMPLES,
} from '../../../tests/support/sample-trace.ts';
import { STAGE_IDS, STAGE_OBJECTIVES } from '../../../thresholds/stages.ts';
import { MILESTONE_NAMES } from '../../workflow/milestones.ts';
import { TRACE_KINDS } from '../../workflow/trace/outcome.ts';
import { renderTrace } from './render.ts';
import { buildTrace } from './result.ts';

const OPTIONS = { dir: 'out', title: 'local', color: false };

describe('the result file of a trace run', () => {
  it.each(Object.entries(TRACE_SAMPLES))('of %s is of the form of every result file', (_name, make) => {
    const outcome = make();
    const json = renderTrace(outcome, TRACE_FACTS, OPTIONS)['out/trace.json'] ?? '';
    const result: unknown = JSON.parse(json);
    expect(resultFaults(result)).toEqual([]);
    expect(result).toEqual(JSON.parse(JSON.stringify(buildTrace(outcome, TRACE_FACTS))));
  });

  it('is written beside the page', () => {
    expect(Object.keys(renderTrace(onTime(), TRACE_FACTS, OPTIONS))).toEqual([
      'stdout',
      'out/trace.json',
      'out/trace.html',
    ]);
  });

  it('says who, what and when before everything else', () => {
    const result = buildTrace(onTime(), TRACE_FACTS);
    expect(Object.keys(result).slice(0, 9)).toEqual(
      'schema scenario target pack k6 startedAt durationMs requests verdict'.split(' '),
    );
    expect(result).toMatchObject({
      schema: 1,
      scenario: 'trace',
      startedAt: '2026-11-23T15:04:05.000Z',
      requests: 412,
      systems: [],
    });
  });

  it('holds each moment with its record once, and the times of the stages', () => {
    const outcome = incomplete();
    const result = buildTrace(outcome, TRACE_FACTS);
    const { traces, stages, answers, notes } = outcome;
    expect(result).toMatchObject({ stages, answers, notes });
    for (const [n, trace] of traces.entries()) {
      const { stages: stands, ...rest } = trace;
      expect(result.traces[n]).toMatchObject(rest);
      expect(result.traces[n]?.stages).toEqual(
        stands.map((one) => ({ ...one, from: one.from?.at ?? null, to: one.to?.at ?? null })),
      );
    }
  });

  it('has an objective for each stage that was judged, held against its failing limit', () => {
    const { objectives } = buildTrace(slow(), TRACE_FACTS);
    const judged = slow().stages.filter(({ verdict }) => verdict !== 'skipped');
    expect(objectives.map(({ objective }) => objective)).toEqual(judged.map(({ stage }) => `stage.${stage}`));
    expect(objectives.find(({ objective }) => objective === 'stage.ci.start')).toEqual({
      objective: 'stage.ci.start',
      verdict: 'degraded',
      value: 2040,
      limit: STAGE_OBJECTIVES['ci.start'].fail,
      unit: 's',
      samples: 41,
      minSamples: 1,
    });
  });

  it('holds a stage in which nothing fails against the limit it is degraded past', () => {
    const { objectives } = buildTrace(onTime(), TRACE_FACTS);
    expect(objectives.find(({ objective }) => objective === 'stage.push.rest')).toMatchObject({
      limit: STAGE_OBJECTIVES['push.rest'].warn,
    });
  });

  it('has no figure where nothing passed', () => {
    const { objectives } = buildTrace(incomplete(), TRACE_FACTS);
    expect(objectives.find(({ objective }) => objective === 'stage.ci.start')).toMatchObject({
      verdict: 'unknown',
      value: null,
      samples: 0,
    });
  });
});

describe('the schema of traces', () => {
  const good = buildTrace(stuckSigning(), TRACE_FACTS);
  const [stage, ...stages] = good.stages;
  const [trace, ...traces] = good.traces;
  const { answers: _answers, ...withoutAnswers } = good;
  const { stages: _stages, ...withoutStages } = good;

  it.each<[string, unknown]>([
    ['no stages', withoutStages],
    ['no answers', withoutAnswers],
    ['a stage that is none', { ...good, stages: [{ ...stage, stage: 'sign.post' }, ...stages] }],
    ['a stage with a member of its own', { ...good, stages: [{ ...stage, colour: 'red' }, ...stages] }],
    ['a stage without its warning limit', { ...good, stages: [{ ...stage, warn: null }, ...stages] }],
    ['a stage without a reason', { ...good, stages: [{ ...stage, reason: '' }, ...stages] }],
    ['half a packet', { ...good, stages: [{ ...stage, waiting: 0.5 }, ...stages] }],
    ['a usual figure as text', { ...good, stages: [{ ...stage, usual: '3 min' }, ...stages] }],
    ['a package without its stages', { ...good, traces: [{ ...trace, stages: undefined }, ...traces] }],
    ['a package with a member of its own', { ...good, traces: [{ ...trace, owner: 'me' }, ...traces] }],
    ['a kind that is none', { ...good, traces: [{ ...trace, kind: 'fedora' }, ...traces] }],
    [
      'a milestone that is none',
      { ...good, traces: [{ ...trace, milestones: { blessed: null } }, ...traces] },
    ],
    [
      'a record that is none',
      { ...good, traces: [{ ...trace, milestones: { pushed: { at: 1, record: 'rumour', url: '' } } }] },
    ],
    ['a stuck package without since', { ...good, traces: [{ ...trace, stuck: { stage: 'sign.build' } }] }],
    ['an answer without its question', { ...good, answers: [{ answer: 'yes', rows: [] }] }],
    ['systems with probes', { ...good, systems: kojiDown().systems }],
    ['a health run with stages', { ...kojiDown(), stages: good.stages }],
  ])('refuses %s', (_what, value) => {
    expect(resultFaults(good)).toEqual([]);
    expect(resultFaults(value)).not.toEqual([]);
  });

  it('knows the stages, milestones and kinds that there are', () => {
    const { stage: one, trace: other } = RESULT_SCHEMA.$defs;
    expect(one.properties.stage.enum).toEqual(STAGE_IDS);
    expect(other.properties.milestones.propertyNames.enum).toEqual(MILESTONE_NAMES);
    expect(other.properties.kind.enum).toEqual(TRACE_KINDS);
  });
});

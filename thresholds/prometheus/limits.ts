import { limitOf, probeIds } from '../objectives.ts';
import { STAGE_IDS, STAGE_OBJECTIVES } from '../stages.ts';
import { STEP_NAMES, STEP_OBJECTIVES } from '../steps.ts';
import type { Recording } from './rule.ts';

/** One row of a table: what its series is labelled with, and the limit, in the table's unit. */
interface Row {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
}

/**
 * Limits as series, beside the figures that are held against them: one rule for each unit. Only what is
 * measured has them, with the labels of its verdict and the unit of the table.
 */
export function limitRules(): readonly Recording[] {
  const probes = probeIds().map((id) => ({ id, ...limitOf(id) }));
  const stages = STAGE_IDS.map((id) => ({ id, unit: 's', ...STAGE_OBJECTIVES[id] }));
  const steps = STEP_NAMES.map((id) => ({ id, unit: 's', ...STEP_OBJECTIVES[id] }));
  return [
    ...rulesOf(
      'probe',
      'warn',
      probes.map(({ id, warn: value, unit }) => ({ id, value, unit })),
    ),
    ...rulesOf(
      'probe',
      'fail',
      probes.map(({ id, fail: value, unit }) => ({ id, value, unit })),
    ),
    ...rulesOf(
      'stage',
      'warn',
      stages.map(({ id, warn: value, unit }) => ({ id, value, unit })),
    ),
    ...rulesOf(
      'stage',
      'fail',
      stages.flatMap(({ id, fail: value, unit }) => (value === null ? [] : [{ id, value, unit }])),
    ),
    ...rulesOf(
      'step',
      'warn',
      steps.map(({ id, warn: value, unit }) => ({ id, value, unit })),
    ),
    ...rulesOf(
      'step',
      'fail',
      steps.map(({ id, fail: value, unit }) => ({ id, value, unit })),
    ),
  ];
}

function rulesOf(of: 'probe' | 'stage' | 'step', which: 'warn' | 'fail', rows: readonly Row[]): Recording[] {
  return [...new Set(rows.map(({ unit }) => unit))].map((unit) => ({
    record: `packager:${of}_limit:${which}`,
    expr: limits(
      of,
      rows.filter((row) => row.unit === unit),
    ),
    labels: { unit },
  }));
}

function limits(of: string, rows: readonly Row[]): string {
  return [...new Set(rows.map(({ value }) => value))]
    .map((value) => {
      const ids = rows.filter((row) => row.value === value).map(({ id }) => id.replaceAll('.', '[.]'));
      return `packager:${of}_verdict:last{${of}=~"${ids.join('|')}"} * 0 + ${value}`;
    })
    .join('\nor\n');
}

import type { Kind } from '../../lib/probe/finding.ts';
import { PROBES } from '../../lib/systems/index.ts';
import type { System } from '../../lib/targets/systems.ts';
import { BUDGET_DAYS, GOAL_SYSTEMS, SYSTEM_GOALS } from '../../thresholds/availability.ts';
import { CALL_OBJECTIVES } from '../../thresholds/calls.ts';
import type { Limit } from '../../thresholds/limit.ts';
import { limitOf } from '../../thresholds/objectives.ts';
import type { Objectives } from '../../thresholds/openslo/compile.ts';
import { STAGE_OBJECTIVES } from '../../thresholds/stages.ts';
import { STEP_OBJECTIVES } from '../../thresholds/steps.ts';

/** A probe with its row of the table. */
export interface ProbeRow {
  readonly id: string;
  readonly system: System;
  readonly kind: Kind;
  readonly set: 'default' | 'deep';
  readonly question: string;
  readonly limit: Limit;
}

/** Every table of `thresholds/`, in one value: what is compiled from it can be compiled from another. */
export interface Tables extends Objectives {
  readonly probes: readonly ProbeRow[];
}

export const TABLES: Tables = {
  systems: GOAL_SYSTEMS.map((system) => ({ system, ...SYSTEM_GOALS[system] })),
  probes: PROBES.map(({ id, system, kind, set, question }) => ({
    id,
    system,
    kind,
    set,
    question,
    limit: limitOf(id),
  })),
  stages: STAGE_OBJECTIVES,
  steps: STEP_OBJECTIVES,
  calls: CALL_OBJECTIVES,
  days: BUDGET_DAYS,
};

/** What a system is held to. */
export function goalOf({ systems }: Tables, system: string): { readonly goal: number; readonly why: string } {
  const found = systems.find((one) => one.system === system);
  if (found === undefined) throw new Error(`no goal for ${system}`);
  return found;
}

import type { System } from '../../lib/targets/systems.ts';
import { SYSTEM_GOALS } from '../../thresholds/availability.ts';
import { CALL_OBJECTIVES, type CallId, type CallObjective } from '../../thresholds/calls.ts';
import type { Limit } from '../../thresholds/limit.ts';
import { limitOf, type ProbeId } from '../../thresholds/objectives.ts';
import { STAGE_OBJECTIVES, type StageId, type StageObjective } from '../../thresholds/stages.ts';
import { STEP_OBJECTIVES, type StepName, type StepObjective } from '../../thresholds/steps.ts';

/** The tables that dashboards take their limits from. */
export interface Objectives {
  readonly probe: (id: ProbeId) => Limit;
  readonly call: (id: CallId) => CallObjective;
  readonly stage: (id: StageId) => StageObjective;
  readonly step: (name: StepName) => StepObjective;
  /** The share of the time that a system shall not be failed. */
  readonly goal: (system: System) => number;
}

export const OBJECTIVES: Objectives = {
  probe: limitOf,
  call: (id) => CALL_OBJECTIVES[id],
  stage: (id) => STAGE_OBJECTIVES[id],
  step: (name) => STEP_OBJECTIVES[name],
  goal: (system) => SYSTEM_GOALS[system].goal,
};

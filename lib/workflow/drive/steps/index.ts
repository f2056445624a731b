import type { StepName } from '../../../../thresholds/steps.ts';
import type { Step } from '../flow.ts';
import { login, preconditions } from './account.ts';
import { build, submit, tags } from './build.ts';
import { decision, results, signed, tests } from './gate.ts';
import { request } from './request.ts';
import { clone, edit, push, sources } from './sources.ts';
import { announced, pending, update } from './update.ts';
import { satisfied, stable, waive, waiver } from './waiver.ts';

const BY_NAME = {
  preconditions,
  login,
  clone,
  edit,
  sources,
  push,
  request,
  submit,
  build,
  tags,
  update,
  pending,
  announced,
  tests,
  results,
  decision,
  signed,
  waive,
  waiver,
  satisfied,
  stable,
} as const satisfies Record<StepName, Step>;

/** Every step, in the order of the workflow. */
export const STEPS: readonly Step[] = Object.values(BY_NAME);

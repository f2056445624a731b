import { MILESTONES } from '../../lib/workflow/milestones.ts';
import { STAGES } from '../../lib/workflow/stages.ts';
import { retired } from '../../lib/workflow/topics.ts';
import { STAGE_IDS, type StageId } from '../../thresholds/stages.ts';
import { STEP_NAMES, type StepName } from '../../thresholds/steps.ts';
import type { Figure, Limits, Lines, Page } from './figure.ts';
import type { Objectives } from './objectives.ts';
import { ofTarget } from './series.ts';

/** Red is where the warning limit is reached, and all that is past it. */
const MOST = 1;

/** The stages whose end Fedora still tells of: of the others there is never a figure. */
export const TOLD_STAGES: readonly StageId[] = STAGE_IDS.filter((id) =>
  MILESTONES[STAGES[id].to].kinds.some((kind) => retired(kind) === null),
);

/** The whole way of a package: the stages of others' packages as traced, and the steps as driven. */
export function flowPage(objectives: Objectives): Page {
  return {
    uid: 'packager-flow',
    title: 'Packager workflow: the full flow',
    description:
      'How long packages take from the push to the stable tag: traced from public records, and driven step by step.',
    choosesSystem: false,
    marks: [],
    from: 'now-7d',
    sections: [
      {
        heading: 'Stages, as packages pass them',
        figures: [heat(objectives), stageVerdicts(), stageBars(objectives)],
      },
      {
        heading: 'Steps, as the monitor does them',
        figures: [stepVerdicts(objectives), stepBars(objectives), stepTimes()],
      },
      {
        heading: 'Percentiles of each stage',
        figures: TOLD_STAGES.map((stage) => percentiles(stage, objectives)),
      },
    ],
  };
}

const ofStage = (series: string, stage: StageId): string => ofTarget(series, `stage="${stage}"`);
const ofStep = (series: string, step: StepName): string => ofTarget(series, `step="${step}"`);

function heat({ stage: objectiveOf }: Objectives): Figure {
  return {
    look: 'heat',
    title: 'How much of its time each stage takes',
    description:
      'What nine of ten packages need, as a share of the time past which the stage is degraded: 100 % is that limit.',
    unit: 'percentunit',
    most: MOST,
    queries: TOLD_STAGES.map((stage) => ({
      expr: ofStage('packager:stage_seconds:p90', stage),
      legend: stage,
      per: objectiveOf(stage).warn,
    })),
    width: 24,
    height: 11,
  };
}

function stageVerdicts(): Figure {
  return {
    look: 'verdicts',
    title: 'Stages over time',
    description: 'The verdict of every stage. A stage that no package passed has no row.',
    unit: 'verdict',
    queries: TOLD_STAGES.map((stage) => ({
      expr: ofStage('packager:stage_verdict:last', stage),
      legend: stage,
    })),
    width: 12,
    height: 12,
  };
}

function stageBars({ stage: objectiveOf }: Objectives): Figure {
  return {
    look: 'bars',
    title: 'Stages now',
    description:
      'What nine of ten packages need, up to the failing limit of each stage; up to its warning limit where it cannot fail.',
    unit: 's',
    queries: TOLD_STAGES.map((stage) => ({
      expr: ofStage('packager:stage_seconds:p90', stage),
      legend: stage,
    })),
    limits: TOLD_STAGES.map((stage) => limitsOf(objectiveOf(stage))),
    width: 12,
    height: 12,
  };
}

const limitsOf = ({ warn, fail }: Limits): Limits => ({ warn, fail });

function percentiles(stage: StageId, { stage: objectiveOf }: Objectives): Lines {
  const objective = objectiveOf(stage);
  const of = (share: number) => ({
    expr: ofStage(`packager:stage_seconds:p${share}`, stage),
    legend: `p${share}`,
  });
  return {
    look: 'lines',
    title: `${stage}: ${STAGES[stage].title}`,
    description: `Of the packages of each trace run. Why its limits: ${objective.why}.`,
    unit: 's',
    limits: limitsOf(objective),
    tensFrom: 1,
    queries: [of(50), of(90), of(99)],
    width: 6,
    height: 6,
  };
}

function stepVerdicts({ step: objectiveOf }: Objectives): Figure {
  return {
    look: 'verdicts',
    title: 'Steps over time',
    description:
      'The verdict of every step that was done, from the log-in to the stable tag. Steps after a failed one are not done.',
    unit: 'verdict',
    queries: STEP_NAMES.map((name) => ({
      expr: ofStep('packager:step_verdict:last', name),
      legend: `${objectiveOf(name).step} ${name}`,
    })),
    width: 12,
    height: 12,
  };
}

function stepBars({ step: objectiveOf }: Objectives): Figure {
  return {
    look: 'bars',
    title: 'Steps now',
    description: 'How long each step took in the last run, up to the time at which it is given up.',
    unit: 's',
    queries: STEP_NAMES.map((name) => ({
      expr: ofStep('packager:step_seconds:last', name),
      legend: `${objectiveOf(name).step} ${name}`,
    })),
    limits: STEP_NAMES.map((name) => limitsOf(objectiveOf(name))),
    width: 12,
    height: 12,
  };
}

function stepTimes(): Figure {
  return {
    look: 'lines',
    title: 'How long the steps take',
    description: 'Of every step, run after run: which one grew.',
    unit: 's',
    limits: null,
    tensFrom: 0.01,
    queries: [{ expr: ofTarget('packager:step_seconds:last'), legend: '{{step}}' }],
    width: 24,
    height: 8,
  };
}

import { STAGES } from '../../lib/workflow/stages.ts';
import { SCHEDULE } from '../../thresholds/availability.ts';
import { STAGE_IDS, type StageId } from '../../thresholds/stages.ts';
import { STEP_NAMES, type StepName } from '../../thresholds/steps.ts';
import { incidentList, incidentsSeenBy } from '../known-incidents.ts';
import type { Tables } from './tables.ts';
import { runbooks, span } from './words.ts';

/** The tables of stages and steps, and a page for each. */
export function flowPages(tables: Tables): ReadonlyMap<string, string> {
  const pages = new Map([
    ['docs/objectives/stages.md', stages(tables)],
    ['docs/objectives/steps.md', steps(tables)],
  ]);
  for (const id of STAGE_IDS) pages.set(`docs/objectives/stage.${id}.md`, stagePage(id, tables));
  for (const name of STEP_NAMES) pages.set(`docs/objectives/step.${name}.md`, stepPage(name, tables));
  return pages;
}

function row<T>(table: Readonly<Record<string, T>>, id: string): T {
  const found = table[id];
  if (found === undefined) throw new Error(`no objective for ${id}`);
  return found;
}

const passing = (id: StageId): string => (STAGES[id].passedBy === 'every' ? 'every package' : 'some');

function stages(tables: Tables): string {
  const rows = STAGE_IDS.map((id) => {
    const { warn, fail, why } = row(tables.stages, id);
    const { title, waitsFor } = STAGES[id];
    const limit = fail === null ? 'never' : span(fail);
    return `| [\`${id}\`](stage.${id}.md) | ${title} | ${waitsFor} | ${passing(id)} | ${span(warn)} | ${limit} | ${why} |`;
  });
  return `# Objectives of the workflow's stages

Made by \`npm run generate\` from \`thresholds/stages.ts\` and \`lib/workflow/stages.ts\`. A stage is the way between two
events of a package. Its 90th percentile is held to these, and so is each package that still waits in it. Where a person
or a rule of the release decides when it goes on, slow is worth seeing, but nothing is broken.

| stage | from what to what | waits for a | passed by | degraded past | failed past | why |
|---|---|---|---|---:|---:|---|
${rows.join('\n')}
`;
}

function stagePage(id: StageId, tables: Tables): string {
  const { warn, fail, why } = row(tables.stages, id);
  const { title, from, to, waitsFor } = STAGES[id];
  const failed =
    fail === null
      ? `never: a ${waitsFor === 'person' ? 'person' : 'rule of the release'} decides when it goes on`
      : `past ${span(fail)}, or while a package waits in it for longer`;
  return `# Stage \`${id}\`: ${title}

From ${from.map((one) => `\`${one}\``).join(' or ')} to \`${to}\`; passed by ${passing(id)}, and waits for a ${waitsFor}. Nine of ten
packages must be through within the limit. Every trace run judges it, every ${span(SCHEDULE.trace)}.

| objective | limit |
|---|---|
| degraded | past ${span(warn)} |
| failed | ${failed} |

Why these limits: ${why}.

## When it breaks
Alerts: ${runbooks(fail === null ? ['PackagerStageSlow', 'PackagerStageUnknown'] : ['PackagerStageFailed', 'PackagerStageSlow', 'PackagerStageUnknown'])}. To look again, and for one
package alone:
\`\`\`
npm start -- --scenario trace --target prod
PW_NVR=NVR npm start -- --scenario trace --target prod
\`\`\`
In Prometheus: \`packager:stage_seconds:p90{stage="${id}"}\` and \`packager:stage_verdict:last{stage="${id}"}\`.${
    fail === null ? '' : '\nAs OpenSLO: `deploy/openslo/workflow.yaml`.'
  }

## Incidents that looked like this
${incidentList(incidentsSeenBy(`stage ${id}`))}
`;
}

function steps(tables: Tables): string {
  const rows = STEP_NAMES.map((name) => {
    const { step, title, warn, fail, why } = row(tables.steps, name);
    return `| ${step} | [\`${name}\`](step.${name}.md) | ${title} | ${span(warn)} | ${span(fail)} | ${why} |`;
  });
  return `# Objectives of the workflow's steps

Made by \`npm run generate\` from \`thresholds/steps.ts\`. What [the workflow scenario](../scenarios/workflow.md) holds
each step of a packager to, for a small test package on a quiet day. \`PW_TIME_SCALE\` divides all of them.

| | step | what | degraded past | failed past | why |
|---:|---|---|---:|---:|---|
${rows.join('\n')}
`;
}

function stepPage(name: StepName, tables: Tables): string {
  const { step, title, warn, fail, why } = row(tables.steps, name);
  return `# Step ${step}, \`${name}\`: ${title}

What a packager does, done with a test package by [the workflow scenario](../scenarios/workflow.md), every
${span(SCHEDULE.workflow)}.

| objective | limit |
|---|---|
| degraded | past ${span(warn)} |
| failed | past ${span(fail)}, when it is given up, or by an answer that ends it |

Why these limits: ${why}. \`PW_TIME_SCALE\` divides them.

## When it breaks
Alerts: ${runbooks(['PackagerStepFailed', 'PackagerStepSlow', 'PackagerStepUnknown'])}. The run's page names the
system that answers for the step, what was seen last, and what the run left behind.
In Prometheus: \`packager:step_seconds:last{step="${name}"}\` and \`packager:step_verdict:last{step="${name}"}\`.
As OpenSLO: \`deploy/openslo/workflow.yaml\`.
`;
}

import { SYSTEMS } from '../lib/targets/systems.ts';
import { callPages } from './objectives/calls.ts';
import { flowPages } from './objectives/flow.ts';
import { probePages } from './objectives/probes.ts';
import { goalOf, TABLES, type Tables } from './objectives/tables.ts';
import { budgetWords, limitWords, percent } from './objectives/words.ts';

/** The pages of all objectives: path from the root, and content. */
export function objectivePages(tables: Tables = TABLES): ReadonlyMap<string, string> {
  return new Map([
    ['docs/objectives/README.md', index(tables)],
    ...probePages(tables),
    ...flowPages(tables),
    ...callPages(),
  ]);
}

function index(tables: Tables): string {
  const goals = SYSTEMS.map((system) => {
    const { goal, why } = goalOf(tables, system);
    return `| [${system}](#${system}) | ${percent(goal)} | ${budgetWords(goal, tables.days)} | ${why} |`;
  });
  return `# Objectives

Made by \`npm run generate\` from the tables in \`thresholds/\`: change a limit there and run it, and thresholds, alerts,
dashboards, OpenSLO documents and these pages change with it. Each objective has a page: what is asked, its limits and
why those, the alerts, and the incidents that looked like it.

| objectives | judged by | table |
|---|---|---|
| [systems](#systems) and their [probes](#probes) | every health run | \`availability.ts\`, \`objectives.ts\`, \`cross.ts\` |
| [stages](stages.md) of the way of a package | every trace run | \`stages.ts\` |
| [steps](steps.md) of a packager | every workflow run | \`steps.ts\` |
| [calls](calls.md) of the hot path | load runs | \`calls.ts\` |

## Systems
The share of the time in which none of a system's probes has failed, over ${tables.days} days. Degraded counts as working; time in
which it could not be judged counts neither way. The rest is its error budget; alerts go by how fast it burns.

| system | goal | error budget | why |
|---|---:|---:|---|
${goals.join('\n')}

## Probes
${SYSTEMS.map((system) => probeTable(system, tables)).join('\n')}`;
}

function probeTable(system: string, { probes }: Tables): string {
  const rows = probes
    .filter((probe) => probe.system === system)
    .map(
      ({ id, question, limit: { warn, fail, unit } }) =>
        `| [\`${id}\`](${id}.md) | ${question} | ${limitWords(warn, unit)} | ${limitWords(fail, unit)} |`,
    );
  return `### ${system}
| probe | question | degraded past | failed past |
|---|---|---:|---:|
${rows.join('\n')}
`;
}

import { ADDRESS_NAMES } from '../lib/targets/addresses.ts';
import { prod } from '../lib/targets/prod.ts';
import { SYSTEMS, type System } from '../lib/targets/systems.ts';
import { ALERTS, type Alert } from '../thresholds/prometheus/alerts.ts';
import { runbookPath } from '../thresholds/prometheus/rules.ts';
import { incidentList, incidentsOf, incidentsOfStages } from './known-incidents.ts';
import { RUNBOOKS, type Runbook } from './runbooks/alerts.ts';
import { FIRST_LOOKS } from './runbooks/systems.ts';

/** The one page that tells what to look at in each system: other alerts about systems lead to it. */
const SYSTEMS_PAGE = 'PackagerSystemFailingFast';

/** A page for each alert of the rules, and an index: path from the root, and content. */
export function runbookPages(alerts: readonly Alert[] = ALERTS): ReadonlyMap<string, string> {
  const orphans = Object.keys(RUNBOOKS).filter((name) => alerts.every((alert) => alert.name !== name));
  if (orphans.length > 0) throw new Error(`runbooks of no alert: ${orphans.join(', ')}`);
  return new Map([
    ['docs/runbooks/README.md', index(alerts)],
    ...alerts.map((alert): [string, string] => [runbookPath(alert.name), page(alert)]),
  ]);
}

function runbookOf({ name }: Alert): Runbook {
  const runbook = RUNBOOKS[name];
  if (runbook === undefined) throw new Error(`no runbook of ${name}: write it in tools/runbooks/alerts.ts`);
  return runbook;
}

const LABEL = (name: string): string => `*${name}*`;

const SEVERITIES: Readonly<Record<Alert['severity'], string>> = {
  critical: 'wakes somebody',
  warning: 'is looked at today',
  info: 'is seen by who looks',
};

function index(alerts: readonly Alert[]): string {
  const rows = alerts.map(
    (alert) => `| [${alert.name}](${alert.name}.md) | ${alert.severity} | ${alert.summary(LABEL)} |`,
  );
  return `# Runbooks

Made by \`npm run generate\`, one for each alert of \`deploy/prometheus/packager-workflow.rules.yml\`: the frame from
\`thresholds/prometheus/alerts.ts\`, the texts from \`tools/runbooks/\`, the incidents from the twin. Critical wakes
somebody, warning is looked at today, info is seen by who looks.

| alert | severity | says |
|---|---|---|
${rows.join('\n')}
`;
}

/** Seconds of a wait, as alerts have them. */
function span(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} min`;
}

function timing({ wait, linger }: Alert): string {
  const before = wait === 0 ? 'at once' : `once it has been so for ${span(wait)}`;
  return `It fires ${before}${linger === 0 ? '' : `, and goes on for ${span(linger)} after it no longer is`}.`;
}

function page(alert: Alert): string {
  const { name, severity, summary, description } = alert;
  const { means, first, silence, about } = runbookOf(alert);
  return `# ${name}

> ${summary(LABEL)}

Severity **${severity}**: ${SEVERITIES[severity]}. ${timing(alert)}

## What it means
${means}
${description(LABEL)}

## What to look at first
${first.map((step, n) => `${n + 1}. ${step}`).join('\n')}

## When to silence it
${silence}

${about === 'systems' ? systemsPart(name) : incidentsPart(about)}`;
}

function systemsPart(name: string): string {
  if (name === SYSTEMS_PAGE) return `## By system\n\n${SYSTEMS.map(systemSection).join('\n')}`;
  const rows = SYSTEMS.map((system) => {
    const found = incidentsOf(system).map(({ title, date }) => `${title} (${date ?? 'thought out'})`);
    return `### ${system}
[What to look at](${SYSTEMS_PAGE}.md#${system}). ${found.length === 0 ? 'No incident is on record.' : `Was seen: ${found.join('; ')}.`}
`;
  });
  return `## By system\n\n${rows.join('\n')}`;
}

function systemSection(system: System): string {
  const { commands, reading } = FIRST_LOOKS[system];
  const rows = commands.map(([command, tells]) => `${filled(command)}\n  # ${tells}`);
  return `### ${system}
\`\`\`
npm start -- --target prod --only ${system}
${rows.join('\n')}
\`\`\`
${reading.map((line) => `- ${line}`).join('\n')}

More: [the page of ${system}](../systems/${system}.md). Incidents that looked like this:

${incidentList(incidentsOf(system))}
`;
}

/** Puts production's addresses where a command names them. */
function filled(command: string): string {
  return command.replace(/\{([a-z-]+)\}/g, (_all, name: string) => {
    const address = ADDRESS_NAMES.find((one) => one === name);
    const url = address === undefined ? undefined : prod.addresses[address]?.url;
    if (typeof url !== 'string') throw new Error(`${name} is no address of production`);
    return url;
  });
}

function incidentsPart(about: Exclude<Runbook['about'], 'systems'>): string {
  const head = '## Incidents that looked like this\n';
  switch (about) {
    case 'stages':
      return `${head}${incidentList(incidentsOfStages())}

The [objectives](../objectives/stages.md) of the stages say why their limits are what they are.
`;
    case 'steps':
      return `${head}Those of the system that answers for the step: see [what to look at by system](${SYSTEMS_PAGE}.md#by-system). The
[objectives](../objectives/steps.md) of the steps say why their limits are what they are.
`;
    case 'calls':
      return `${head}Those of [koji](${SYSTEMS_PAGE}.md#koji) and [datagrepper](${SYSTEMS_PAGE}.md#datagrepper). The
[objectives](../objectives/calls.md) of the calls say why their limits are what they are.
`;
    case 'monitor':
      return `${head}None of the workflow’s: it is the monitor that fails. While it does, the systems have no watch but their own.
`;
  }
}

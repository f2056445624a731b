import { ALERTS, type Alert, type Condition } from './alerts.ts';
import { recordingGroups } from './recording.ts';
import { type Time, timeOf } from './time.ts';

type Fields = Readonly<Record<string, string>>;

interface Group {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Readonly<Record<string, string | Fields>>[];
}

/** Where an alert's runbook is, from the root of this repository. */
export function runbookPath(alert: string): string {
  return `docs/runbooks/${alert}.md`;
}

const ALERT_INTERVAL = 60;

/** What an alert says in place of values that Prometheus fills in. */
const asTemplate = (name: string): string => `{{ $labels.${name} }}`;

/** Asks Prometheus, as the alert is sent, which probes have that verdict. */
function culpritsTemplate(code: 2 | 3): string {
  const query = `printf "packager:probe_verdict:last{target=%q,system=%q} == ${code}" $labels.target $labels.system`;
  return `{{ range query (${query}) | sortByLabel "probe" }}{{ .Labels.probe }} {{ end }}`;
}

function expression(ways: readonly (readonly Condition[])[]): string {
  const all = ways.map((conditions) =>
    conditions.map(({ left, test }) => `${left} ${test}`.trimEnd()).join('\n  and '),
  );
  return all.length === 1 ? (all[0] ?? '') : all.map((one) => `(\n  ${one}\n)`).join(' or ');
}

function alertRule(alert: Alert, time: Time): Group['rules'][number] {
  const { name, severity, when, wait, linger, summary, description, culprits } = alert;
  return {
    alert: name,
    expr: expression(when(time)),
    ...(wait > 0 ? { for: time.duration(wait) } : {}),
    ...(linger > 0 ? { keep_firing_for: time.duration(linger) } : {}),
    labels: { severity },
    annotations: {
      summary: summary(asTemplate),
      description: description(asTemplate),
      ...(culprits === null ? {} : { probes: culpritsTemplate(culprits) }),
      runbook_url: runbookPath(name),
    },
  };
}

/** The rules of Prometheus, compiled from the tables; every window and wait is divided by the time scale. */
export function prometheusRules(scale = 1): string {
  const time = timeOf(scale);
  const recordings = recordingGroups(time).map(({ name, every, rules }) => ({
    name,
    interval: time.duration(every),
    rules: rules.map(({ record, expr, labels }) => ({ record, expr, ...(labels ? { labels } : {}) })),
  }));
  const alerts = ALERTS.map((alert) => alertRule(alert, time));
  return yamlOf([
    ...recordings,
    { name: 'packager-workflow-alerts', interval: time.duration(ALERT_INTERVAL), rules: alerts },
  ]);
}

/** Expressions that must find something once every kind of run was made; of alerts, what they look at. */
export function prometheusQueries(scale = 1): readonly { readonly name: string; readonly expr: string }[] {
  const time = timeOf(scale);
  const recorded = recordingGroups(time).flatMap(({ rules }) =>
    rules.map(({ record, expr }) => ({ name: record, expr })),
  );
  const watched = ALERTS.flatMap(({ name, when }) =>
    when(time)
      .flat()
      .map(({ left }) => ({ name, expr: left.replace(/^absent\((.*)\)$/, '$1') })),
  );
  return [...recorded, ...watched];
}

const HEAD = '# Made by npm run generate from the tables in thresholds/: change those, not this.\n';

/** Just enough of YAML: what is quoted as JSON is YAML too, and expressions stay readable as blocks. */
function yamlOf(groups: readonly Group[]): string {
  const lines = ['groups:'];
  for (const { name, interval, rules } of groups) {
    lines.push(`  - name: ${name}`, `    interval: ${interval}`, '    rules:');
    for (const rule of rules) lines.push(...ruleLines(rule));
  }
  return `${HEAD}${lines.join('\n')}\n`;
}

function ruleLines(rule: Group['rules'][number]): string[] {
  const lines = Object.entries(rule).flatMap(([key, value]) => {
    if (typeof value !== 'string')
      return [
        `${key}:`,
        ...Object.entries(value).map(([inner, text]) => `  ${inner}: ${JSON.stringify(text)}`),
      ];
    if (key === 'expr') return ['expr: |-', ...value.split('\n').map((line) => `  ${line}`)];
    return [`${key}: ${value}`];
  });
  return lines.map((line, at) => `${at === 0 ? '      - ' : '        '}${line}`);
}

import { ALERTS, type Alert } from '../../../thresholds/prometheus/alerts.ts';
import { runbookPath } from '../../../thresholds/prometheus/rules.ts';
import type { Case, Figure, Firing, Samples } from './case.ts';

const MINUTE = 60;
const EVERY = 5 * MINUTE;

/** The cases as `promtool test rules` reads them, which is JSON too: at each minute, what every alert must say. */
export function ruleTests(rules: string, cases: readonly Case[]): string {
  return JSON.stringify(
    {
      rule_files: [rules],
      evaluation_interval: '1m',
      tests: cases.map(({ name, series, checks, figures = [] }) => ({
        name,
        interval: '5m',
        input_series: Object.entries(series).map(([one, samples]) => ({
          series: one,
          values: one.includes('pw_run_timestamp_seconds') ? clockOf(samples) : valuesOf(samples),
        })),
        alert_rule_test: checks.flatMap(({ minute, firing }) =>
          ALERTS.map((alert) => ({
            eval_time: `${minute}m`,
            alertname: alert.name,
            exp_alerts: firing
              .filter(({ alert: name }) => name === alert.name)
              .map((one) => expected(alert, one)),
          })),
        ),
        promql_expr_test: figures.map(figureTest),
      })),
    },
    null,
    2,
  );
}

function valuesOf(samples: Samples): string {
  return samples.map(([value, times]) => `${value ?? '_'}x${value === null ? times : times - 1}`).join(' ');
}

/** Each run writes when it ended. */
function clockOf(samples: Samples): string {
  const ran = samples.flatMap(([value, times]) => Array.from({ length: times }, () => value !== null));
  return ran.map((one, at) => (one ? String(at * EVERY) : '_')).join(' ');
}

function expected(alert: Alert, { labels, culprits = [] }: Firing) {
  const words = (name: string): string => labels[name] ?? '';
  const probes = culprits.map((probe) => `${probe} `).join('');
  return {
    exp_labels: { severity: alert.severity, ...labels },
    exp_annotations: {
      summary: alert.summary(words),
      description: alert.description(words),
      ...(alert.culprits === null ? {} : { probes }),
      runbook_url: runbookPath(alert.name),
    },
  };
}

function figureTest({ minute, expr, labels, value }: Figure) {
  const name = expr.replace(/\{.*/, '');
  return {
    expr,
    eval_time: `${minute}m`,
    exp_samples: value === null ? [] : [{ labels: `${name}${labels}`, value }],
  };
}

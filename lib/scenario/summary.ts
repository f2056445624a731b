import type { Finding, Verdict } from '../probe/finding.ts';
import type { Probe } from '../probe/probe.ts';

/** The part of k6's summary data that the pack reads; `@types/k6` leaves it untyped. */
export interface Summary {
  readonly metrics?: Readonly<
    Record<
      string,
      | {
          readonly values: Readonly<Record<string, number>>;
          readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
        }
      | undefined
    >
  >;
  readonly setup_data?: unknown;
  readonly state?: { readonly isStdOutTTY?: boolean };
}

/** A verdict as gauges have it. */
export const VERDICT_CODE = { ok: 0, degraded: 1, failed: 2, unknown: 3 } as const satisfies Record<
  Verdict,
  number
>;

/** Series of one probe, as a threshold names it. */
function selector(metric: 'pw_probe_verdict' | 'pw_probe_runs', probe: string): string {
  return `${metric}{probe:${probe}}`;
}

/**
 * Two thresholds a probe: a verdict that is not *failed*, and a counter that proves that there was one, since a
 * gauge without samples passes.
 */
export function probeThresholds(probes: readonly Probe[], strict: boolean): Record<string, string[]> {
  const thresholds: Record<string, string[]> = { pw_probe_runs: [`count>=${probes.length}`] };
  for (const { id } of probes) {
    thresholds[selector('pw_probe_verdict', id)] = strict ? ['value!=2', 'value!=1'] : ['value!=2'];
    thresholds[selector('pw_probe_runs', id)] = ['count>=1'];
  }
  return thresholds;
}

/**
 * What in k6's own figures contradicts the findings. A guard that died, a series without samples, or a threshold
 * that failed for no finding's sake: none of them may pass as ok.
 */
export function doubtsOf(
  summary: Summary,
  probes: readonly Probe[],
  findings: readonly Finding[],
  strict: boolean,
): readonly string[] {
  const metrics = summary.metrics;
  if (metrics === undefined) return ['k6 gave no metrics: is --new-machine-readable-summary on?'];
  const doubts: string[] = [];
  const counted = metrics.pw_probe_runs?.values.count ?? 0;
  if (counted !== probes.length) doubts.push(`the guard counted ${counted} of ${probes.length} probes`);
  const red: readonly string[] = strict ? ['failed', 'degraded'] : ['failed'];
  const excused = new Set(
    findings.filter((one) => red.includes(one.verdict)).map((one) => selector('pw_probe_verdict', one.probe)),
  );
  for (const [name, metric] of Object.entries(metrics)) {
    const broken = Object.entries(metric?.thresholds ?? {}).filter(([, { ok }]) => !ok);
    if (broken.length > 0 && name !== 'pw_probe_runs' && !excused.has(name)) {
      doubts.push(
        `threshold ${name} ${broken.map(([rule]) => rule).join(', ')} failed, and no finding says why`,
      );
    }
  }
  return doubts;
}

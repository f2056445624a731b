/** Runs as a schedule makes them, and what Prometheus must and must not say of them, at the rules' real windows. */
export interface Case {
  readonly name: string;
  /** By series as Prometheus writes it, a sample every five minutes; of a clock, only whether it was set. */
  readonly series: Readonly<Record<string, Samples>>;
  readonly checks: readonly Check[];
  /** Figures of recorded series at a minute: null where there must be none. */
  readonly figures?: readonly Figure[];
}

/** Groups of so many equal samples; null for none. */
export type Samples = readonly (readonly [value: number | null, times: number])[];

export interface Check {
  readonly minute: number;
  /** All that fire then. Every other alert must be quiet. */
  readonly firing: readonly Firing[];
}

export interface Firing {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The probes that it names. */
  readonly culprits?: readonly string[];
}

export interface Figure {
  readonly minute: number;
  readonly expr: string;
  readonly labels: string;
  readonly value: number | null;
}

/** The prefix of each way that metrics come. */
export const WAYS = { 'remote write': 'k6_', OTLP: '', 'Synthetic Monitoring': 'probe_' } as const;

export const HOUR = 60;
export const DAY = 24 * HOUR;
const RUNS_AN_HOUR = 12;

/** Equal samples of so many hours. */
export function times(value: number | null, hours: number): Samples[number] {
  return [value, hours * RUNS_AN_HOUR];
}

/** Samples that are there only every so many hours. */
export function each(hours: number, values: readonly number[]): Samples {
  return values.flatMap((value) => [[value, 1] as const, [null, hours * RUNS_AN_HOUR - 1] as const]);
}

/** Nothing fires at these minutes. */
export function quiet(...minutes: readonly number[]): readonly Check[] {
  return minutes.map((minute) => ({ minute, firing: [] }));
}

/** When a scenario's runs ended: a week of them, unless told otherwise. */
export function clock(scenario: string, ran: Samples = [times(1, 7 * 24)], target = 'prod'): Case['series'] {
  return { [`k6_pw_run_timestamp_seconds{target="${target}",run="${scenario}"}`]: ran };
}

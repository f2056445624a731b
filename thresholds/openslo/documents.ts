/** The parts of OpenSLO v1 that the objectives need. */
export interface Metadata {
  readonly name: string;
  readonly displayName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Source {
  readonly metricSource: { readonly type: 'Prometheus'; readonly spec: { readonly query: string } };
}

/** What is measured: the share of what was judged that was bad, or a figure that must stay below a limit. */
export type Indicator =
  | { readonly ratioMetric: { readonly counter: false; readonly bad: Source; readonly total: Source } }
  | { readonly thresholdMetric: Source };

export interface Service {
  readonly apiVersion: 'openslo/v1';
  readonly kind: 'Service';
  readonly metadata: Metadata;
  readonly spec: { readonly description: string };
}

export interface Slo {
  readonly apiVersion: 'openslo/v1';
  readonly kind: 'SLO';
  readonly metadata: Metadata;
  readonly spec: {
    readonly description: string;
    readonly service: string;
    readonly indicator: { readonly metadata: Metadata; readonly spec: Indicator };
    readonly timeWindow: readonly [{ readonly duration: string; readonly isRolling: true }];
    readonly budgetingMethod: 'Occurrences';
    readonly objectives: readonly [
      {
        readonly displayName: string;
        readonly target: number;
        readonly op?: 'lte';
        readonly value?: number;
      },
    ];
  };
}

export type Document = Service | Slo;

/** A name as OpenSLO wants it: `koji.hub.getBuild` becomes `koji-hub-get-build`. */
export function nameOf(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
}

function source(query: string): Source {
  return { metricSource: { type: 'Prometheus', spec: { query } } };
}

/** The share of `total` that was `bad`; both are gauges, 0 or 1 at each moment. */
export function ratio(bad: string, total: string): Indicator {
  return { ratioMetric: { counter: false, bad: source(bad), total: source(total) } };
}

export function threshold(query: string): Indicator {
  return { thresholdMetric: source(query) };
}

export function service(id: string, description: string): Service {
  return {
    apiVersion: 'openslo/v1',
    kind: 'Service',
    metadata: { name: nameOf(id), displayName: id, labels: { pack: 'k6-packager-workflow' } },
    spec: { description },
  };
}

/** What an objective says beside what is the same in all. */
export interface SloFacts {
  readonly id: string;
  readonly service: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The limits of the table, for programs. */
  readonly limits: Readonly<Record<string, string>>;
  readonly indicator: Indicator;
  readonly objective: Slo['spec']['objectives'][0];
  readonly days: number;
}

export function slo({ id, labels, limits, indicator, objective, days, ...facts }: SloFacts): Slo {
  const metadata = { name: nameOf(id), displayName: id, labels };
  const limited = Object.keys(limits).length === 0 ? metadata : { ...metadata, annotations: limits };
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: limited,
    spec: {
      description: facts.description,
      service: nameOf(facts.service),
      indicator: { metadata: { ...metadata, name: nameOf(`${id}.indicator`) }, spec: indicator },
      timeWindow: [{ duration: `${days}d`, isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [objective],
    },
  };
}

/** One question to Prometheus, and the name of each series that it answers with. */
export interface Query {
  readonly expr: string;
  /** As Grafana reads it: `{{label}}` stands for the label's value. */
  readonly legend: string;
  /** Shows the answer as a share of this. */
  readonly per?: number;
}

/** Past `warn` a figure is yellow, past `fail` red; null where there is no such limit. */
export interface Limits {
  readonly warn: number | null;
  readonly fail: number | null;
}

/** Units as Grafana names them, and two of our own: a verdict is a word, a budget a share that may be unknown. */
export type Unit = 's' | 'percentunit' | 'short' | 'budget' | 'verdict';

interface Drawn {
  readonly title: string;
  /** What the panel says, and what to do about it: shown beside its title. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of the 24 columns of a dashboard. */
  readonly width: number;
  readonly height: number;
}

/** How it is now, in large type. */
export interface Now extends Drawn {
  readonly look: 'now';
  readonly limits: Limits | null;
  /** Whether the second query asks for what is left of the error budget, beside what the first asks for. */
  readonly withBudget: boolean;
  /** Where a click leads: the uid of a dashboard. */
  readonly leadsTo: string | null;
}

/** Figures over time, with their limits as lines, the first of which is always in sight. */
export interface Lines extends Drawn {
  readonly look: 'lines';
  readonly limits: Limits | null;
  /** From where on the scale goes by powers of ten, so that seconds and days fit on it; null for an even one. */
  readonly tensFrom: number | null;
}

/** Verdicts over time, a row each. */
export interface Verdicts extends Drawn {
  readonly look: 'verdicts';
}

/** A row for each query, a cell for each moment, the colour of how much of the limit is taken. */
export interface Heat extends Drawn {
  readonly look: 'heat';
  /** What the darkest colour stands for. */
  readonly most: number;
}

/** Figures beside each other as they are now, each as a bar. Limits are those of the query at the same place. */
export interface Bars extends Drawn {
  readonly look: 'bars';
  readonly limits: readonly Limits[];
}

/** A row for each series that there is now, with its verdict; `columns` are labels with their headings. */
export interface Rows extends Drawn {
  readonly look: 'rows';
  readonly unit: 'verdict';
  readonly columns: Readonly<Record<string, string>>;
  /** The heading of the verdict. */
  readonly value: string;
}

/** What one panel shows. */
export type Figure = Now | Lines | Verdicts | Heat | Bars | Rows;

/** Panels under one heading; the first heading of a dashboard may be left out. */
export interface Section {
  readonly heading: string | null;
  readonly figures: readonly Figure[];
}

/** A mark over all panels while something goes on. */
export interface Mark {
  readonly name: string;
  readonly expr: string;
  readonly text: string;
  readonly color: string;
}

/** One dashboard. */
export interface Page {
  /** Stable: links and bookmarks lead to it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly sections: readonly Section[];
  readonly marks: readonly Mark[];
  /** Whether its systems can be chosen. */
  readonly choosesSystem: boolean;
  /** The span of time that is shown at first, as Grafana writes it: `now-24h`. */
  readonly from: string;
}

/** The limit that a figure comes to first. */
export function firstLimit(limits: Limits | null): number | null {
  return limits?.warn ?? limits?.fail ?? null;
}

/** Whether a figure of one moment is well or not, and not just a number. */
export function isJudged({ unit, limits }: Now): boolean {
  return unit === 'verdict' || unit === 'budget' || limits !== null;
}

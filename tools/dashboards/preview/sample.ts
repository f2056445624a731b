import {
  dictionary,
  list,
  nullable,
  number,
  object,
  type Shaped,
  string,
} from '../../../lib/protocols/shape.ts';
import type { Figure, Query } from '../figure.ts';

const series = object({ labels: dictionary(string), values: list(nullable(number)) });

/**
 * What a Prometheus answered to every query of every dashboard: by uid and title, for each query its series. A query
 * of one moment has one value a series, one of a span of time has `steps` of them.
 */
const sample = object({
  takenAt: string,
  spanSeconds: number,
  pages: dictionary(dictionary(list(list(series)))),
});

export type Series = Shaped<typeof series>;
export type Sample = Shaped<typeof sample>;

/** Reads a sample; throws where it is none. */
export function decodeSample(text: string): Sample {
  return sample(JSON.parse(text), '');
}

/** What was answered to a figure, query by query; throws where its queries were never asked. */
export function answersOf(all: Sample, uid: string, { title, queries }: Figure): readonly Series[][] {
  const answers = all.pages[uid]?.[title];
  if (answers === undefined || answers.length !== queries.length) {
    throw new Error(`the sample has not the answers of "${title}" of ${uid}: take it anew`);
  }
  return answers;
}

/** Whether a figure shows a span of time, and not one moment alone. */
export function isOverTime({ look }: Figure): boolean {
  return look === 'lines' || look === 'verdicts' || look === 'heat';
}

/** The labels by which a figure tells its series apart: those that its legend or its columns name. */
export function labelsShown(figure: Figure, legend: string): readonly string[] {
  if (figure.look === 'rows') return Object.keys(figure.columns);
  return [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
}

/** The name of a series, by the legend of its query. */
export function nameOf({ legend }: Query, { labels }: Series): string {
  return legend.replace(/\{\{(\w+)\}\}/g, (_, name: string) => labels[name] ?? '');
}

/** The newest value that there is. */
export function newest({ values }: Series): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

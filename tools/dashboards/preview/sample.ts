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

const answers = dictionary(list(series));

/**
 * What a Prometheus answered to the queries of the dashboards, by expression: over the whole span, and at one moment.
 * Expressions hold no limits, so that a changed limit needs no new sample.
 */
const sample = object({ takenAt: string, spanSeconds: number, spans: answers, moments: answers });

export type Series = Shaped<typeof series>;
export type Sample = Shaped<typeof sample>;

/** Reads a sample; throws where it is none. */
export function decodeSample(text: string): Sample {
  return sample(JSON.parse(text), '');
}

/** Writes a sample, a line for each expression: what a new one changes can be read. */
export function encodeSample({ takenAt, spanSeconds, spans, moments }: Sample): string {
  const lines = (all: Sample['spans']): string =>
    Object.entries(all)
      .map(([expr, found]) => `${JSON.stringify(expr)}:${JSON.stringify(found)}`)
      .join(',\n');
  const head = `"takenAt":${JSON.stringify(takenAt)},"spanSeconds":${spanSeconds}`;
  return `{${head},"spans":{\n${lines(spans)}\n},"moments":{\n${lines(moments)}\n}}\n`;
}

/** What was answered to a figure, query by query; null where the sample is older than the query. */
export function answersOf(all: Sample, figure: Figure): readonly (readonly Series[] | null)[] {
  const known = isOverTime(figure) ? all.spans : all.moments;
  return figure.queries.map(({ expr }) => known[expr] ?? null);
}

/** Whether a figure shows a span of time, and not one moment alone. */
export function isOverTime({ look }: Figure): boolean {
  return look === 'lines' || look === 'verdicts' || look === 'heat';
}

/** The name of a series, by the legend of its query. */
export function nameOf({ legend }: Query, { labels }: Series): string {
  return legend.replace(/\{\{(\w+)\}\}/g, (_, name: string) => labels[name] ?? '');
}

/** The newest value that there is. */
export function newest({ values }: Series): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

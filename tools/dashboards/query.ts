import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { SOURCE } from './colors.ts';
import type { Figure, Query } from './figure.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** How Grafana names the query at a place: A to Z, then AA, AB … */
export function nameOf(at: number): string {
  const last = LETTERS[at % LETTERS.length] ?? '';
  return at < LETTERS.length ? last : `${nameOf(Math.floor(at / LETTERS.length) - 1)}${last}`;
}

function began({ expr, legend }: Query): DataqueryBuilder {
  return new DataqueryBuilder().datasource(SOURCE).expr(expr).legendFormat(legend);
}

/** A figure's queries: of one moment, or of a span of time. */
export function targets({ queries }: Figure, when: 'now' | 'over time'): DataqueryBuilder[] {
  return queries.map((query, at) => {
    const builder = began(query).refId(nameOf(at)).format(PromQueryFormat.TimeSeries);
    return when === 'now' ? builder.instant() : builder.range();
  });
}

/** A query whose series become rows. */
export function tabular(query: Query): DataqueryBuilder {
  return began(query).refId('A').format(PromQueryFormat.Table).instant();
}

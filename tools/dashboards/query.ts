import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { SOURCE } from './colors.ts';
import type { Figure, Query } from './figure.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** How Grafana names the query at a place: A to Z, then AA, AB … */
export function nameOf(at: number): string {
  const last = LETTERS[at % LETTERS.length] ?? '';
  return at < LETTERS.length ? last : `${nameOf(Math.floor(at / LETTERS.length) - 1)}${last}`;
}

/** The query as Prometheus gets it. */
export function exprOf({ expr, per }: Query): string {
  return per === undefined ? expr : `${expr} / ${per}`;
}

function began(query: Query, at: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(SOURCE)
    .refId(nameOf(at))
    .expr(exprOf(query))
    .legendFormat(query.legend);
}

/** A figure's queries: of one moment, or of a span of time. */
export function targets({ queries }: Figure, when: 'now' | 'over time'): DataqueryBuilder[] {
  return queries.map((query, at) => {
    const builder = began(query, at).format(PromQueryFormat.TimeSeries);
    return when === 'now' ? builder.instant() : builder.range();
  });
}

/** A query whose series become rows. */
export function tabular(query: Query, at: number): DataqueryBuilder {
  return began(query, at).format(PromQueryFormat.Table).instant();
}

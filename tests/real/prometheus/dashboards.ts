import {
  dictionary,
  filledText,
  list,
  literal,
  number,
  object,
  type Shaped,
  string,
} from '../../../lib/protocols/shape.ts';
import type { Figure, Page, Query } from '../../../tools/dashboards/figure.ts';
import { pages } from '../../../tools/dashboards/pages.ts';
import { isOverTime, type Sample, type Series } from '../../../tools/dashboards/preview/sample.ts';
import { exprOf } from '../../../tools/dashboards/query.ts';
import { SYSTEMS_OF, TARGETS } from '../../../tools/dashboards/series.ts';

/** A Prometheus with runs of every scenario in it, and the seconds since 1970 between which they were. */
export interface Filled {
  readonly url: string;
  readonly from: number;
  readonly to: number;
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Moments of which each query is asked: enough to see an incident of seconds. */
const STEPS = 60;

const matrix = object({
  status: literal('success'),
  data: object({
    resultType: literal('matrix'),
    result: list(object({ metric: dictionary(string), values: list(pair) })),
  }),
});

const names = object({ status: literal('success'), data: list(filledText) });

function pair(value: unknown, path: string): readonly [number, string] {
  const [at, text] = list((one) => one)(value, path);
  return [number(at, `${path}[0]`), string(text, `${path}[1]`)];
}

type Answer = Shaped<typeof matrix>['data']['result'];

/** As Grafana fills in what was chosen above the dashboard. */
function chosen(expr: string): string {
  return expr.replaceAll('$target', 'local').replaceAll('$system', '.+');
}

const stepOf = ({ from, to }: Filled): number => Math.max(1, Math.ceil((to - from) / STEPS));

/** Asks for a span of time; throws with the words of Prometheus where it takes the question for none. */
async function asked(server: Filled, expr: string): Promise<Answer> {
  const { from, to } = server;
  const body = new URLSearchParams({
    query: chosen(expr),
    start: `${from}`,
    end: `${to}`,
    step: `${stepOf(server)}`,
  });
  const response = await fetch(`${server.url}/api/v1/query_range`, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${expr}: ${response.status} ${text.slice(0, 200)}`);
  return matrix(JSON.parse(text), '').data.result;
}

/** The answers to all queries of all panels. */
async function dashboardAnswers(
  server: Filled,
  exprIn: (query: Query) => string,
): Promise<ReadonlyMap<Page, ReadonlyMap<Figure, readonly Answer[]>>> {
  const all = new Map<Page, ReadonlyMap<Figure, readonly Answer[]>>();
  for (const page of pages()) {
    const answers = new Map<Figure, readonly Answer[]>();
    for (const figure of page.sections.flatMap((section) => section.figures)) {
      answers.set(figure, await Promise.all(figure.queries.map((query) => asked(server, exprIn(query)))));
    }
    all.set(page, answers);
  }
  return all;
}

/** Every query of a dashboard parses, and finds something. */
export async function checkDashboards(server: Filled): Promise<readonly Check[]> {
  const answers = await dashboardAnswers(server, exprOf);
  const checks = [...answers].map(([page, figures]) => {
    const asked = [...figures].flatMap(([{ title, queries }, all]) =>
      all.map((answer, at) => ({ what: `${title}: ${queries[at]?.legend}`, series: answer.length })),
    );
    const empty = asked.filter(({ series }) => series === 0).map(({ what }) => what);
    const series = asked.reduce((sum, one) => sum + one.series, 0);
    return {
      name: `dashboard ${page.uid}`,
      ok: empty.length === 0 && asked.length > 0,
      detail:
        empty.length === 0
          ? `${figures.size} panels, ${asked.length} queries, ${series} series`
          : `no data in ${empty.join('; ')}`,
    };
  });
  const choices = [choice('targets', TARGETS, server), choice('systems', SYSTEMS_OF, server)];
  return [...checks, ...(await Promise.all([...choices, ...marks(server)]))];
}

/** What is marked over the panels must have been, and have ended. */
function marks(server: Filled): Promise<Check>[] {
  const all = new Map(pages().flatMap((page) => page.marks.map((mark) => [mark.name, mark.expr] as const)));
  return [...all].map(async ([name, expr]) => {
    const seen = (await asked(server, expr)).flatMap(({ values }) => values.map(([at]) => at));
    const from = Math.min(...seen) - server.from;
    const to = Math.max(...seen) - server.from;
    const ok = seen.length > 1 && from > 0;
    return { name: `mark of each ${name}`, ok, detail: ok ? `from ${from} s to ${to} s` : 'never seen' };
  });
}

/** What can be chosen above a dashboard. */
async function choice(what: string, query: string, { url, from, to }: Filled): Promise<Check> {
  const [, series = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
  const parameters = new URLSearchParams({ 'match[]': chosen(series), start: `${from}`, end: `${to}` });
  const response = await fetch(`${url}/api/v1/label/${label}/values?${parameters}`);
  const found = names(await response.json(), '').data;
  return { name: `choice of ${what}`, ok: found.length > 0, detail: found.join(', ') };
}

/** Three figures are more than a picture of a panel shows. */
const rounded = (text: string): number => Number(Number(text).toPrecision(3));

/** The sample that pictures are drawn from. */
export async function takeSample(server: Filled): Promise<Sample> {
  // Pictures make shares by themselves, of the limits of their time.
  const answers = await dashboardAnswers(server, ({ expr }) => expr);
  const { from, to } = server;
  const step = stepOf(server);
  const times = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
  const failed = await asked(server, 'count(packager:probe_verdict:last{target="$target"} == 2)');
  const counts = failed.flatMap(({ values }) => values.map(([at, count]) => ({ at, count: Number(count) })));
  const most = Math.max(...counts.map(({ count }) => count));
  // The later in the incident, the more is known of budgets.
  const incident = counts.findLast(({ count }) => count === most)?.at ?? to;
  const spans: Record<string, Series[]> = {};
  const moments: Record<string, Series[]> = {};
  for (const [figure, all] of [...answers.values()].flatMap((figures) => [...figures])) {
    for (const [at, { expr }] of figure.queries.entries()) {
      const answer = all[at] ?? [];
      if (isOverTime(figure)) spans[expr] = spread(answer, times);
      else moments[expr] = moment(answer, incident);
    }
  }
  return { takenAt: new Date(to * 1000).toISOString(), spanSeconds: to - from, spans, moments };
}

/** The labels that panels may name: the target is that of the whole sample. */
function kept(metric: Readonly<Record<string, string>>): Record<string, string> {
  const told = Object.entries(metric).filter(([name]) => name !== '__name__' && name !== 'target');
  return Object.fromEntries(told);
}

function spread(answer: Answer, times: readonly number[]): Series[] {
  return answer.map(({ metric, values }) => {
    const at = new Map(values.map(([time, text]) => [Math.round(time), rounded(text)]));
    return { labels: kept(metric), values: times.map((time) => at.get(Math.round(time)) ?? null) };
  });
}

/** As it was at a moment; where there was nothing then, at the last moment at which there was something. */
function moment(answer: Answer, wanted: number): Series[] {
  const times = answer.flatMap(({ values }) => values.map(([time]) => time));
  const time = times.includes(wanted) ? wanted : Math.max(...times);
  return answer.flatMap(({ metric, values }) => {
    const found = values.find(([at]) => at === time);
    return found === undefined ? [] : [{ labels: kept(metric), values: [rounded(found[1])] }];
  });
}

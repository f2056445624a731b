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
import type { Figure, Page } from '../../../tools/dashboards/figure.ts';
import { pages } from '../../../tools/dashboards/pages.ts';
import {
  isOverTime,
  labelsShown,
  type Sample,
  type Series,
} from '../../../tools/dashboards/preview/sample.ts';
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
export async function dashboardAnswers(
  server: Filled,
): Promise<ReadonlyMap<Page, ReadonlyMap<Figure, readonly Answer[]>>> {
  const all = new Map<Page, ReadonlyMap<Figure, readonly Answer[]>>();
  for (const page of pages()) {
    const answers = new Map<Figure, readonly Answer[]>();
    for (const figure of page.sections.flatMap((section) => section.figures)) {
      answers.set(figure, await Promise.all(figure.queries.map((query) => asked(server, exprOf(query)))));
    }
    all.set(page, answers);
  }
  return all;
}

/** Every query of a dashboard parses, and every panel shows something. */
export async function checkDashboards(server: Filled): Promise<readonly Check[]> {
  const answers = await dashboardAnswers(server);
  const checks = [...answers].map(([page, figures]) => {
    const queries = [...figures.values()].flat();
    const empty = [...figures].flatMap(([{ title }, all]) =>
      all.every((one) => one.length === 0) ? [title] : [],
    );
    const series = queries.reduce((sum, one) => sum + one.length, 0);
    return {
      name: `dashboard ${page.uid}`,
      ok: empty.length === 0 && queries.length > 0,
      detail:
        empty.length === 0
          ? `${figures.size} panels, ${queries.length} queries, ${series} series`
          : `no data in ${empty.join('; ')}`,
    };
  });
  return [
    ...checks,
    ...(await Promise.all([choice('targets', TARGETS, server), choice('systems', SYSTEMS_OF, server)])),
  ];
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
  const answers = await dashboardAnswers(server);
  const { from, to } = server;
  const step = stepOf(server);
  const times = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
  const failed = await asked(server, 'packager:system_verdict:last{target="$target"} == 2');
  const incident = Math.max(...failed.flatMap(({ values }) => values.map(([at]) => at)));
  const written = [...answers].map(([{ uid }, figures]) => {
    const byTitle = [...figures].map(([figure, all]) => {
      const series = all.map((answer, at) => {
        const labels = labelsShown(figure, figure.queries[at]?.legend ?? '');
        return isOverTime(figure) ? spread(answer, labels, times) : moment(answer, labels, incident);
      });
      return [figure.title, series] as const;
    });
    return [uid, Object.fromEntries(byTitle)] as const;
  });
  const takenAt = new Date(to * 1000).toISOString();
  return { takenAt, spanSeconds: to - from, pages: Object.fromEntries(written) };
}

function kept(metric: Readonly<Record<string, string>>, labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(labels.map((label) => [label, metric[label] ?? '']));
}

function spread(answer: Answer, labels: readonly string[], times: readonly number[]): Series[] {
  return answer.map(({ metric, values }) => {
    const at = new Map(values.map(([time, text]) => [Math.round(time), rounded(text)]));
    return { labels: kept(metric, labels), values: times.map((time) => at.get(Math.round(time)) ?? null) };
  });
}

/** As it was at a moment; where there was nothing then, at the last moment at which there was something. */
function moment(answer: Answer, labels: readonly string[], wanted: number): Series[] {
  const times = answer.flatMap(({ values }) => values.map(([time]) => time));
  const time = times.includes(wanted) ? wanted : Math.max(...times);
  return answer.flatMap(({ metric, values }) => {
    const found = values.find(([at]) => at === time);
    return found === undefined ? [] : [{ labels: kept(metric, labels), values: [rounded(found[1])] }];
  });
}

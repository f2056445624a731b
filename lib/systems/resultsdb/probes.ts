import { passedSince } from '../../probe/age.ts';
import { askJson, askPage } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import { healthcheck, landing, type Result, resultList } from './schema.ts';

const API = '/api/v2.0';
const ROWS = 5;
const WINDOW_MS = 24 * 3_600_000;

/** Always with a start: without one the database sorts every result it has. */
function recentQuery(context: ProbeContext): string {
  const since = new Date(context.now() - WINDOW_MS).toISOString().slice(0, 19);
  return `/results?since=${since}&limit=${ROWS}`;
}

const health = defineProbe({
  id: 'resultsdb.api.health',
  question: 'does the health check, which reads the database, pass?',
  at: 'resultsdb',
  run: async (context) => {
    await askJson(context, `${context.address('resultsdb')}${API}/healthcheck`, healthcheck);
    return { reason: 'health check OK', data: null };
  },
});

const root = defineProbe({
  id: 'resultsdb.api.root',
  question: 'does the root of the API answer its 300 with the way on?',
  at: 'resultsdb',
  run: async (context) => {
    const url = `${context.address('resultsdb')}${API}`;
    const { data } = await askJson(context, url, landing, { expect: [300] });
    return { reason: `300 as always, ${data.outcomes.length} outcomes`, data: null };
  },
});

/** The newest results of a day, newest first: never empty. */
export const recentResults: Probe<readonly Result[]> = defineProbe({
  id: 'resultsdb.results.recent',
  question: 'does the API hold results of the last day?',
  at: 'resultsdb',
  run: async (context) => {
    const url = `${context.address('resultsdb')}${API}${recentQuery(context)}`;
    const { data, response } = await askJson(context, url, resultList);
    const [newest] = data.data;
    if (data.data.length > ROWS) {
      throw wrongAnswer(`${data.data.length} results, asked for ${ROWS}`, response.text, response.url);
    }
    const old = data.data.find(({ submit_time }) => submit_time < context.now() - WINDOW_MS - 60_000);
    if (old !== undefined)
      throw wrongAnswer(`result ${old.id} is older than asked for`, response.text, response.url);
    if (new Set(data.data.map(({ id }) => id)).size !== data.data.length) {
      throw wrongAnswer('a result twice', response.text, response.url);
    }
    if (data.data.some(({ submit_time }, at) => submit_time > (data.data[at - 1] ?? newest).submit_time)) {
      throw wrongAnswer('results are not sorted, newest first', response.text, response.url);
    }
    const age = ageInWords(passedSince(context, newest.submit_time, response));
    return { reason: `newest ${age} old: ${newest.testcase.name} ${newest.outcome}`, data: data.data };
  },
});

const latest = defineProbe({
  id: 'resultsdb.results.latest',
  question: 'is a recent result found again by its item, as greenwave looks for it?',
  at: 'resultsdb',
  run: async (context) => {
    const recent = await context.need(recentResults);
    const wanted = recent.find(({ data }) => data.item?.[0] !== undefined && data.type?.[0] !== undefined);
    if (wanted === undefined)
      throw cannotJudge(`none of ${recent.length} recent results names item and type`);
    const [item = '', type = ''] = [wanted.data.item?.[0], wanted.data.type?.[0]];
    const query = `item=${encodeURIComponent(item)}&type=${encodeURIComponent(type)}`;
    const url = `${context.address('resultsdb')}${API}/results/latest?${query}`;
    const { data, response } = await askJson(context, url, resultList);
    const stranger = data.data.find((one) => one.data.item?.includes(item) !== true);
    if (stranger !== undefined) {
      throw wrongAnswer(`result ${stranger.id} is of another item than ${item}`, response.text, response.url);
    }
    const { name } = wanted.testcase;
    const found = data.data.filter(({ testcase }) => testcase.name === name);
    if (found.length === 0)
      throw wrongAnswer(`no result of ${name} for ${item}`, response.text, response.url);
    if (!found.some(({ submit_time }) => submit_time >= wanted.submit_time)) {
      const reason = `the latest result of ${name} for ${item} is older than result ${wanted.id}`;
      throw wrongAnswer(reason, response.text, response.url);
    }
    return { reason: `${data.data.length} test cases of ${item}`, data: null };
  },
});

const web = defineProbe({
  id: 'resultsdb.web.results',
  kind: 'page',
  question: 'does the web page list results of the last day?',
  at: 'resultsdb',
  run: async (context) => {
    const response = await askPage(context, `${context.address('resultsdb')}${recentQuery(context)}`, [
      'Outcome',
    ]);
    // The page shows an error of its API as plain text with status 200.
    const rows = new Set(response.text.match(/\/results\/\d+/g) ?? []).size;
    if (rows === 0) throw wrongAnswer('page without any result', response.text, response.url);
    return { reason: `page with ${rows} results`, data: null };
  },
});

export const resultsdbProbes: readonly Probe[] = [health, root, recentResults, latest, web];

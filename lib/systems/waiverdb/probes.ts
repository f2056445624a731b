import { PROBE_LIMITS } from '../../../thresholds/objectives.ts';
import { ageOfNewest } from '../../probe/age.ts';
import { askJson, askPage } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import { about, waiverPage } from './schema.ts';

const API = '/api/v1.0';
const ROWS = 10;

const health = defineProbe({
  id: 'waiverdb.health.check',
  question: 'does the health check, which reads the database, pass?',
  at: 'waiverdb',
  run: async (context) => {
    await askPage(context, `${context.address('waiverdb')}/healthcheck`, ['Health check OK']);
    return { reason: 'health check OK', data: null };
  },
});

const version = defineProbe({
  id: 'waiverdb.api.about',
  question: 'does the API tell its version?',
  at: 'waiverdb',
  run: async (context) => {
    const { data } = await askJson(context, `${context.address('waiverdb')}${API}/about`, about);
    return { reason: `version ${data.version}`, data: data.version };
  },
});

const newest = defineProbe({
  id: 'waiverdb.waivers.list',
  question: 'does the API list the newest waivers?',
  at: 'waiverdb',
  samples: 3,
  run: async (context) => {
    const url = `${context.address('waiverdb')}${API}/waivers/?limit=${ROWS}`;
    const { data, response } = await askJson(context, url, waiverPage);
    const waivers = data.data;
    const [first] = waivers;
    if (waivers.length > ROWS) {
      throw wrongAnswer(`${waivers.length} waivers, asked for ${ROWS}`, response.text, response.url);
    }
    if (waivers.some(({ timestamp }, at) => timestamp > (waivers[at - 1] ?? first).timestamp)) {
      throw wrongAnswer('waivers are not sorted, newest first', response.text, response.url);
    }
    if (new Set(waivers.map(({ id }) => id)).size !== waivers.length) {
      throw wrongAnswer('a waiver twice', response.text, response.url);
    }
    const { fail } = PROBE_LIMITS['datanommer.freshness.waiverdb'];
    const age = ageInWords(ageOfNewest(context, first.timestamp, fail, response));
    return { reason: `${waivers.length} waivers, newest ${age} old`, data: first };
  },
});

const metrics = defineProbe({
  id: 'waiverdb.api.metrics',
  question: 'does it expose its own metrics?',
  at: 'waiverdb',
  run: async (context) => {
    const response = await askPage(context, `${context.address('waiverdb')}${API}/metrics`, ['# TYPE ']);
    // Every line of the format ends, the last one too.
    if (!response.text.endsWith('\n'))
      throw wrongAnswer('metrics that are cut short', response.text, response.url);
    const failed = /^messaging_tx_failed_total(?:\{[^}]*\})? ([0-9.e+]+)/m.exec(response.text)?.[1];
    if (failed === undefined)
      throw wrongAnswer('metrics without messaging_tx_failed_total', response.text, response.url);
    return { reason: `${Number(failed)} messages failed since its start`, data: null };
  },
});

export const waiverdbProbes = [health, version, newest, metrics];

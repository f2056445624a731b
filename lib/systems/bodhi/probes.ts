import { PROBE_LIMITS } from '../../../thresholds/objectives.ts';
import { ageOfNewest, passedSince } from '../../probe/age.ts';
import { askJson, askPage } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import {
  apiVersion,
  type BodhiCompose,
  type BodhiRelease,
  type BodhiUpdate,
  composeList,
  live,
  ready,
  releasePage,
  type UpdatePage,
  updatePage,
} from './schema.ts';

export type { BodhiRelease, BodhiUpdate } from './schema.ts';

const ROWS = 20;
const RELEASES_A_PAGE = 100;
const RELEASE_PAGES = 3;
/** A compose takes hours; one that has not moved for this long needs a person. */
const STUCK_MS = 24 * 3_600_000;

const liveness = defineProbe({
  id: 'bodhi.health.live',
  question: 'does bodhi live? (answered without its database)',
  at: 'bodhi',
  run: async (context) => {
    await askJson(context, `${context.address('bodhi')}/healthz/live`, live);
    return { reason: 'live', data: null };
  },
});

const readiness = defineProbe({
  id: 'bodhi.health.ready',
  question: 'can bodhi reach its database?',
  at: 'bodhi',
  run: async (context) => {
    await askJson(context, `${context.address('bodhi')}/healthz/ready`, ready);
    return { reason: 'ready, database answers', data: null };
  },
});

const version = defineProbe({
  id: 'bodhi.api.version',
  question: 'does the API tell its version?',
  at: 'bodhi',
  run: async (context) => {
    const { data } = await askJson(context, `${context.address('bodhi')}/api_version`, apiVersion);
    return { reason: `version ${data.version}`, data: data.version };
  },
});

/** The newest updates of all releases, newest first: never empty. */
export const bodhiUpdates: Probe<readonly BodhiUpdate[]> = defineProbe({
  id: 'bodhi.api.updates',
  question: 'does the API list the newest updates?',
  at: 'bodhi',
  run: async (context) => {
    const url = `${context.address('bodhi')}/updates/?rows_per_page=${ROWS}&display_user=0`;
    const { data, response } = await askJson(context, url, updatePage);
    const { updates, total } = data;
    const [newest] = updates;
    const wrong = whyNotNewest(data);
    if (wrong !== null) throw wrongAnswer(wrong, response.text, response.url);
    const { fail } = PROBE_LIMITS['datanommer.freshness.bodhi'];
    const age = ageInWords(ageOfNewest(context, newest.date_submitted, fail, response));
    return { reason: `${updates.length} of ${total} updates, newest ${age} old`, data: updates };
  },
});

function whyNotNewest({ page, updates, total }: UpdatePage): string | null {
  if (updates.length > ROWS) return `${updates.length} updates, asked for ${ROWS}`;
  if (page !== 1) return `page ${page}, asked for the first`;
  if (updates.length !== Math.min(ROWS, total))
    return `${updates.length} updates on the page with total ${total}`;
  if (new Set(updates.map(({ alias }) => alias)).size !== updates.length) return 'an update twice';
  const disorder = updates.some(
    ({ date_submitted }, at) => date_submitted > (updates[at - 1]?.date_submitted ?? Number.MAX_VALUE),
  );
  return disorder ? 'updates are not sorted, newest first' : null;
}

/** Every release that is not archived, with its koji tags. One of them at least is current. */
export const bodhiReleases: Probe<readonly BodhiRelease[]> = defineProbe({
  id: 'bodhi.api.releases',
  question: 'does the API list every active release, with its tags?',
  at: 'bodhi',
  run: async (context) => {
    const releases: BodhiRelease[] = [];
    const base = `${context.address('bodhi')}/releases/?exclude_archived=1&rows_per_page=${RELEASES_A_PAGE}`;
    for (let page = 1; page <= RELEASE_PAGES; page++) {
      const { data, response } = await askJson(context, `${base}&page=${page}`, releasePage);
      releases.push(...data.releases);
      if (page < Math.min(data.pages, RELEASE_PAGES)) continue;
      const wrong = whyIncomplete(releases, data.total);
      if (wrong !== null) throw wrongAnswer(wrong, response.text, response.url);
      break;
    }
    const names = releases.filter(({ state }) => state === 'current').map(({ name }) => name);
    return { reason: `${releases.length} releases, current: ${names.join(', ')}`, data: releases };
  },
});

function whyIncomplete(releases: readonly BodhiRelease[], total: number): string | null {
  const names = new Set(releases.map(({ name }) => name));
  if (names.size !== releases.length) return 'pages that repeat releases';
  if (releases.length !== total) return `${releases.length} releases of ${total}`;
  if (releases.some(({ state }) => state === 'archived'))
    return 'archived releases although they are excluded';
  return releases.some(({ state }) => state === 'current') ? null : 'no release is current';
}

const composes = defineProbe({
  id: 'bodhi.api.composes',
  question: 'does the API list the composes, and does none of them stand still for a day?',
  at: 'bodhi',
  run: async (context) => {
    const { data, response } = await askJson(context, `${context.address('bodhi')}/composes/`, composeList);
    const now = context.now();
    const stuck = data.composes.filter(
      ({ state_date }) => passedSince(context, state_date, response) > STUCK_MS,
    );
    if (stuck.length > 0) {
      throw wrongAnswer(`stuck compose: ${inWords(stuck, now)}`, response.text, response.url);
    }
    const failed = data.composes.filter(({ state }) => state === 'failed');
    const running = data.composes.length - failed.length;
    const sad = failed.length === 0 ? '' : `; ${inWords(failed, now)}`;
    return { reason: `${running} composes under way${sad}`, data: data.composes };
  },
});

function inWords(all: readonly BodhiCompose[], now: number): string {
  return all
    .slice(0, 3)
    .map(({ release, request, state, state_date, error_message }) => {
      const why = error_message === null || error_message === '' ? '' : ` (${error_message.slice(0, 80)})`;
      return `${release.name} ${request} ${state} for ${ageInWords(now - state_date)}${why}`;
    })
    .join(', ');
}

const home = defineProbe({
  id: 'bodhi.web.home',
  kind: 'page',
  question: 'does the front page show its statistics, which come from the database?',
  at: 'bodhi',
  run: async (context) => {
    // Bodhi chooses between HTML and JSON by this header.
    const headers = { accept: 'text/html' };
    await askPage(context, `${context.address('bodhi')}/`, ['Fedora', 'Active Testers'], { headers });
    return { reason: 'front page with statistics', data: null };
  },
});

export const bodhiProbes: readonly Probe[] = [
  liveness,
  readiness,
  version,
  bodhiUpdates,
  bodhiReleases,
  composes,
  home,
];

import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { filledText, object } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { bodiesOf, topicHistory } from '../datagrepper/history.ts';
import { decide } from '../greenwave/decide.ts';
import { decisionRequest } from '../greenwave/request.ts';
import { kojiCall, multiCall, throughKoji, webUrl } from '../koji/client.ts';
import { kojiApiVersion } from '../koji/probes.ts';
import { tagListing } from '../koji/schema.ts';
import { someOf, through } from '../through.ts';
import { listUpdates, searchTime, type TimedUpdate } from './client.ts';
import { bodhiReleases, bodhiUpdates } from './probes.ts';
import type { BodhiRelease } from './schema.ts';
import { signedSince, waitingFor } from './signed.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Updates on the one page that is read. */
const ROWS = 50;
/** How far back updates that wait are looked for. */
const WAITED_MS = 14 * DAY;
/** How long bodhi may not know what koji has signed. */
const UNSIGNED_MS = HOUR;
/** How long a build may be a candidate without an update. */
const CANDIDATE_MS = 30 * MINUTE;
/** Candidates that are looked for at bodhi. */
const CANDIDATES = 40;
const CANDIDATE_ROWS = 200;
/** How long a message may take. */
const MESSAGE_MS = 10 * MINUTE;
/** Messages of one topic that are read, 100 a page. */
const PAGES = 3;
/** Updates whose decision is asked for. */
const DECISIONS = 4;
/** What bodhi calls a gate that lets through. */
const OPEN: readonly (string | null)[] = ['passed', 'ignored'];

function automaticOf(releases: readonly BodhiRelease[]): readonly BodhiRelease[] {
  return releases.filter(
    ({ create_automatic_updates, candidate_tag, state }) =>
      create_automatic_updates === true && candidate_tag !== '' && state !== 'disabled',
  );
}

const unsigned = defineProbe({
  id: 'bodhi.updates.unsigned',
  kind: 'consistency',
  question: 'how many updates wait at bodhi for signatures that koji has had for an hour?',
  at: ['bodhi', 'koji'],
  capability: 'signing',
  run: async (context) => {
    await context.need(kojiApiVersion);
    const releases = await context.need(bodhiReleases);
    const now = context.now();
    const filter = {
      status: 'pending',
      submittedSince: now - WAITED_MS,
      submittedBefore: now - UNSIGNED_MS,
    } as const;
    const pending = await listUpdates(context, filter, ROWS);
    const automatic = new Set(automaticOf(releases).map(({ name }) => name));
    const waiting = waitingFor(pending, automatic);
    const nvrs = waiting.flatMap((one) => one.nvrs);
    if (nvrs.length === 0) {
      return {
        reason: `none of ${pending.length} pending updates waits for a signature`,
        value: 0,
        data: null,
      };
    }
    const since = await signedSince(context, nvrs, releases);
    const late = (nvr: string): boolean => now - (since.get(nvr) ?? now) > UNSIGNED_MS;
    const stuck = waiting.filter((one) => one.nvrs.some(late));
    const names = stuck.map(({ update, nvrs: all }) => {
      const nvr = all.find(late) ?? '';
      return `${update.alias} (${nvr}, signed ${ageInWords(now - (since.get(nvr) ?? now))} ago)`;
    });
    const reason =
      stuck.length === 0
        ? `koji has signed none of ${nvrs.length} builds that bodhi waits for`
        : `signed at koji, pending at bodhi: ${someOf(names)}`;
    const [first] = stuck;
    const url = `${context.address('bodhi')}/updates/${first === undefined ? '' : first.update.alias}`;
    return { reason, value: stuck.length, evidence: names.join(', '), url, data: null };
  },
});

/** Builds that came into the candidate tags within a day, and have been there for a while; newest first. */
async function candidates(context: ProbeContext, tags: readonly string[]): Promise<readonly string[]> {
  const now = context.now();
  const after = Math.floor((now - DAY) / 1000);
  const queryOpts = { limit: CANDIDATE_ROWS, order: '-create_event' };
  const calls = tags.map((tag) =>
    kojiCall(tagListing, 'queryHistory', [], {
      tables: ['tag_listing'],
      tag,
      active: true,
      after,
      queryOpts,
    }),
  );
  const results = await throughKoji(() => multiCall(context, calls));
  const rows = results.flatMap((result, at) => {
    if ('data' in result) return result.data.tag_listing;
    throw cannotJudge(`needs koji: queryHistory of ${tags[at]}: ${result.fault.message}`);
  });
  return rows
    .filter(({ create_ts }) => create_ts * 1000 > now - DAY && create_ts * 1000 < now - CANDIDATE_MS)
    .sort((one, other) => other.create_ts - one.create_ts)
    .slice(0, CANDIDATES)
    .map(({ name, version, release }) => `${name}-${version}-${release}`);
}

const withoutUpdate = defineProbe({
  id: 'bodhi.builds.withoutUpdate',
  kind: 'consistency',
  question:
    'how many builds have been candidates for 30 minutes where updates are automatic, and are in none?',
  at: ['bodhi', 'koji'],
  run: async (context) => {
    await context.need(kojiApiVersion);
    const automatic = automaticOf(await context.need(bodhiReleases));
    if (automatic.length === 0) throw cannotJudge('no release at bodhi has automatic updates');
    const tags = [...new Set(automatic.map(({ candidate_tag }) => candidate_tag))];
    const nvrs = await candidates(context, tags);
    const where = tags.join(', ');
    if (nvrs.length === 0) {
      return { reason: `no build of a day has waited in ${where} for 30 min`, value: 0, data: null };
    }
    const updates = await listUpdates(context, { builds: nvrs }, ROWS);
    const known = new Set(updates.flatMap(({ builds }) => builds.map(({ nvr }) => nvr)));
    const missing = nvrs.filter((nvr) => !known.has(nvr));
    const reason =
      missing.length === 0
        ? `${nvrs.length} of ${nvrs.length} builds in ${where} are in an update`
        : `${missing.length} of ${nvrs.length} builds in ${where} without an update: ${someOf(missing)}`;
    const url = webUrl(
      context,
      `search?type=build&match=exact&terms=${encodeURIComponent(missing[0] ?? '')}`,
    );
    return {
      reason,
      value: missing.length,
      evidence: missing.join(', '),
      ...(missing.length === 0 ? {} : { url }),
      data: null,
    };
  },
});

const aboutUpdate = object({ update: object({ alias: filledText }) });

const announced = defineProbe({
  id: 'bodhi.requests.announced',
  kind: 'consistency',
  question: 'has each of the newest updates the message that it was requested for testing?',
  at: ['datagrepper', 'bodhi'],
  run: async (context) => {
    const updates = await context.need(bodhiUpdates);
    const now = context.now();
    const recent = updates.filter(
      ({ date_submitted }) => date_submitted > now - DAY && date_submitted < now - MESSAGE_MS,
    );
    const oldest = Math.min(...recent.map(({ date_submitted }) => date_submitted));
    if (recent.length === 0) throw cannotJudge('no update of a day is 10 minutes old');
    const seconds = Math.ceil((now - oldest + MESSAGE_MS) / 1000);
    const window = { topic: 'bodhi.update.request.testing', seconds, pages: PAGES };
    const { messages, since } = await topicHistory(context, window);
    const said = new Set(bodiesOf(messages, aboutUpdate).map(({ body }) => body.update.alias));
    const due = recent.filter(({ date_submitted }) => date_submitted > since);
    if (due.length === 0) throw cannotJudge(`more than ${PAGES * 100} requests since the newest updates`);
    const silent = due.filter(({ alias }) => !said.has(alias)).map(({ alias }) => alias);
    const reason =
      silent.length === 0
        ? `${due.length} of ${due.length} updates have their bodhi.update.request.testing`
        : `${silent.length} of ${due.length} updates without bodhi.update.request.testing: ${someOf(silent)}`;
    const url = context.address('datagrepper');
    return { reason, value: silent.length, evidence: silent.join(', '), url, data: null };
  },
});

/** Those whose gate bodhi itself calls shut first; then the newest. */
function toDecideAbout(pushed: readonly TimedUpdate[]): readonly TimedUpdate[] {
  const gated = pushed.filter(({ release, builds }) => /^F\d+$/.test(release.name) && builds.length > 0);
  const shut = gated.filter(({ test_gating_status }) => !OPEN.includes(test_gating_status));
  const others = gated.filter((one) => !shut.includes(one));
  return [...shut, ...others].slice(0, DECISIONS);
}

const failOpen = defineProbe({
  id: 'bodhi.updates.failOpen',
  kind: 'consistency',
  question: 'has an update of the last day become stable although its gate was shut?',
  at: ['bodhi', 'greenwave'],
  run: async (context) => {
    const filter = { status: 'stable', pushedSince: context.now() - DAY } as const;
    const pushed = await listUpdates(context, filter, ROWS);
    const asked = toDecideAbout(pushed);
    if (asked.length === 0)
      throw cannotJudge(`no Fedora update among ${pushed.length} that became stable in a day`);
    const open: string[] = [];
    let decided = 0;
    for (const update of asked) {
      if (update.date_stable === null) {
        throw wrongAnswer(`${update.alias} is stable, and does not say since when`);
      }
      // Verbose, it would tell all results too; as of then, since a later one could not have held it back.
      const { verbose, ...question } = decisionRequest(update);
      // Bodhi notes whole seconds, rounded down: what opened the gate may have come within that second.
      const when = searchTime(update.date_stable + 1000);
      const decision = await through('greenwave', () => decide(context, { ...question, when }));
      if (decision === null) continue;
      decided += 1;
      if (!decision.policies_satisfied) open.push(`${update.alias}: ${decision.summary}`);
    }
    if (decided === 0) throw cannotJudge(`greenwave has no policy for any of ${asked.length} updates`);
    const reason =
      open.length === 0
        ? `greenwave had let through ${decided} of ${decided} updates that became stable`
        : `stable although not let through: ${someOf(open)}`;
    const alias = open[0]?.split(':')[0] ?? '';
    return { reason, value: open.length, url: `${context.address('bodhi')}/updates/${alias}`, data: null };
  },
});

/** What bodhi knows against what koji, the bus and greenwave know. */
export const bodhiCrossProbes: readonly Probe[] = [unsigned, withoutUpdate, announced, failOpen];

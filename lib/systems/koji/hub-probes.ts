import { PROBE_LIMITS } from '../../../thresholds/objectives.ts';
import type { WireResponse } from '../../k6/ports.ts';
import { ageOfNewest } from '../../probe/age.ts';
import { ask, askChallenge } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { anything, list, nullable, type Shape, ShapeError } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { archesOf } from './builders.ts';
import {
  getAPIVersion,
  getBuild,
  getBuildTarget,
  getLastEvent,
  getRepo,
  getTag,
  listBuilds,
  listTags,
} from './calls.ts';
import { allOf, call, callBody, hubUrl, webUrl, XML_TYPE } from './client.ts';
import * as schema from './schema.ts';

/** Rows of a list of builds. */
const ROWS = 20;
/** Of as many builds the tags are asked before their absence is believed. */
const TAGGED_TRIES = 3;
/** A build is tagged by a task of its own, right after it is complete. */
const SETTLED_MS = 10 * 60_000;
/** The target whose name stays when releases come and go. */
const RAWHIDE = 'rawhide';
/** Seconds without a build, or without any change at all, after which it is an old answer of the hub. */
const STALE = PROBE_LIMITS['datanommer.freshness.buildsys'].fail;

/** What every probe that reads through the hub needs first. */
export const kojiApiVersion = defineProbe({
  id: 'koji.hub.apiVersion',
  question: 'does the hub tell its API version? (it opens its database for that, and asks nothing)',
  at: 'koji',
  samples: 3,
  run: async (context) => {
    const { data } = await call(context, getAPIVersion());
    return { reason: `API version ${data}`, data };
  },
});

const versionHeader = defineProbe({
  id: 'koji.hub.versionHeader',
  question: 'is it the hub itself that answers? (no database is asked)',
  at: 'koji',
  run: async (context) => {
    const response = await ask(context, hubUrl(context), { expect: [405] });
    const version = response.headers['koji-version'];
    if (version === undefined || !/^\d+\.\d+/.test(version)) {
      const what = version === undefined ? 'without a Koji-Version' : `of Koji-Version "${version}"`;
      throw wrongAnswer(`405 ${what}: not the hub answered`, response.text, response.url);
    }
    return { reason: `Koji ${version}`, data: version };
  },
});

interface Newest {
  readonly builds: readonly [schema.KojiBuild, ...schema.KojiBuild[]];
  readonly response: WireResponse;
}

/** The newest complete builds, newest first: checked to be what was asked for. */
async function newestBuilds(context: ProbeContext, timed: boolean): Promise<Newest> {
  const wanted = listBuilds({ state: schema.BUILD_STATE.COMPLETE }, ROWS);
  const { data: builds, response } = await call(context, wanted, { timed });
  const wrong = whyNotNewest(builds);
  if (wrong !== null) throw wrongAnswer(wrong, response.text, response.url);
  return { builds, response };
}

function whyNotNewest(builds: readonly schema.KojiBuild[]): string | null {
  if (builds.length > ROWS) return `${builds.length} builds, asked for ${ROWS}`;
  const other = builds.find(({ state }) => state !== schema.BUILD_STATE.COMPLETE);
  if (other !== undefined) return `${other.nvr} is of state ${other.state}, asked for complete builds`;
  const disorder = builds.some(
    ({ build_id }, at) => build_id >= (builds[at - 1]?.build_id ?? Number.MAX_VALUE),
  );
  return disorder ? 'builds are not sorted, newest first' : null;
}

const newest = defineProbe({
  id: 'koji.hub.listBuilds',
  question: `does the hub list the newest ${ROWS} complete builds?`,
  at: 'koji',
  run: async (context) => {
    const { builds, response } = await newestBuilds(context, true);
    const [{ nvr }] = builds;
    // The newest by its id may have been the last to begin, and not the last to end.
    const ends = builds.flatMap(({ completion_ts }) =>
      completion_ts === null ? [] : [completion_ts * 1000],
    );
    if (ends.length === 0)
      throw wrongAnswer('no complete build says when it was', response.text, response.url);
    const age = ageOfNewest(context, Math.max(...ends), STALE, response);
    const reason = `${builds.length} builds, newest ${nvr}, the last complete ${ageInWords(age)} ago`;
    return { reason, data: builds };
  },
});

/** Complete builds, newest first: the one that getBuild gave, and some more for those who need others. */
export interface SettledBuilds {
  readonly build: schema.KojiBuild;
  readonly candidates: readonly schema.KojiBuild[];
}

/** A complete build, which is old enough that everything that follows a build has happened. */
export const kojiBuild: Probe<SettledBuilds> = defineProbe({
  id: 'koji.hub.getBuild',
  question: 'does the hub know one of the newest complete builds by its name?',
  at: 'koji',
  samples: 3,
  run: async (context) => {
    const { builds } = await newestBuilds(context, false);
    const before = context.now() - SETTLED_MS;
    const settled = builds.filter(({ completion_ts }) => (completion_ts ?? 0) * 1000 < before);
    const candidates = settled.length === 0 ? builds.slice(-1) : settled;
    const wanted = candidates[0] ?? builds[0];
    const { data, response } = await call(context, getBuild(wanted.nvr));
    if (data.nvr !== wanted.nvr || data.build_id !== wanted.build_id) {
      const reason = `asked for ${wanted.nvr} (${wanted.build_id}), got ${data.nvr} (${data.build_id})`;
      throw wrongAnswer(reason, response.text, response.url);
    }
    const url = webUrl(context, `buildinfo?buildID=${data.build_id}`);
    return { reason: `${data.nvr}, build ${data.build_id}`, url, data: { build: data, candidates } };
  },
});

const tags = defineProbe({
  id: 'koji.hub.listTags',
  question: 'does the hub know the tags of a build?',
  at: 'koji',
  samples: 3,
  run: async (context) => {
    const { candidates } = await context.need(kojiBuild);
    const tries = candidates.slice(0, TAGGED_TRIES);
    for (const { nvr } of tries) {
      const { data } = await call(context, listTags(nvr));
      if (data.length > 0) return { reason: `${nvr} is in ${data.map(({ name }) => name).join(', ')}`, data };
    }
    // A single build may have lost its tags, several in a row cannot have.
    throw wrongAnswer(`none of ${tries.map(({ nvr }) => nvr).join(', ')} is in a tag`, '', hubUrl(context));
  },
});

/** Rawhide as the hub has it: where it is built, for which architectures, and its newest ready repo. */
export interface Rawhide {
  readonly buildTag: string;
  readonly arches: readonly string[];
  readonly repo: { readonly id: number; readonly at: number } | null;
}

const fourReads: Shape<Rawhide & { readonly eventAt: number }> = (value, path) => {
  const [version, event, tag, repo] = list(anything)(value, path);
  schema.apiVersion(version, 'getAPIVersion');
  const { name, arches } = schema.tag(tag, 'getTag');
  const newest = nullable(schema.repo)(repo, 'getRepo');
  if (newest !== null && newest.tag_name !== name) {
    throw new ShapeError('getRepo.tag_name', `"${name}"`, newest.tag_name);
  }
  return {
    buildTag: name,
    arches: archesOf(arches),
    repo: newest === null ? null : { id: newest.id, at: newest.create_ts * 1000 },
    eventAt: schema.lastEvent(event, 'getLastEvent').ts * 1000,
  };
};

/** Four reads in one request; its data is what others need to know of rawhide. */
export const kojiRawhide: Probe<Rawhide> = defineProbe({
  id: 'koji.hub.multiCall',
  question: 'does the hub answer four reads in one request?',
  at: 'koji',
  run: async (context) => {
    const { data, response } = await call(context, getBuildTarget(RAWHIDE), { timed: false });
    if (data.name !== RAWHIDE) {
      throw wrongAnswer(`asked for the target ${RAWHIDE}, got ${data.name}`, response.text, response.url);
    }
    const calls = [
      getAPIVersion(),
      getLastEvent(),
      getTag(data.build_tag_name),
      getRepo(data.build_tag_name),
    ];
    const found = await allOf(context, calls, fourReads);
    if (found.buildTag !== data.build_tag_name || found.arches.length === 0) {
      const reason = `asked for the tag ${data.build_tag_name}, got ${found.buildTag} for "${found.arches.join(' ')}"`;
      throw wrongAnswer(reason, response.text, response.url);
    }
    const event = ageInWords(ageOfNewest(context, found.eventAt, STALE, { ...response, text: '' }));
    const repo = found.repo === null ? 'no ready repo' : `repo ${found.repo.id}`;
    return { reason: `last change ${event} ago, ${found.buildTag} has ${repo}`, data: found };
  },
});

const loginChallenge = defineProbe({
  id: 'koji.hub.loginChallenge',
  question: 'is a login without ticket refused, and Kerberos offered?',
  at: 'koji',
  run: async (context) => {
    const asked = {
      method: 'POST',
      headers: XML_TYPE,
      body: callBody({ method: 'sslLogin', params: [] }),
    } as const;
    await askChallenge(context, `${hubUrl(context)}/ssllogin`, 'Negotiate', asked);
    return { reason: 'refused with 401, offering Negotiate', data: null };
  },
});

export const hubProbes: readonly Probe[] = [
  kojiApiVersion,
  versionHeader,
  kojiBuild,
  tags,
  newest,
  kojiRawhide,
  loginChallenge,
];

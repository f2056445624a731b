import type { WireResponse } from '../../k6/ports.ts';
import { ask, askJson, inShape, insteadOf, isHtml } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import {
  ADVERTISEMENT_TYPE,
  type Advertisement,
  decodeAdvertisement,
} from '../../protocols/git/advertisement.ts';
import { decodeFetch, encodeFetch, REQUEST_TYPE, RESULT_TYPE } from '../../protocols/git/fetch.ts';
import { checkPack, type PackSummary } from '../../protocols/git/pack.ts';
import { GitError } from '../../protocols/git/pkt-line.ts';
import { decodeLsRefs, encodeLsRefs } from '../../protocols/git/refs.ts';
import { branches } from './schema.ts';

export const API = '/api/0';
/** The branch that every package has: today's name, and the one that upstreams use. */
const MAIN_BRANCHES = ['rawhide', 'main'] as const;
const HEADS = 'refs/heads/';

/** Head of a package's main branch. */
export interface Tip {
  readonly branch: string;
  readonly sha: string;
}

/** Path of the package that the target reads by default, e.g. `rpms/moreutils`. */
export function projectOf(context: ProbeContext): string {
  return `rpms/${context.target.packages[0]}`;
}

/** Head of the main branch as the API tells it, and how many branches there are. */
export async function apiTip(context: ProbeContext, timed = true): Promise<Tip & { readonly count: number }> {
  const url = `${context.address('dist-git')}${API}/${projectOf(context)}/git/branches?with_commits=1`;
  const { data, response } = await askJson(context, url, branches, { timed });
  const heads = new Map(Object.entries(data.branches));
  if (heads.size !== data.total_branches) {
    throw wrongAnswer(`${heads.size} branches of ${data.total_branches}`, response.text, response.url);
  }
  return { ...mainTip(heads, 'branches', response), count: heads.size };
}

/** Git's smart HTTP, read only: what the server offers. */
export async function advertised(context: ProbeContext, timed = true): Promise<Advertisement> {
  const url = `${repository(context)}/info/refs?service=git-upload-pack`;
  const headers = { 'git-protocol': 'version=2' };
  const response = await ask(context, url, { headers, read: 'bytes', timed });
  return decoded(response, ADVERTISEMENT_TYPE, decodeAdvertisement);
}

/** Head of the main branch as git tells it: from the advertisement, or by one request in protocol version 2. */
export async function gitTip(context: ProbeContext, offer: Advertisement, timed = true): Promise<Tip> {
  const url = `${repository(context)}/git-upload-pack`;
  if (offer.refs !== null) return mainTip(heads(offer.refs), 'refs', { url, text: '' });
  const body = encodeLsRefs(MAIN_BRANCHES.map((branch) => `${HEADS}${branch}`));
  const response = await uploadPack(context, offer, body, timed);
  return mainTip(heads(decoded(response, RESULT_TYPE, decodeLsRefs)), 'refs', response);
}

/** A shallow fetch of one commit, without file contents where the server allows that. */
export async function fetched(
  context: ProbeContext,
  offer: Advertisement,
  want: string,
): Promise<PackSummary> {
  const body = inGit(() => encodeFetch(offer, { want, depth: 1, filter: 'blob:none' }), repository(context));
  const response = await uploadPack(context, offer, body, true);
  return decoded(response, RESULT_TYPE, (data) => checkPack(decodeFetch(data), context.hashes.sha1));
}

function uploadPack(
  context: ProbeContext,
  offer: Advertisement,
  body: Uint8Array,
  timed: boolean,
): Promise<WireResponse> {
  const version = offer.version === 2 ? { 'git-protocol': 'version=2' } : {};
  const headers = { 'content-type': REQUEST_TYPE, accept: RESULT_TYPE, ...version };
  const url = `${repository(context)}/git-upload-pack`;
  return ask(context, url, { method: 'POST', headers, body, read: 'bytes', timed });
}

export function repository(context: ProbeContext): string {
  return `${context.address('dist-git')}/${projectOf(context)}.git`;
}

function heads(refs: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...refs].map(([name, id]) => [name.startsWith(HEADS) ? name.slice(HEADS.length) : name, id]),
  );
}

function mainTip(
  known: ReadonlyMap<string, string>,
  where: string,
  response: Pick<WireResponse, 'text' | 'url'>,
): Tip {
  for (const branch of MAIN_BRANCHES) {
    const sha = known.get(branch);
    if (sha !== undefined) return { branch, sha };
  }
  const reason = `${known.size} ${where}, none of them ${MAIN_BRANCHES.join(' or ')}`;
  throw wrongAnswer(reason, response.text, response.url);
}

/** Reads an answer of git's own type; its errors, which come with status 200, are wrong answers. */
export function decoded<T>(response: WireResponse, type: string, decode: (data: Uint8Array) => T): T {
  if (isHtml(response)) throw insteadOf('git’s protocol', response);
  const given = response.headers['content-type'] ?? 'none';
  if (!given.startsWith(type)) {
    throw wrongAnswer(`content type ${given}, expected ${type}`, response.text, response.url);
  }
  return inShape(() => inGit(() => decode(response.bytes), response.url), response);
}

/** Turns git's own errors into wrong answers of this address. */
export function inGit<T>(work: () => T, url: string): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof GitError) throw wrongAnswer(thrown.message, '', url);
    throw thrown;
  }
}

import type { WireResponse } from '../../k6/ports.ts';
import { ask } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { fromUtf8, toLatin1 } from '../../protocols/bytes.ts';
import { type Advertisement, decodeAdvertisement } from '../../protocols/git/advertisement.ts';
import type { GitObject } from '../../protocols/git/objects.ts';
import { encodePack } from '../../protocols/git/pack-writer.ts';
import {
  decodePushReport,
  encodePush,
  PUSH_ADVERTISEMENT_TYPE,
  PUSH_REQUEST_TYPE,
  PUSH_RESULT_TYPE,
  type PushReport,
  type RefUpdate,
} from '../../protocols/git/push.ts';
import { toBase64 } from '../../protocols/xmlrpc/base64.ts';
import { decoded, inGit } from './client.ts';
import { type Checkout, historyPack } from './git.ts';
import { type Fork, fullName, gitUrl, type Repository } from './repository.ts';

/** Refs of a fork that are named as known already; one that is near suffices. */
const MAX_HAVES = 32;
/** A server's hooks may take their time: dist-git's ask several services. */
const PUSH_TIMEOUT_MS = 60_000;

/** A repository that takes our push: what it offers, and where its refs stand. */
interface Receiver {
  readonly repository: Repository;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly offer: Advertisement;
}

/**
 * Moves refs of a repository, and brings it the objects that are new there. Throws a failure that names the ref and
 * the server's reason; what its hooks said is the evidence.
 */
export async function push(
  context: ProbeContext,
  repository: Repository,
  token: string | null,
  updates: readonly RefUpdate[],
  objects: readonly GitObject[],
): Promise<void> {
  const to = await receiver(context, repository, token);
  await send(context, to, updates, encodePack(objects, context.hashes.sha1));
}

/** Deletes a ref, if it is there; tells whether it was. */
export async function deleteRef(
  context: ProbeContext,
  repository: Repository,
  token: string | null,
  ref: string,
): Promise<boolean> {
  const to = await receiver(context, repository, token);
  const from = to.offer.refs?.get(ref);
  if (from === undefined) return false;
  await send(context, to, [{ ref, from, to: null }], new Uint8Array(0));
  return true;
}

/**
 * Pushes commits that were made on a checkout of the package to a branch of a fork. A fork stands where the package
 * stood when it was made: what it lacks since then is handed on from the package's own repository first.
 */
export async function pushToFork(
  context: ProbeContext,
  fork: Fork,
  token: string | null,
  checkout: Checkout,
  ref: string,
  objects: readonly GitObject[],
): Promise<void> {
  const to = await receiver(context, fork, token);
  const known = [...new Set(to.offer.refs?.values() ?? [])];
  let from = to.offer.refs?.get(ref) ?? null;
  if (!known.includes(checkout.base)) {
    const history = await historyPack(context, checkout, known.slice(0, MAX_HAVES));
    await send(context, to, [{ ref, from, to: checkout.base }], history);
    from = checkout.base;
  }
  const after = {
    ...to,
    offer: { ...to.offer, refs: new Map([...(to.offer.refs ?? []), ...refAt(ref, from)]) },
  };
  await send(context, after, [{ ref, from, to: checkout.tip }], encodePack(objects, context.hashes.sha1));
}

function refAt(ref: string, id: string | null): readonly (readonly [string, string])[] {
  return id === null ? [] : [[ref, id]];
}

/**
 * What fedpkg's credential helper gives to git: a fixed name, and the OpenID provider's access token as the password,
 * where Fedora's web server takes it from (`OIDCOAuthAcceptTokenAs basic` in its httppush.conf).
 */
function authorization(token: string | null): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Basic ${toBase64(fromUtf8(`-openidc-:${token}`))}` };
}

async function receiver(
  context: ProbeContext,
  repository: Repository,
  token: string | null,
): Promise<Receiver> {
  const url = gitUrl(context, repository);
  const headers = authorization(token);
  const service = 'git-receive-pack';
  const response = await ask(context, `${url}/info/refs?service=${service}`, {
    headers,
    expect: [200, 401, 403, 404],
    read: 'bytes',
  });
  refuse(response, repository, token !== null);
  const offer = decoded(response, PUSH_ADVERTISEMENT_TYPE, (data) => decodeAdvertisement(data, service));
  return { repository, url, headers, offer };
}

/** Why a push is not even listened to. */
function refuse(response: WireResponse, repository: Repository, sent: boolean): void {
  const { status, url, headers } = response;
  if (status === 200) return;
  const said = toLatin1(response.bytes.subarray(0, 300)) || response.text;
  const name = fullName(repository);
  if (status === 404) throw wrongAnswer(`there is no repository ${name} (404)`, said, url);
  if (status === 403) throw wrongAnswer(`the push to ${name} is forbidden (403)`, said, url);
  const challenge = headers['www-authenticate'] ?? '';
  const why = /error="?([\w ]+)/.exec(challenge)?.[1];
  const reason = sent
    ? `the token is refused (401${why === undefined ? '' : `, ${why}`})`
    : 'it needs a token (401)';
  throw wrongAnswer(`the push to ${name}: ${reason}`, challenge === '' ? said : challenge, url);
}

async function send(
  context: ProbeContext,
  { repository, url, headers, offer }: Receiver,
  updates: readonly RefUpdate[],
  pack: Uint8Array,
): Promise<void> {
  for (const update of updates) refuseStale(offer, update, url);
  const response = await ask(context, `${url}/git-receive-pack`, {
    method: 'POST',
    headers: { ...headers, 'content-type': PUSH_REQUEST_TYPE, accept: PUSH_RESULT_TYPE },
    body: inGit(() => encodePush(offer, updates, pack), url),
    expect: [200, 401, 403, 404],
    read: 'bytes',
    timeoutMs: Math.max(PUSH_TIMEOUT_MS, context.target.timeoutMs),
  });
  refuse(response, repository, headers.authorization !== undefined);
  const banded = offer.capabilities.has('side-band-64k');
  judge(
    decoded(response, PUSH_RESULT_TYPE, (data) => decodePushReport(data, banded)),
    updates,
    url,
  );
}

/** As git's own client: a ref that has moved since is not pushed to, whatever the server would say. */
function refuseStale({ refs }: Advertisement, { ref, from }: RefUpdate, url: string): void {
  const there = refs?.get(ref) ?? null;
  if (there === from) return;
  const reason =
    there === null
      ? `${ref} is no longer there`
      : from === null
        ? `${ref} is there already, at ${there}`
        : `${ref} has moved to ${there}, and this push is from ${from}: somebody else has pushed`;
  throw wrongAnswer(reason, '', url);
}

function judge({ unpack, refs, remote }: PushReport, updates: readonly RefUpdate[], url: string): void {
  const evidence = remote.map((line) => `remote: ${line}`).join('\n');
  const said = remote.length === 0 ? '' : ` (remote: ${remote.join('; ').slice(0, 200)})`;
  for (const { ref } of updates) {
    const answer = refs.get(ref);
    if (answer === null && unpack === null) continue;
    const why = unpack === null ? '' : `: the pack was not taken (${unpack})`;
    const reason =
      answer === undefined || answer === null
        ? `the server does not confirm ${ref}${why}`
        : `${ref} was rejected: ${answer}${why}`;
    throw new ProbeFailure({
      verdict: 'failed',
      what: 'wrong answer',
      reason: `${reason}${said}`,
      evidence,
      url,
    });
  }
}

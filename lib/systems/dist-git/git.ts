import type { WireResponse } from '../../k6/ports.ts';
import { ask } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { toUtf8 } from '../../protocols/bytes.ts';
import {
  ADVERTISEMENT_TYPE,
  type Advertisement,
  allowsFilter,
  decodeAdvertisement,
} from '../../protocols/git/advertisement.ts';
import {
  decodeFetch,
  encodeFetch,
  encodeObjectFetch,
  REQUEST_TYPE,
  RESULT_TYPE,
} from '../../protocols/git/fetch.ts';
import type { GitObject, Sha1, TreeEntry } from '../../protocols/git/objects.ts';
import { GitError } from '../../protocols/git/pkt-line.ts';
import { decodeLsRefs, encodeLsRefs } from '../../protocols/git/refs.ts';
import {
  type CommitInfo,
  commitOnto,
  entryAt,
  type FileChange,
  rootEntries,
  type Snapshot,
  snapshotOf,
} from '../../protocols/git/snapshot.ts';
import { unpack } from '../../protocols/git/unpack.ts';
import { decoded, inGit } from './client.ts';
import { fullName, gitUrl, type Repository } from './repository.ts';

export type { FileChange };

/** Largest answer of git: one commit of the largest package, with its files, is far below. */
const MAX_BYTES = 32 * 1024 * 1024;
const VERSION_2 = { 'git-protocol': 'version=2' };

/** A branch of a repository as far as it was fetched: its newest commit, the trees, and files as they are read. */
export class Checkout {
  constructor(
    readonly repository: Repository,
    readonly branch: string,
    /** The commit that the server's branch stood at when this was cloned. */
    readonly base: string,
    readonly offer: Advertisement,
    readonly snapshot: Snapshot,
    private readonly files: Map<string, Uint8Array> = new Map(),
  ) {}

  /** The newest commit, also of those that only exist here. */
  get tip(): string {
    return this.snapshot.tip;
  }

  /** What stands in the root of the tree. */
  get entries(): readonly TreeEntry[] {
    return rootEntries(this.snapshot);
  }

  /** A file's text; fetched by itself where the clone left out what files hold. */
  async read(context: ProbeContext, path: string): Promise<string> {
    const url = gitUrl(context, this.repository);
    const entry = inGit(() => entryAt(this.snapshot, path), url);
    if (entry === null) throw wrongAnswer(`${fullName(this.repository)} has no file ${path}`, '', url);
    const data = await this.#content(context, url, entry.id);
    try {
      return toUtf8(data);
    } catch {
      throw wrongAnswer(`${path} is no UTF-8`, '', url);
    }
  }

  async #content(context: ProbeContext, url: string, id: string): Promise<Uint8Array> {
    const known = this.snapshot.objects.get(id)?.data ?? this.files.get(id);
    if (known !== undefined) return known;
    const found = (await fetchObjects(context, url, encodeObjectFetch([id]), this.offer)).get(id);
    if (found?.type !== 'blob') throw wrongAnswer(`git did not send the file ${id}`, '', url);
    this.files.set(id, found.data);
    return found.data;
  }

  /** The same with another newest commit. */
  moved(snapshot: Snapshot): Checkout {
    return new Checkout(this.repository, this.branch, this.base, this.offer, snapshot, this.files);
  }
}

/** A commit that only exists here until it is pushed. */
export interface NewCommit {
  readonly id: string;
  /** What a push of it has to bring. */
  readonly objects: readonly GitObject[];
  /** The checkout with it on top, for the next commit. */
  readonly checkout: Checkout;
}

/** Fetches the newest commit of a branch: without file contents where the server can send those by themselves. */
export async function clone(
  context: ProbeContext,
  repository: Repository,
  branch: string,
): Promise<Checkout> {
  const url = gitUrl(context, repository);
  const offer = await uploadOffer(context, repository);
  const ref = `refs/heads/${branch}`;
  const refs = offer.refs ?? (await listRefs(context, url, [ref]));
  const tip = refs.get(ref);
  if (tip === undefined) throw wrongAnswer(`${fullName(repository)} has no branch ${branch}`, '', url);
  // Only version 2 lets one ask for a single file afterwards.
  const lazy = offer.version === 2 && allowsFilter(offer) ? { filter: 'blob:none' } : {};
  const body = inGit(() => encodeFetch(offer, { want: tip, depth: 1, ...lazy }), url);
  const objects = await fetchObjects(context, url, body, offer);
  return new Checkout(
    repository,
    branch,
    tip,
    offer,
    inGit(() => snapshotOf(tip, objects), url),
  );
}

/** Commits on top of a checkout; nothing is sent. Several may be stacked, each on the checkout of the one before. */
export function commit(
  checkout: Checkout,
  changes: readonly FileChange[],
  info: CommitInfo,
  sha1: Sha1,
): NewCommit {
  try {
    const { snapshot, objects } = commitOnto(checkout.snapshot, changes, info, sha1);
    return { id: snapshot.tip, objects, checkout: checkout.moved(snapshot) };
  } catch (thrown) {
    if (thrown instanceof GitError) throw cannotJudge(thrown.message);
    throw thrown;
  }
}

/** The refs of a repository that begin with a prefix, as `refs/heads/`, with their commits. */
export async function refsOf(
  context: ProbeContext,
  repository: Repository,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  const { refs } = await uploadOffer(context, repository);
  const all = refs ?? (await listRefs(context, gitUrl(context, repository), [prefix]));
  return new Map([...all].filter(([ref]) => ref.startsWith(prefix)));
}

/** A pack, as it was sent, with all history that leads to a checkout's base from what is there already. */
export async function historyPack(
  context: ProbeContext,
  { repository, base, offer }: Checkout,
  had: readonly string[],
): Promise<Uint8Array> {
  const url = gitUrl(context, repository);
  if (offer.version !== 2) {
    throw cannotJudge(
      `git speaks version ${offer.version}, and history is asked for in version 2 only`,
      '',
      url,
    );
  }
  const response = await uploadPack(context, url, encodeObjectFetch([base], had), offer);
  return decoded(response, RESULT_TYPE, decodeFetch);
}

async function uploadOffer(context: ProbeContext, repository: Repository): Promise<Advertisement> {
  const url = `${gitUrl(context, repository)}/info/refs?service=git-upload-pack`;
  const response = await ask(context, url, { headers: VERSION_2, expect: [200, 404], read: 'bytes' });
  if (response.status === 404)
    throw wrongAnswer(`there is no repository ${fullName(repository)} (404)`, '', url);
  return decoded(response, ADVERTISEMENT_TYPE, decodeAdvertisement);
}

async function listRefs(
  context: ProbeContext,
  url: string,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const response = await uploadPack(context, url, encodeLsRefs(prefixes), { version: 2 });
  return decoded(response, RESULT_TYPE, decodeLsRefs);
}

async function fetchObjects(
  context: ProbeContext,
  url: string,
  body: Uint8Array,
  offer: Advertisement,
): Promise<ReadonlyMap<string, GitObject>> {
  const response = await uploadPack(context, url, body, offer);
  return decoded(response, RESULT_TYPE, (data) => unpack(decodeFetch(data), context.hashes.sha1));
}

function uploadPack(
  context: ProbeContext,
  url: string,
  body: Uint8Array,
  { version }: Pick<Advertisement, 'version'>,
): Promise<WireResponse> {
  const headers = {
    'content-type': REQUEST_TYPE,
    accept: RESULT_TYPE,
    ...(version === 2 ? VERSION_2 : {}),
  };
  const post = { method: 'POST', headers, body, read: 'bytes', maxBytes: MAX_BYTES } as const;
  return ask(context, `${url}/git-upload-pack`, post);
}

import { concat } from '../bytes.ts';
import { type Advertisement, allowsFilter } from './advertisement.ts';
import { decodePackets, encodePackets, GitError, lineOf, refuseError } from './pkt-line.ts';

export const REQUEST_TYPE = 'application/x-git-upload-pack-request';
export const RESULT_TYPE = 'application/x-git-upload-pack-result';

interface FetchOptions {
  /** Object id of the commit. */
  readonly want: string;
  /** Commits of history. */
  readonly depth: number;
  /** What to leave out, e.g. `blob:none`; sent only to servers that offer it, as others refuse it. */
  readonly filter?: string;
}

/** Body of a `git-upload-pack` request for one commit, in the version that the server speaks. */
export function encodeFetch(offer: Advertisement, { want, depth, filter }: FetchOptions): Uint8Array {
  const filtering = filter !== undefined && allowsFilter(offer);
  if (offer.version === 2) {
    return encodePackets(
      { line: 'command=fetch' },
      { line: 'object-format=sha1' },
      'delimiter',
      { line: 'ofs-delta' },
      { line: 'no-progress' },
      { line: `deepen ${depth}` },
      ...(filtering ? [{ line: `filter ${filter}` }] : []),
      { line: `want ${want}` },
      { line: 'done' },
      'flush',
    );
  }
  for (const needed of ['side-band-64k', 'shallow']) {
    if (!offer.capabilities.has(needed)) throw new GitError(`the server does not offer ${needed}`);
  }
  const words = ['side-band-64k', 'ofs-delta', 'no-progress', ...(filtering ? ['filter'] : [])];
  return encodePackets(
    { line: `want ${want} ${words.join(' ')}` },
    { line: `deepen ${depth}` },
    ...(filtering ? [{ line: `filter ${filter}` }] : []),
    'flush',
    { line: 'done' },
  );
}

/**
 * Body of a request in version 2 for single objects, such as a file's content, or for history: everything that leads
 * to them from what is `had` already.
 */
export function encodeObjectFetch(wants: readonly string[], had: readonly string[] = []): Uint8Array {
  return encodePackets(
    { line: 'command=fetch' },
    { line: 'object-format=sha1' },
    'delimiter',
    { line: 'ofs-delta' },
    { line: 'no-progress' },
    ...wants.map((id) => ({ line: `want ${id}` })),
    ...had.map((id) => ({ line: `have ${id}` })),
    { line: 'done' },
    'flush',
  );
}

const PACK = 1;
const PROGRESS = 2;
const FATAL = 3;
/** Lines with which a server leads over to the pack: of version 2, and of the versions before. */
const PACK_FOLLOWS = ['packfile', 'NAK'];

/** The pack in the answer to a fetch. Errors arrive with status 200: in a line of their own or in the side band. */
export function decodeFetch(data: Uint8Array): Uint8Array {
  const packets = decodePackets(data);
  if (packets.length === 0) throw new GitError('an empty body instead of a pack');
  const parts: Uint8Array[] = [];
  let follows = false;
  for (const packet of packets) {
    if (typeof packet === 'string') continue;
    if (!follows) {
      const line = lineOf(packet);
      refuseError(line);
      follows = PACK_FOLLOWS.includes(line);
      continue;
    }
    const band = packet[0];
    if (band === FATAL) throw new GitError(`the server gave up: ${lineOf(packet.subarray(1))}`);
    if (band === PACK) parts.push(packet.subarray(1));
    else if (band !== PROGRESS) refuseBand(packet);
  }
  if (parts.length === 0) throw new GitError('no pack in the answer');
  if (packets.at(-1) !== 'flush') throw new GitError('truncated: a pack without its end');
  return concat(...parts);
}

function refuseBand(packet: Uint8Array): never {
  const line = lineOf(packet);
  refuseError(line);
  throw new GitError(`no side band: ${JSON.stringify(line.slice(0, 80))}`);
}

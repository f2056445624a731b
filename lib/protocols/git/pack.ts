import { toHex, toLatin1 } from '../bytes.ts';
import { GitError } from './pkt-line.ts';

const HEADER = 12;
const TRAILER = 20;

export interface PackSummary {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Checks a pack from outside: its mark, its version, that it holds objects, and the SHA-1 over everything that
 * stands at its end, so that no byte was lost or changed on the way. `sha1` gives a hex digest.
 */
export function checkPack(pack: Uint8Array, sha1: (data: Uint8Array) => string): PackSummary {
  const mark = toLatin1(pack.subarray(0, 4));
  if (mark !== 'PACK') throw new GitError(`no pack: it begins with ${JSON.stringify(mark)}`);
  if (pack.length < HEADER + TRAILER) throw new GitError(`a pack of ${pack.length} bytes cannot be whole`);
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  const version = view.getUint32(4);
  if (version !== 2) throw new GitError(`a pack of version ${version}, expected 2`);
  const objects = view.getUint32(8);
  if (objects === 0) throw new GitError('a pack without objects');
  const content = pack.subarray(0, pack.length - TRAILER);
  const stated = toHex(pack.subarray(pack.length - TRAILER));
  const seen = sha1(content);
  if (seen !== stated) throw new GitError(`a damaged pack: SHA-1 ${seen}, its trailer says ${stated}`);
  return { objects, bytes: pack.length };
}

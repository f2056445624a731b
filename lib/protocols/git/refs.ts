import { refOf } from './advertisement.ts';
import { decodePackets, encodePackets, GitError, lineOf, refuseError } from './pkt-line.ts';

/** Body of a `git-upload-pack` request of protocol version 2 for all refs that begin with one of the prefixes. */
export function encodeLsRefs(prefixes: readonly string[]): Uint8Array {
  return encodePackets(
    { line: 'command=ls-refs' },
    { line: 'object-format=sha1' },
    'delimiter',
    ...prefixes.map((prefix) => ({ line: `ref-prefix ${prefix}` })),
    'flush',
  );
}

/**
 * Ref to object id. An answer must end with a flush: to a malformed request git's server says nothing at all,
 * with status 200, which must not look like a repository without such refs.
 */
export function decodeLsRefs(data: Uint8Array): Map<string, string> {
  const packets = decodePackets(data);
  if (packets.length === 0) throw new GitError('an empty body instead of refs');
  const refs = new Map<string, string>();
  for (const packet of packets) {
    if (typeof packet === 'string') continue;
    const line = lineOf(packet);
    refuseError(line);
    const [name, id] = refOf(line);
    refs.set(name, id);
  }
  if (packets.at(-1) !== 'flush') throw new GitError('truncated: refs without their end');
  return refs;
}

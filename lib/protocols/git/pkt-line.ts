import { concat, fromLatin1, fromUtf8, toLatin1, toUtf8 } from '../bytes.ts';

/** What a git server said that cannot be right, or its own words of refusal. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** One pkt-line: data, or one of the three markers that carry none. */
type Packet = Uint8Array | 'flush' | 'delimiter' | 'end';

const MARKERS = { flush: '0000', delimiter: '0001', end: '0002' } as const;
type Marker = keyof typeof MARKERS;

/** Largest pkt-line that git's format allows, with its four digits of length. */
const MAX_LENGTH = 65_520;
const HEX = /^[0-9a-f]{4}$/i;

/** Splits an answer into its packets; throws on a bad length or an answer that ends within a packet. */
export function decodePackets(data: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  let at = 0;
  while (at < data.length) {
    const digits = toLatin1(data.subarray(at, at + 4));
    if (!HEX.test(digits)) {
      const what =
        digits.length < 4
          ? 'ends within the length of a packet'
          : `is no pkt-line: ${JSON.stringify(digits)}`;
      throw new GitError(`the answer ${what}, at byte ${at}`);
    }
    const length = Number.parseInt(digits, 16);
    if (length < 4) {
      packets.push(markerOf(length, at));
      at += 4;
      continue;
    }
    if (length > MAX_LENGTH)
      throw new GitError(`a packet of ${length} bytes, more than git allows, at byte ${at}`);
    if (at + length > data.length) {
      throw new GitError(`truncated: a packet of ${length} bytes at byte ${at} of ${data.length}`);
    }
    packets.push(data.subarray(at + 4, at + length));
    at += length;
  }
  return packets;
}

function markerOf(length: number, at: number): Marker {
  if (length === 0) return 'flush';
  if (length === 1) return 'delimiter';
  if (length === 2) return 'end';
  throw new GitError(`a packet of ${length} bytes, which cannot be, at byte ${at}`);
}

/** Joins lines and markers to a request; a line gets the line feed that git's own client sends. */
export function encodePackets(
  ...parts: readonly (Marker | { readonly line: string } | Uint8Array)[]
): Uint8Array {
  return concat(
    ...parts.map((part) => {
      if (typeof part === 'string') return fromLatin1(MARKERS[part]);
      const data = part instanceof Uint8Array ? part : fromUtf8(`${part.line}\n`);
      const length = data.length + 4;
      if (length > MAX_LENGTH) throw new GitError(`a packet of ${length} bytes, more than git allows`);
      return concat(fromLatin1(length.toString(16).padStart(4, '0')), data);
    }),
  );
}

/** Text of a packet without its line feed; bytes that are not UTF-8 become one character each. */
export function lineOf(packet: Uint8Array): string {
  let text: string;
  try {
    text = toUtf8(packet);
  } catch {
    text = toLatin1(packet);
  }
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Throws if the packet is a server's refusal: such answers have status 200. */
export function refuseError(line: string): void {
  if (line.startsWith('ERR ')) throw new GitError(`the server refused: ${line.slice(4)}`);
}

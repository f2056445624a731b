import { isRecord } from '../../lib/protocols/shape.ts';

/** k6's code and words for a failure. */
export interface Failed {
  readonly errorCode: number;
  readonly error: string;
}

const CODES: Readonly<Record<string, number>> = {
  ENOTFOUND: 1101,
  EAI_AGAIN: 1101,
  ETIMEDOUT: 1211,
  ECONNREFUSED: 1212,
  ECONNRESET: 1220,
  EPIPE: 1220,
  DEPTH_ZERO_SELF_SIGNED_CERT: 1310,
  SELF_SIGNED_CERT_IN_CHAIN: 1310,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 1310,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 1310,
  ERR_TLS_CERT_ALTNAME_INVALID: 1311,
};

/** Node's network error as k6 reports it; 1000 is k6's code for all others. */
export function failureOf(thrown: Error): Failed {
  // Node's word for a connection that ended without an answer; Go says EOF.
  if (thrown.message === 'socket hang up') return { errorCode: 1000, error: 'EOF' };
  const code = isRecord(thrown) ? thrown.code : undefined;
  return { errorCode: typeof code === 'string' ? (CODES[code] ?? 1000) : 1000, error: thrown.message };
}

/** The error of k6 where a server does not speak HTTP: of a line with a blank, Go quotes what it took for the status. */
export function malformed(line: Buffer): Failed {
  const blank = line.indexOf(' ');
  const [form, quoted] =
    blank < 0
      ? ['response', line]
      : [
          'status code',
          Buffer.from(
            line
              .subarray(blank + 1)
              .toString('latin1')
              .trimStart()
              .split(' ')[0] ?? '',
            'latin1',
          ),
        ];
  return { errorCode: 1000, error: `malformed HTTP ${form} "${quoteGo(quoted)}"` };
}

/** The bytes before the first line end, as Go's HTTP client reads them. */
export function firstLine(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return bytes;
  return bytes.subarray(0, bytes[end - 1] === 0x0d ? end - 1 : end);
}

const LETTERS: Readonly<Record<number, string>> = {
  7: 'a',
  8: 'b',
  9: 't',
  10: 'n',
  11: 'v',
  12: 'f',
  13: 'r',
};

/** Go's `%q` of bytes that are not UTF-8 beyond ASCII. */
function quoteGo(bytes: Buffer): string {
  let out = '';
  for (const byte of bytes) {
    const letter = LETTERS[byte];
    if (letter !== undefined) out += `\\${letter}`;
    else if (byte === 0x22 || byte === 0x5c) out += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 0x20 && byte < 0x7f) out += String.fromCharCode(byte);
    else out += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return out;
}

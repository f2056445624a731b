import { toUtf8 } from '../bytes.ts';
import { filledText, isRecord, nullable, number, object, type Shape, ShapeError, string } from '../shape.ts';
import { fromBase64 } from '../xmlrpc/base64.ts';

const bearer: Shape<string> = (value, path) => {
  const kind = string(value, path);
  if (kind.toLowerCase() !== 'bearer') throw new ShapeError(path, '"Bearer"', value);
  return kind;
};

/** The secrets among the members are never quoted by an error: their shapes look only at what is no text. */
export const tokenAnswer = object({
  access_token: filledText,
  token_type: bearer,
  expires_in: number,
  id_token: nullable(filledText),
});

/** OAuth's way to say no; ipsilon says it with status 200 too. */
export interface TokenRefusal {
  readonly error: string;
  readonly description: string;
}

/** The refusal in an answer, or null if it is none. */
export function refusalIn(answer: unknown): TokenRefusal | null {
  if (!isRecord(answer) || typeof answer.error !== 'string') return null;
  const { error, error_description: description } = answer;
  return { error, description: typeof description === 'string' ? description : '' };
}

const audience: Shape<readonly string[]> = (value, path) =>
  Array.isArray(value) ? value.map((one, index) => string(one, `${path}[${index}]`)) : [string(value, path)];

const claims = object({
  iss: string,
  sub: filledText,
  aud: audience,
  exp: number,
  nonce: nullable(string),
});

export interface Expected {
  readonly issuer: string;
  readonly client: string;
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How far clocks may differ. */
const SKEW_MS = 60_000;

/**
 * What is wrong with an id token, or null. Its signature is not checked: it came straight from the token endpoint
 * over TLS, which proves the issuer as well (OpenID Connect Core 1.0, 3.1.3.7, step 6).
 */
export function faultOfIdToken(token: string, expected: Expected): string | null {
  const payload = payloadOf(token);
  if (payload === null) return 'is no JSON Web Token';
  try {
    const { iss, aud, exp, nonce } = claims(payload, '');
    if (iss !== expected.issuer) return `is issued by ${iss}, not ${expected.issuer}`;
    if (!aud.includes(expected.client)) return `is meant for ${aud.join(', ')}, not ${expected.client}`;
    if (exp * 1000 + SKEW_MS <= expected.now) return 'is over its time';
    return nonce === expected.nonce ? null : 'holds another nonce than ours';
  } catch (thrown) {
    if (thrown instanceof ShapeError) return `does not fit: ${thrown.message}`;
    throw thrown;
  }
}

function payloadOf(token: string): unknown {
  const [, body = '', ...rest] = token.split('.');
  if (rest.length !== 1) return null;
  const standard = body.replace(/-/g, '+').replace(/_/g, '/');
  const bytes = fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
  try {
    return bytes === null ? null : JSON.parse(toUtf8(bytes));
  } catch {
    return null;
  }
}

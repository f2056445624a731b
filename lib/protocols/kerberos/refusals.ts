import { DerError } from './der.ts';
import { errorName } from './errors.ts';
import type { KdcRefusal } from './messages.ts';
import { IntegrityError } from './profile.ts';

/**
 * Why there is no ticket, in one line for people, without anything secret. `code` is that of RFC 4120 where the KDC or
 * a service refused; null where its answer was wrong, or where we never came as far.
 */
export class KerberosError extends Error {
  override readonly name = 'KerberosError';
  constructor(
    message: string,
    readonly code: number | null = null,
    /** Whether what was given to us lacks something, whatever the KDC does. */
    readonly ours = false,
  ) {
    super(message);
  }
}

/** What was asked for when a refusal came. */
export interface Request {
  /** Who asked, with the realm. */
  readonly principal: string;
  readonly realm: string;
  readonly secret: 'password' | 'keytab' | 'ticket';
  /** The service that a ticket was asked for, if it was not the first one. */
  readonly service?: string;
}

/** Codes of a clock that is wrong, or may be. */
const CLOCK: readonly number[] = [11, 32, 33, 37];
const SKEW_MS = 5 * 60_000;

/** A KDC's refusal in words. `now` is our clock when it came, in milliseconds since the epoch. */
export function refused(refusal: KdcRefusal, request: Request, now: number): KerberosError {
  const { code, serverTime, text } = refusal;
  const name = errorName(code);
  const ahead = serverTime - now;
  const skewed = code === 37 || (CLOCK.includes(code) && Math.abs(ahead) > SKEW_MS);
  const words = skewed
    ? skewWords(ahead)
    : (WORDS[code]?.(request) ?? `the KDC answers an error${said(text)}`);
  return new KerberosError(`${words} (${name})`, code);
}

/** By how much two clocks differ, seen from ours. */
function skewWords(ahead: number): string {
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const way = ahead > 0 ? 'behind' : 'ahead of';
  return `clock skew: this machine's clock is ${seconds} s ${way} the server's`;
}

/** A server's own word; one line of it, as it is anybody's. */
function said(text: string): string {
  const line = text
    .replace(/[^ -~]+/g, ' ')
    .trim()
    .slice(0, 80);
  return line === '' ? '' : `: ${line}`;
}

const WORDS: Readonly<Record<number, (request: Request) => string>> = {
  1: ({ principal }) => `the account of ${principal} has expired`,
  6: ({ principal }) => `the KDC knows no principal ${principal}`,
  7: ({ service, realm }) => `the KDC knows no service ${service ?? `krbtgt/${realm}`}`,
  12: ({ principal }) => `the KDC's policy refuses ${principal}`,
  14: ({ principal, secret }) =>
    secret === 'keytab'
      ? `the KDC takes none of the encryption types of ${principal}'s keys in the keytab`
      : `the KDC offers ${principal} neither aes256- nor aes128-cts-hmac-sha1-96`,
  18: ({ principal }) =>
    `the account of ${principal} is revoked: disabled, or locked after too many failures`,
  23: ({ principal }) => `the password of ${principal} has expired`,
  24: ({ principal, secret }) =>
    secret === 'keytab'
      ? `the key in the keytab is not, or no longer, that of ${principal}`
      : `wrong password for ${principal}`,
  25: ({ principal }) => `the KDC wants more proof of ${principal} than a password or keytab gives`,
  32: ({ principal }) => `the ticket of ${principal} has expired`,
  68: ({ realm }) => `the KDC is not one of the realm ${realm}`,
};

/** Turns what decoding throws into words; everything else is handed on. */
export function asKerberosError(thrown: unknown, what: string): unknown {
  if (thrown instanceof DerError)
    return new KerberosError(`${what} is no Kerberos message: ${thrown.message}`);
  if (thrown instanceof IntegrityError) return new KerberosError(`${what} cannot be read: ${thrown.message}`);
  return thrown;
}

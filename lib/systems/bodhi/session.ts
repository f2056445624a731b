import type { WireResponse } from '../../k6/ports.ts';
import { type Ask, ask, askJson, decodeJson } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { CookieJar } from '../../protocols/oidc/cookies.ts';
import { filledText, isRecord, object, type Shape } from '../../protocols/shape.ts';
import { discreetly } from '../fas/discreetly.ts';

/** What bodhi takes as JSON; its own pages send the same. */
export type Body = Readonly<Record<string, unknown>>;

/** A login at bodhi, which looks at its cookie and at the token against forged requests, never at a bearer token. */
export interface BodhiSession {
  /** Posts to a path below bodhi's address and reads the answer; bodhi's complaint is the reason of a failure. */
  post<T>(context: ProbeContext, path: string, body: Body, shape: Shape<T>): Promise<T>;
}

const TICKET = 'auth_tkt';
const csrf = object({ csrf_token: filledText });

/** Trades an access token of the OpenID provider for a session. */
export async function openSession(context: ProbeContext, accessToken: string): Promise<BodhiSession> {
  const base = context.address('bodhi');
  const jar = new CookieJar();
  const login = `${base}/oidc/login-token`;
  const response = await told(context, login, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    expect: [202],
  });
  jar.take('/', response.headers['set-cookie'], context.now());
  if (!jar.has(TICKET, context.now())) {
    throw wrongAnswer(`bodhi takes the access token and sets no ${TICKET} cookie`, '', login);
  }
  // The token against forged requests is a secret too: no evidence quotes the answer that holds it.
  const { data, response: given } = await discreetly(() =>
    askJson(context, `${base}/csrf`, csrf, { headers: jar.headers('/csrf', context.now()) }),
  );
  jar.take('/csrf', given.headers['set-cookie'], context.now());
  return new Session(base, jar, data.csrf_token);
}

class Session implements BodhiSession {
  constructor(
    private readonly base: string,
    private readonly jar: CookieJar,
    private readonly token: string,
  ) {}

  async post<T>(context: ProbeContext, path: string, body: Body, shape: Shape<T>): Promise<T> {
    const response = await told(context, `${this.base}${path}`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...this.jar.headers(path, context.now()),
      },
      body: JSON.stringify({ ...body, csrf_token: this.token }),
      expect: [200, 201],
    });
    this.jar.take(path, response.headers['set-cookie'], context.now());
    return decodeJson(response, shape);
  }
}

/** Statuses with which bodhi says no in its own words. */
const REFUSED: readonly number[] = [400, 401, 403, 404, 409, 422];

/** Asks; a refusal in bodhi's own words becomes the reason. */
async function told(
  context: ProbeContext,
  url: string,
  options: Ask & { readonly expect: readonly number[] },
) {
  const response = await ask(context, url, { ...options, expect: [...options.expect, ...REFUSED] });
  const complaint = complaintIn(response);
  if (complaint !== null) {
    throw wrongAnswer(`bodhi refuses: ${complaint}`, '', url);
  }
  if (options.expect.includes(response.status)) return response;
  if (response.status === 403) {
    const reason = 'blocked by the edge (HTTP 403)';
    throw new ProbeFailure({ verdict: 'unknown', what: 'blocked', reason, url });
  }
  throw wrongAnswer(`HTTP ${response.status}, expected ${options.expect.join(' or ')}`, response.text, url);
}

/** What bodhi says of a request it does not take, in either of its forms; null for any other answer. */
function complaintIn(response: WireResponse): string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(response.text);
  } catch {
    return null;
  }
  if (!isRecord(answer)) return null;
  const { errors, error, error_description: description } = answer;
  if (typeof error === 'string') return typeof description === 'string' ? `${error} (${description})` : error;
  if (answer.status !== 'error' || !Array.isArray(errors)) return null;
  const words = errors.filter(isRecord).map((one) => [one.name, one.description].filter(isText).join(': '));
  return words.length === 0 ? 'no reason given' : words.join('; ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

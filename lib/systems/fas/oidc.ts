import type { WireResponse } from '../../k6/ports.ts';
import { type Ask, ask, askJson, decodeJson, inShape } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import {
  authorizationUrl,
  type Ending,
  endingOf,
  type OidcClient,
  OUT_OF_BAND,
  readEnding,
  type Ties,
} from '../../protocols/oidc/authorization.ts';
import { CookieJar } from '../../protocols/oidc/cookies.ts';
import { encodeForm } from '../../protocols/oidc/form.ts';
import { complaintOf, recognise } from '../../protocols/oidc/pages.ts';
import { faultOfIdToken, refusalIn, tokenAnswer } from '../../protocols/oidc/tokens.ts';
import { anything, type Shaped } from '../../protocols/shape.ts';
import { discreetly } from './discreetly.ts';
import type { KerberosLogin } from './kerberos.ts';
import { follow, originOf } from './location.ts';
import { discovery } from './schema.ts';

export type { OidcClient } from '../../protocols/oidc/authorization.ts';

export interface Tokens {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const GROUPS = 'https://id.fedoraproject.org/scope/groups';

/** The client that bodhi's command line is to the provider, on production and staging alike (bodhi-client 26.4). */
export const BODHI_CLIENT: OidcClient = {
  id: 'bodhi-client',
  secret: null,
  redirectUri: OUT_OF_BAND,
  scopes: ['openid', 'email', 'profile', GROUPS, 'https://id.fedoraproject.org/scope/agreements'],
};

/**
 * The client that fedpkg is when git asks it for a password. Its secret is no secret: it stands in fedpkg's public
 * configuration; and staging's dist-git wants production's scope (fedpkg-stage.conf, dist-git's httppush.conf).
 */
export const PUSH_CLIENT: OidcClient = {
  id: 'fedpkg',
  secret: 'notsecret',
  redirectUri: 'http://localhost:12345/',
  scopes: ['openid', GROUPS, 'https://src.fedoraproject.org/push'],
};

type Provider = Shaped<ReturnType<typeof discovery>>;

const MOVED: readonly number[] = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 12;

/**
 * Gets an access token by the authorization-code flow, as a browser with a Kerberos ticket would: whatever the
 * provider shows beyond that is one clear failure. No address, evidence or reason tells a code, cookie or token.
 */
export function authorize(context: ProbeContext, login: KerberosLogin, client: OidcClient): Promise<Tokens> {
  return discreetly(async () => {
    const base = context.address('fas-oidc');
    const { data: provider } = await askJson(
      context,
      `${base}/openidc/.well-known/openid-configuration`,
      discovery(`${base}/openidc/`),
    );
    const ties = { state: randomText(context), nonce: randomText(context) };
    const code = await codeFor(new Visit(context, login), provider, client, ties);
    return exchange(context, provider, client, code, ties);
  });
}

/** 124 bits: nobody guesses them. */
function randomText(context: ProbeContext): string {
  return Array.from({ length: 4 }, () => context.nonce().toString(16).padStart(8, '0')).join('');
}

async function codeFor(visit: Visit, provider: Provider, client: OidcClient, ties: Ties): Promise<string> {
  let url = authorizationUrl(provider.authorization_endpoint, client, ties);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await visit.see(url);
    if (!MOVED.includes(response.status)) return codeOf(onPage(response, ties, visit.who), response);
    const location = response.headers.location ?? '';
    const ending = endingOf(location, client, ties);
    if (ending !== null) return codeOf(ending, response);
    const next = location === '' ? null : follow(url, location);
    if (next === null) throw wrongAnswer('the OpenID provider redirects to nowhere', '', url);
    if (originOf(next) !== originOf(provider.issuer)) {
      throw wrongAnswer(`the OpenID provider sends us to ${originOf(next)}, which is not its own`, '', url);
    }
    url = next;
  }
  throw wrongAnswer(`the OpenID provider redirects more than ${MOST_REDIRECTS} times`, '', url);
}

function codeOf(ending: Ending, { url }: WireResponse): string {
  switch (ending.kind) {
    case 'code':
      return ending.code;
    case 'refusal':
      throw wrongAnswer(`the OpenID provider gives no code: ${worded(ending)}`, '', url);
    case 'wrong':
      throw wrongAnswer(`the OpenID provider sends ${ending.why}`, '', url);
  }
}

function worded({ error, description }: { readonly error: string; readonly description: string }): string {
  return description === '' ? error : `${error} (${description})`;
}

/** What a page ends; only the page that shows the code ends well. What our account lacks is no fault of the provider. */
function onPage(response: WireResponse, ties: Ties, who: string): Ending {
  const page = recognise(response.text);
  const { url } = response;
  switch (page.kind) {
    case 'answer':
      return readEnding(page.query, ties);
    case 'consent':
      throw cannotJudge(`the OpenID provider asks ${who} for consent: give it once in a browser`, '', url);
    case 'second factor':
      throw cannotJudge(
        `the OpenID provider asks for a second factor: a ticket alone does not log ${who} in`,
        '',
        url,
      );
    case 'login':
      throw wrongAnswer(
        `the OpenID provider shows its login form: it did not take the ticket of ${who}`,
        '',
        url,
      );
    case 'other':
      throw wrongAnswer(`the OpenID provider shows a page "${page.title}" instead of sending us on`, '', url);
  }
}

/** One browser at the provider: its cookies, which no other host gets, and a ticket, shown where it is asked for. */
class Visit {
  private readonly jar = new CookieJar();

  constructor(
    private readonly context: ProbeContext,
    private readonly login: KerberosLogin,
  ) {}

  get who(): string {
    return this.login.principal;
  }

  async see(url: string): Promise<WireResponse> {
    const first = await this.get(url, {});
    if (first.status !== 401) return first;
    if (!/\bnegotiate\b/i.test(first.headers['www-authenticate'] ?? '')) {
      const complaint = complaintOf(first.text);
      const words = complaint === '' ? '' : `: ${complaint}`;
      throw wrongAnswer(`the OpenID provider refuses with 401 and does not offer Kerberos${words}`, '', url);
    }
    const negotiation = await this.login.header(this.context, url);
    const second = await this.get(url, { authorization: negotiation.authorization });
    if (second.status === 401) {
      throw wrongAnswer(`the OpenID provider refuses the ticket of ${this.who}`, '', url);
    }
    // Bodhi's own client does not insist on the provider's proof either: TLS names it. One that is given must hold.
    if (/^negotiate +\S/i.test(second.headers['www-authenticate'] ?? '')) await negotiation.confirm(second);
    return second;
  }

  private async get(url: string, headers: Readonly<Record<string, string>>): Promise<WireResponse> {
    const path = pathOf(url);
    const options: Ask = {
      headers: { ...this.jar.headers(path, this.context.now()), ...headers },
      expect: [200, ...MOVED, 400, 401],
    };
    const response = await ask(this.context, url, options);
    this.jar.take(path, response.headers['set-cookie'], this.context.now());
    if (response.status === 400) {
      const complaint = complaintOf(response.text);
      throw wrongAnswer(`the OpenID provider refuses the request: ${complaint || 'HTTP 400'}`, '', url);
    }
    return response;
  }
}

function pathOf(url: string): string {
  return /^https?:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] || '/';
}

/** The code for an access token, at the endpoint where the client names itself. */
async function exchange(
  context: ProbeContext,
  provider: Provider,
  client: OidcClient,
  code: string,
  { nonce }: Ties,
): Promise<Tokens> {
  const url = provider.token_endpoint;
  const fields = {
    grant_type: 'authorization_code',
    client_id: client.id,
    redirect_uri: client.redirectUri,
    code,
    ...(client.secret === null ? {} : { client_secret: client.secret }),
  };
  const response = await ask(context, url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: encodeForm(fields),
    expect: [200, 400, 401],
  });
  const answer = decodeJson(response, anything);
  const refusal = refusalIn(answer);
  if (refusal !== null) throw wrongAnswer(`the OpenID provider gives no token: ${worded(refusal)}`, '', url);
  const tokens = inShape(() => tokenAnswer(answer, ''), response);
  if (client.scopes.includes('openid')) {
    const expected = { issuer: provider.issuer, client: client.id, nonce, now: context.now() };
    const fault = tokens.id_token === null ? 'is missing' : faultOfIdToken(tokens.id_token, expected);
    if (fault !== null) throw wrongAnswer(`the OpenID provider’s id token ${fault}`, '', url);
  }
  return { accessToken: tokens.access_token, expiresAt: context.now() + tokens.expires_in * 1000 };
}

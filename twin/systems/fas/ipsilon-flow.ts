import { randomBytes, randomUUID } from 'node:crypto';
import { OUT_OF_BAND } from '../../../lib/protocols/oidc/authorization.ts';
import { html, redirect, type TwinReply, type TwinRequest } from '../../service.ts';
import { type Client, clientNamed, SCOPES } from './ipsilon-clients.ts';
import { badRequest, escaped, type IpsilonParts, unauthorized } from './ipsilon-parts.ts';
import { page } from './pages.ts';

const SESSION = 'idp_ipsilon_session_id';
const SESSION_SECONDS = 3600;
const TRANSACTION = 'ipsilon_transaction_id';
const TRANSACTION_SECONDS = 300;
/** What the login says to a browser that did not begin at the provider's door, or kept no cookie of it. */
const EXPIRED = 'Transaction expired, or cookies not available';

/** A checked request for a code. */
export interface CodeRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly nonce: string | null;
}

interface Transaction {
  /** The cookie that its browser has to show. */
  readonly cookie: string;
  readonly request: CodeRequest;
  readonly until: number;
}

interface Session {
  readonly user: string;
  readonly at: number;
}

/** Makes the code of a request that is granted. */
type Grants = (request: CodeRequest, user: string, loggedInAt: number) => Promise<string>;

/** ipsilon's way from a request for a code to the code: transaction, login with a ticket, session. */
export class Flow {
  readonly #transactions = new Map<string, Transaction>();
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly base: string,
    private readonly parts: IpsilonParts,
    private readonly grant: Grants,
  ) {}

  /** `/openidc/Authorization`. ipsilon looks at the client's address last: until then it sends refusals anywhere. */
  authorization(request: TwinRequest): TwinReply {
    const asked = argumentsOf(request);
    const uri = asked.get('redirect_uri');
    const refuse = (error: string, description: string): TwinReply => {
      if (uri === null) return badRequest('Request is missing redirct_uri');
      return respond(
        { redirectUri: uri, state: asked.get('state') },
        { error, error_description: description },
      );
    };
    for (const name of ['scope', 'response_type', 'client_id']) {
      if (!asked.get(name)) return refuse('invalid_request', `missing required argument ${name}`);
    }
    const client = clientNamed(asked.get('client_id') ?? '');
    if (client === undefined) return refuse('unauthorized_client', 'Unknown client ID');
    const type = asked.get('response_type') ?? '';
    if (type !== 'code') {
      return refuse('unsupported_response_type', `response type ${type} is not supported`);
    }
    const scopes = (asked.get('scope') ?? '').split(' ');
    const unknown = scopes.find((scope) => !SCOPES.some((one) => one === scope));
    if (unknown !== undefined) return refuse('invalid_scope', `unknown scope ${unknown} requested`);
    const redirectUri = uri ?? client.redirectUris[0] ?? '';
    if (!client.redirectUris.includes(redirectUri)) return badRequest('Invalid redirect_uri');
    const id = randomUUID();
    const cookie = randomUUID();
    const wanted = { client, redirectUri, scopes, state: asked.get('state'), nonce: asked.get('nonce') };
    const until = this.parts.now() + TRANSACTION_SECONDS * 1000;
    this.#transactions.set(id, { cookie, request: wanted, until });
    const next = this.#session(request) === null ? '/login' : '/openidc/Continue';
    return this.#go(next, id, `${cookie}=openidc; Max-Age=${TRANSACTION_SECONDS}; Path=/`);
  }

  /** `/login`: sends on to the first way to log in. */
  login(request: TwinRequest): TwinReply {
    const id = this.#known(request);
    return id === null ? unauthorized(EXPIRED) : this.#go('/login/gssapi/negotiate', id);
  }

  /** `/login/gssapi/negotiate`, which Apache guards; whom it refuses sees the next way to log in, with 401. */
  async negotiate(request: TwinRequest): Promise<TwinReply> {
    const { authorization, host = '' } = request.headers;
    const accepted = await this.parts.acceptor.accept(authorization, host);
    if ('refusal' in accepted) return refusedTicket(accepted.refusal);
    const proof = { 'www-authenticate': accepted.reply };
    const id = this.#known(request);
    if (id === null) return unauthorized(EXPIRED);
    if (this.parts.asks() === 'second factor') return secondFactor(proof);
    const session = randomBytes(20).toString('hex');
    const user = accepted.principal.replace(/@.*$/, '');
    this.#sessions.set(session, { user, at: this.parts.now() });
    const cookie = `${SESSION}=${session}; Max-Age=${SESSION_SECONDS}; Path=/`;
    return this.#go('/openidc/Continue', id, cookie, proof);
  }

  /** `/openidc/Continue`: the code, if nobody has to agree first. */
  async proceed(request: TwinRequest): Promise<TwinReply> {
    const id = this.#known(request);
    if (id === null) return badRequest('Invalid transaction id');
    const session = this.#session(request);
    if (session === null) return badRequest('User not authenticated at continue');
    const wanted = this.#transactions.get(id)?.request;
    if (wanted === undefined) return badRequest('Invalid stage or no request');
    if (this.parts.asks() === 'consent') return consent(wanted, session.user);
    return respond(wanted, { code: await this.grant(wanted, session.user, session.at) });
  }

  #go(path: string, id: string, cookie = '', headers: Readonly<Record<string, string>> = {}): TwinReply {
    const reply = redirect(`${this.base}${path}?${TRANSACTION}=${id}`, 303);
    const set = cookie === '' ? {} : { 'set-cookie': cookie };
    return { ...reply, headers: { ...reply.headers, ...headers, ...set } };
  }

  /** The id of a transaction whose cookie comes with it. */
  #known(request: TwinRequest): string | null {
    const id = argumentsOf(request).get(TRANSACTION) ?? '';
    const transaction = this.#transactions.get(id);
    if (transaction === undefined || transaction.until <= this.parts.now()) return null;
    return cookiesOf(request).has(transaction.cookie) ? id : null;
  }

  #session(request: TwinRequest): Session | null {
    const session = this.#sessions.get(cookiesOf(request).get(SESSION) ?? '');
    if (session === undefined || session.at + SESSION_SECONDS * 1000 <= this.parts.now()) return null;
    return session;
  }
}

function argumentsOf({ method, query, body }: TwinRequest): URLSearchParams {
  return method === 'POST' ? new URLSearchParams(body.toString('utf8')) : query;
}

function cookiesOf({ headers }: TwinRequest): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

/** To the client's address, or onto a page for one that has none. */
function respond(
  { redirectUri, state }: Pick<CodeRequest, 'redirectUri' | 'state'>,
  contents: Readonly<Record<string, string>>,
): TwinReply {
  const query = String(new URLSearchParams({ ...contents, ...(state === null ? {} : { state }) }));
  if (redirectUri !== OUT_OF_BAND) {
    return redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`, 303);
  }
  const shown = escaped(query);
  return page(shown, `<p><strong>You are authenticated!</strong></p>\n<pre>${shown}</pre>`);
}

/** The form that ipsilon shows at `/login/form`, and to whom Apache refuses. */
export function loginForm(status = 200, headers: Readonly<Record<string, string>> = {}): TwinReply {
  const fields =
    '<input name="login_name"><input type="password" name="login_password"><input name="login_otp">';
  const reply = page('Login', `<form action="/login/form" method="post">${fields}</form>`, status);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

function refusedTicket(refusal: string): TwinReply {
  return loginForm(401, { 'www-authenticate': refusal });
}

function secondFactor(headers: Readonly<Record<string, string>>): TwinReply {
  const reply = page('Login', '<form method="post"><input type="password" name="login_otp"></form>');
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

function consent({ client }: CodeRequest, user: string): TwinReply {
  const buttons = ['deny', 'allow'].map(
    (choice) => `<button type="submit" name="decided_${choice}">${choice}</button>`,
  );
  return html(
    `<!doctype html>\n<title>Consent</title><p>${client.name} asks to authorize access for ${escaped(user)}.</p>
<form action="/openidc/Continue" method="post">${buttons.join('')}</form></html>\n`,
  );
}

import { encodeForm } from '../../../lib/protocols/oidc/form.ts';
import { BODHI_CLIENT, type OidcClient, PUSH_CLIENT } from '../../../lib/systems/fas/oidc.ts';
import { SERVICE_CLIENT } from '../servers/ipsilon.ts';
import { gist, type Seen, Visitor } from './visitor.ts';

/** What is asked of both providers, and how each of them answered. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** Logs a visitor in who has begun to ask for a code, from the page where a login begins. */
export type SignIn = (visitor: Visitor, path: string) => Promise<void>;

function query(client: OidcClient, changed: Readonly<Record<string, string>> = {}): string {
  const fields = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: client.scopes.join(' '),
    state: 'our-state',
    nonce: 'our-nonce',
    ...changed,
  };
  return `/openidc/Authorization?${encodeForm(fields)}`;
}

/** Asks one provider everything, in one order. */
export async function askAll(base: string, signIn: SignIn): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  const note = (question: string, seen: Seen): Seen => {
    exchanges.push({ question, answer: gist(seen, base) });
    return seen;
  };
  await stranger(base, note);
  const visitor = new Visitor(base);
  const begun = note('a request for a code', await visitor.get(query(PUSH_CLIENT)));
  const toLogin = note('the login', await visitor.get(begun.headers.get('location') ?? ''));
  await signIn(visitor, toLogin.headers.get('location') ?? '');
  note('a request by one who is logged in', await visitor.get(query(PUSH_CLIENT)));
  await codes(visitor, note);
  return exchanges;
}

type Note = (question: string, seen: Seen) => Seen;

async function stranger(base: string, note: Note): Promise<void> {
  const who = new Visitor(base);
  const get = async (question: string, path: string, headers = {}) =>
    note(question, await who.get(path, headers));
  const post = async (question: string, path: string, form: Record<string, string>) =>
    note(question, await who.post(path, form));
  await get('an unknown client', query(PUSH_CLIENT, { client_id: 'nobody' }));
  await get('an unknown client without an address', query(BODHI_CLIENT, { client_id: 'nobody' }));
  await get('another address', query(PUSH_CLIENT, { redirect_uri: 'http://localhost:1/' }));
  await get('an unknown scope', query(PUSH_CLIENT, { scope: 'openid nothing' }));
  await get('no scope', query(PUSH_CLIENT, { scope: '' }));
  await get('another kind of answer', query(PUSH_CLIENT, { response_type: 'other' }));
  await get('no address and no client', '/openidc/Authorization?response_type=code&scope=openid');
  const unknown = 'ipsilon_transaction_id=00000000-0000-0000-0000-000000000000';
  await get('an unknown transaction', `/openidc/Continue?${unknown}`);
  const begun = await who.get(query(PUSH_CLIENT));
  const transaction = /ipsilon_transaction_id=.*/.exec(begun.headers.get('location') ?? '')?.[0] ?? '';
  await get('a transaction before the login', `/openidc/Continue?${transaction}`);
  note('a transaction in another browser', await new Visitor(base).get(`/login?${transaction}`));
  const code = { grant_type: 'authorization_code', code: 'x_y', redirect_uri: PUSH_CLIENT.redirectUri };
  const fedpkg = { client_id: PUSH_CLIENT.id, client_secret: PUSH_CLIENT.secret ?? '' };
  await post('a token for no client', '/openidc/Token', code);
  await post('a token for an unknown client', '/openidc/Token', { ...code, client_id: 'nobody' });
  await post('a token without the secret', '/openidc/Token', { ...code, client_id: PUSH_CLIENT.id });
  await post('a token with a wrong secret', '/openidc/Token', { ...code, ...fedpkg, client_secret: 'x' });
  await post('a token for an unknown code', '/openidc/Token', { ...code, ...fedpkg });
  await post('a token by another grant', '/openidc/Token', { ...fedpkg, grant_type: 'other' });
  const service = { client_id: SERVICE_CLIENT.id, client_secret: SERVICE_CLIENT.secret };
  await post('of an unknown token', '/openidc/TokenInfo', { ...service, token: 'x_y' });
  await post('of a token, by a client without secret', '/openidc/TokenInfo', {
    client_id: BODHI_CLIENT.id,
    token: 'x_y',
  });
  await get('about the user, without a token', '/openidc/UserInfo');
  await get('about the user, with an unknown token', '/openidc/UserInfo', { authorization: 'Bearer x_y' });
}

/** What codes are good for, and what they are not. */
async function codes(visitor: Visitor, note: Note): Promise<void> {
  const page = note('a code on a page', await ending(visitor, BODHI_CLIENT));
  const redirected = note('a code in a redirect', await ending(visitor, PUSH_CLIENT));
  const trade = async (
    question: string,
    client: OidcClient,
    code: string,
    changed: Record<string, string> = {},
  ) =>
    note(
      question,
      await visitor.post('/openidc/Token', {
        grant_type: 'authorization_code',
        client_id: client.id,
        redirect_uri: client.redirectUri,
        code,
        ...(client.secret === null ? {} : { client_secret: client.secret }),
        ...changed,
      }),
    );
  const [first, second] = [codeIn(page.text), codeIn(redirected.headers.get('location') ?? '')];
  await trade('a code of another client', BODHI_CLIENT, second);
  await trade('a code at another address', PUSH_CLIENT, second, { redirect_uri: 'http://localhost:23456/' });
  await trade('the tokens for a push', PUSH_CLIENT, second);
  const tokens: Record<string, unknown> = JSON.parse(
    (await trade('the tokens for bodhi', BODHI_CLIENT, first)).text,
  );
  const access = String(tokens.access_token);
  const [head, claims] = String(tokens.id_token).split('.').slice(0, 2).map(decodedPart);
  note('the id token', { status: 200, headers: new Headers(), text: JSON.stringify({ head, claims }) });
  const service = { client_id: SERVICE_CLIENT.id, client_secret: SERVICE_CLIENT.secret };
  const info = () => visitor.post('/openidc/TokenInfo', { ...service, token: access });
  note('of a token', await info());
  note('about the user', await visitor.get('/openidc/UserInfo', { authorization: `Bearer ${access}` }));
  await trade('a code again', BODHI_CLIENT, first);
  note('of a token whose code was shown again', await info());
}

/** The answer that ends a request by one who is logged in. */
async function ending(visitor: Visitor, client: OidcClient): Promise<Seen> {
  const begun = await visitor.get(query(client));
  return visitor.get(begun.headers.get('location') ?? '');
}

function codeIn(text: string): string {
  return /code=([A-Za-z0-9_-]+)/.exec(text)?.[1] ?? '';
}

function decodedPart(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

import { randomBytes, randomUUID } from 'node:crypto';
import type { Grant } from '../../accounts/tokens.ts';
import { json, type TwinReply, type TwinRequest } from '../../service.ts';
import { mailOf } from '../../world/people.ts';
import { type Client, clientNamed } from './ipsilon-clients.ts';
import type { CodeRequest } from './ipsilon-flow.ts';
import { type IpsilonParts, unauthorized } from './ipsilon-parts.ts';
import { halfHash, type Signer } from './ipsilon-signer.ts';

const CODE_SECONDS = 600;
const ACCESS_SECONDS = 3600;
const ID_TOKEN_SECONDS = 600;
const SCOPE = 'https://id.fedoraproject.org/scope';

interface Code {
  readonly request: CodeRequest;
  readonly user: string;
  readonly idToken: string | null;
  readonly until: number;
  /** The token that it was traded for. */
  issued: string | null;
}

/** ipsilon's codes, and the endpoints that only programs ask. */
export class TokenEndpoints {
  readonly #codes = new Map<string, Code>();

  constructor(
    private readonly issuer: string,
    private readonly parts: IpsilonParts,
    private readonly signer: Signer,
  ) {}

  async code(request: CodeRequest, user: string, loggedInAt: number): Promise<string> {
    const code = `${randomUUID()}_${randomBytes(24).toString('base64url')}`;
    const now = this.parts.now();
    const until = now + CODE_SECONDS * 1000;
    const idToken = request.scopes.includes('openid')
      ? await this.#idToken(request, user, loggedInAt, code)
      : null;
    this.#codes.set(code, { request, user, idToken, until, issued: null });
    return code;
  }

  #idToken({ client, nonce }: CodeRequest, user: string, loggedInAt: number, code: string): Promise<string> {
    const iat = seconds(this.parts.now());
    return this.signer.token({
      acr: '0',
      amr: [],
      aud: client.id,
      auth_time: seconds(loggedInAt),
      azp: client.id,
      c_hash: halfHash(code),
      exp: iat + ID_TOKEN_SECONDS,
      iat,
      iss: this.issuer,
      nonce,
      sub: user,
    });
  }

  /** `Token`. What is wrong with the client is 400; what is wrong with the code is told with status 200. */
  token(request: TwinRequest): TwinReply {
    const form = formOf(request);
    const client = authenticated(form, true);
    if ('status' in client) return client;
    if (form.get('grant_type') !== 'authorization_code') {
      return refused('unsupported_grant_type', 'unknown grant_type');
    }
    const code = this.#codes.get(form.get('code') ?? '');
    if (code === undefined || code.until <= this.parts.now())
      return refused('invalid_request', 'invalid token');
    if (code.request.client.id !== client.id)
      return refused('invalid_request', 'invalid token for client ID');
    if (code.request.redirectUri !== form.get('redirect_uri')) {
      return refused('invalid_request', 'redirect_uri does not match');
    }
    if (code.issued !== null) {
      this.parts.tokens.revoke(code.issued);
      return refused('invalid_grant', 'Could not refresh');
    }
    code.issued = this.parts.tokens.issue(code.user, code.request.scopes, ACCESS_SECONDS, client.id);
    return json({
      access_token: code.issued,
      refresh_token: `R_${randomBytes(96).toString('base64url')}`,
      expires_in: ACCESS_SECONDS,
      ...(code.idToken === null ? {} : { id_token: code.idToken }),
      token_type: 'Bearer',
    });
  }

  /** `TokenInfo` (RFC 7662), for clients with a secret. */
  tokenInfo(request: TwinRequest): TwinReply {
    const form = formOf(request);
    const client = authenticated(form, false);
    if ('status' in client) return client;
    const grant = this.parts.tokens.read(form.get('token') ?? '');
    if (grant === null) return json({ active: false });
    return json({
      active: true,
      scope: grant.scopes.join(' '),
      client_id: grant.client,
      username: grant.user,
      token_type: 'Bearer',
      // Numbers are texts in its database, and stay so.
      exp: String(seconds(grant.expiresAt)),
      iat: String(seconds(grant.issuedAt)),
      sub: grant.user,
      aud: grant.client,
      iss: this.issuer,
    });
  }

  /** `UserInfo`: what the token's scopes let one know of its user. */
  userInfo({ headers }: TwinRequest): TwinReply {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) return json({ error: 'no_token_provided' }, 403);
    const grant = this.parts.tokens.read(token);
    if (grant === null) return json({ error: 'invalid_token' }, 400);
    if (!grant.scopes.includes('openid')) return json({ error: 'insufficient_scope' }, 403);
    return json(this.#claims(grant));
  }

  #claims({ user, scopes }: Grant): object {
    const account = this.parts.people.find(user);
    return {
      sub: user,
      ...(scopes.includes('profile') ? { name: user, nickname: user, preferred_username: user } : {}),
      ...(scopes.includes('email') ? { email: mailOf(user) } : {}),
      ...(scopes.includes(`${SCOPE}/groups`) ? { groups: account?.groups ?? [] } : {}),
      ...(scopes.includes(`${SCOPE}/agreements`) ? { agreements: account?.agreements ?? [] } : {}),
    };
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function formOf({ body }: TwinRequest): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

function refused(error: string, description: string, status = 200): TwinReply {
  return json({ error, error_description: description }, status);
}

/** The client that a form names and proves to come from, or the refusal. */
function authenticated(form: URLSearchParams, secretless: boolean): Client | TwinReply {
  const id = form.get('client_id');
  if (id === null) return unauthorized('Unauthorized', { 'www-authenticate': 'Bearer realm="Ipsilon"' });
  const client = clientNamed(id);
  const right = client?.secret === form.get('client_secret') && (secretless || client?.secret !== null);
  return client !== undefined && right
    ? client
    : refused('invalid_client', 'client authentication error', 400);
}

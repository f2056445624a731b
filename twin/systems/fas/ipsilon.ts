import { json, type TwinReply, type TwinRequest } from '../../service.ts';
import { SCOPES } from './ipsilon-clients.ts';
import { Flow, loginForm } from './ipsilon-flow.ts';
import type { IpsilonParts } from './ipsilon-parts.ts';
import { Signer } from './ipsilon-signer.ts';
import { TokenEndpoints } from './ipsilon-tokens.ts';
import { page } from './pages.ts';

/** Anybody's page may read what is below `/openidc/`. */
const OPEN = { 'access-control-allow-origin': '*' };

/** ipsilon 3.1: a home page, OpenID Connect's authorization-code flow, and its login with a Kerberos ticket. */
export class Ipsilon {
  readonly #issuer: string;
  readonly #signer = new Signer();
  readonly #flow: Flow;
  readonly #tokens: TokenEndpoints;

  constructor(base: string, parts: IpsilonParts) {
    this.#issuer = `${base}/openidc/`;
    const tokens = new TokenEndpoints(this.#issuer, parts, this.#signer);
    this.#tokens = tokens;
    this.#flow = new Flow(base, parts, (...granted) => tokens.code(...granted));
  }

  async answer(request: TwinRequest): Promise<TwinReply> {
    switch (request.path) {
      case '/':
        return page('Fedora Identity', '<p>Log in with your Fedora Account.</p>');
      case '/.well-known/openid-configuration':
      case '/openidc/.well-known/openid-configuration':
      case '/openidc/wellknown_openid_configuration':
        return json(discovery(this.#issuer), 200, OPEN);
      case '/openidc/Jwks':
        return json({ keys: await this.#signer.publicKeys() }, 200, OPEN);
      case '/openidc/Authorization':
        return this.#flow.authorization(request);
      case '/openidc/Continue':
        return this.#flow.proceed(request);
      case '/openidc/Token':
        return this.#tokens.token(request);
      case '/openidc/TokenInfo':
        return this.#tokens.tokenInfo(request);
      case '/openidc/UserInfo':
        return this.#tokens.userInfo(request);
      case '/login':
        return this.#flow.login(request);
      case '/login/gssapi/negotiate':
        return this.#flow.negotiate(request);
      case '/login/form':
        return loginForm();
      default:
        return page('404 Not Found', '<h1>Not Found</h1>', 404);
    }
  }
}

/** What ipsilon 3.1 tells of itself; Fedora lets no client register itself, so that there is no endpoint for it. */
function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}Authorization`,
    token_endpoint: `${issuer}Token`,
    token_introspection_endpoint: `${issuer}TokenInfo`,
    introspection_endpoint: `${issuer}TokenInfo`,
    userinfo_endpoint: `${issuer}UserInfo`,
    jwks_uri: `${issuer}Jwks`,
    scopes_supported: SCOPES,
    response_types_supported: ['code', 'id_token', 'token', 'token id_token'],
    response_modes_supported: ['query', 'fragment', 'form_post', 'oob', 'none'],
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token'],
    subject_types_supported: ['pairwise', 'public'],
    id_token_signing_alg_values_supported: ['RS256'],
    userinfo_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
  };
}

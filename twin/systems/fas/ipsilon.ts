import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { html, json, type TwinReply, type TwinRequest } from '../../service.ts';
import { page } from './pages.ts';

const makeKeys = promisify(generateKeyPair);
/** The id that Fedora's playbooks give the keys. */
const KEY_ID = '20161031';
/** Anybody's page may read what is below `/openidc/`. */
const OPEN = { 'access-control-allow-origin': '*' };

/** ipsilon 3: a home page, OpenID Connect's public answers, and the doors of its login. */
export class Ipsilon {
  readonly #issuer: string;
  /** Made while the twin starts, off its thread; other keys each time, as after a rotation. */
  readonly #keys: Promise<readonly object[]>;

  constructor(base: string) {
    this.#issuer = `${base}/openidc/`;
    this.#keys = Promise.all([publicKey('sig'), publicKey('enc')]);
  }

  async answer({ path }: TwinRequest): Promise<TwinReply> {
    switch (path) {
      case '/':
        return page('Fedora Identity', '<p>Log in with your Fedora Account.</p>');
      case '/.well-known/openid-configuration':
      case '/openidc/.well-known/openid-configuration':
      case '/openidc/wellknown_openid_configuration':
        return json(discovery(this.#issuer), 200, OPEN);
      case '/openidc/Jwks':
        return json({ keys: await this.#keys }, 200, OPEN);
      case '/login/gssapi/negotiate':
        return html('<title>401 Unauthorized</title>', 401, { 'www-authenticate': 'Negotiate' });
      case '/login/form':
        return page(
          'Login',
          '<form><input name="login_name"><input type="password" name="login_password"></form>',
        );
      default:
        return page('404 Not Found', '<h1>Not Found</h1>', 404);
    }
  }
}

async function publicKey(use: 'sig' | 'enc'): Promise<object> {
  const { publicKey: made } = await makeKeys('rsa', { modulusLength: 2048 });
  return { ...made.export({ format: 'jwk' }), kid: `${KEY_ID}-${use}`, use };
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
    scopes_supported: ['openid', 'profile', 'email', 'address', 'phone'],
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

import { filled, literal, nullable, object, type Shape, ShapeError, string } from '../../protocols/shape.ts';

/** What flask-healthz answers for accounts and FASJSON; when it is not well, the title says why, with 503. */
export const health = object({ status: literal(200), title: literal('OK') });

/** An address below another one, which ends with a slash. */
function below(base: string): Shape<string> {
  return (value, path) => {
    const url = string(value, path);
    if (!url.startsWith(base) || url === base) throw new ShapeError(path, `an address below ${base}`, value);
    return url;
  };
}

/** OpenID Connect Discovery of the provider whose issuer that is; clients refuse one that differs by a slash. */
export function discovery(issuer: string) {
  const endpoint = below(issuer);
  return object({
    issuer: literal(issuer),
    authorization_endpoint: endpoint,
    token_endpoint: endpoint,
    userinfo_endpoint: endpoint,
    jwks_uri: endpoint,
    response_types_supported: filled(string),
    id_token_signing_alg_values_supported: filled(string),
  });
}

/** Base64 without padding, as keys are written. */
const encoded: Shape<string> = (value, path) => {
  const text = string(value, path);
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new ShapeError(path, 'a number in base64url', value);
  return text;
};

const anyKey = object({ kty: string, kid: nullable(string), use: nullable(string) });
const rsa = object({ n: encoded, e: encoded });
const ec = object({ crv: string, x: encoded, y: encoded });

/** A public key of the provider. */
export interface Key {
  readonly kid: string;
  /** `RSA 2048`, `EC P-256`, or the type alone. */
  readonly kind: string;
  readonly signs: boolean;
}

const key: Shape<Key> = (value, path) => {
  const { kty, kid, use } = anyKey(value, path);
  const signs = (kty === 'RSA' || kty === 'EC') && (use === null || use === 'sig');
  let kind = kty;
  if (kty === 'RSA') kind = `RSA ${bitsOf(rsa(value, path).n)}`;
  if (kty === 'EC') kind = `EC ${ec(value, path).crv}`;
  return { kid: kid ?? 'without id', kind, signs };
};

/** Bits of a number of that many characters, in whole bytes. */
function bitsOf(base64url: string): number {
  return Math.floor((base64url.length * 6) / 8) * 8;
}

/** A JSON Web Key Set. */
export const keySet = object({ keys: filled(key) });

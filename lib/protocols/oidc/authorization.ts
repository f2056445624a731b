import { decodeForm, encodeForm } from './form.ts';

/** The address of a client that has none: the provider shows the code on a page instead. */
export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** A client that the provider knows; `secret` is null for a public one, which has none. */
export interface OidcClient {
  readonly id: string;
  readonly secret: string | null;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** What ties an answer to its request: `state` comes back with the code, `nonce` in the id token. */
export interface Ties {
  readonly state: string;
  readonly nonce: string;
}

/** Where the authorization-code flow begins. */
export function authorizationUrl(endpoint: string, client: OidcClient, { state, nonce }: Ties): string {
  const query = encodeForm({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: client.scopes.join(' '),
    state,
    nonce,
  });
  return `${endpoint}${endpoint.includes('?') ? '&' : '?'}${query}`;
}

/** How a request for a code ended. */
export type Ending =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'refusal'; readonly error: string; readonly description: string }
  | { readonly kind: 'wrong'; readonly why: string };

/** What a redirect to that location ends, or null if it leads elsewhere than to the client. */
export function endingOf(location: string, client: OidcClient, ties: Ties): Ending | null {
  if (!location.startsWith(client.redirectUri)) return null;
  const rest = location.slice(client.redirectUri.length);
  if (rest !== '' && !/^[?&#]/.test(rest)) return null;
  return readEnding(rest.slice(1).replace(/#.*$/, ''), ties);
}

/** Reads code or refusal from a query. A refusal is told even if it has no state: nothing is done with it. */
export function readEnding(query: string, { state }: Ties): Ending {
  const fields = decodeForm(query);
  const error = fields.get('error');
  if (error !== undefined) {
    return { kind: 'refusal', error, description: fields.get('error_description') ?? '' };
  }
  if (fields.get('state') !== state) return { kind: 'wrong', why: 'an answer with another state than ours' };
  const code = fields.get('code') ?? '';
  return code === '' ? { kind: 'wrong', why: 'an answer without a code' } : { kind: 'code', code };
}

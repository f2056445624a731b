import { OUT_OF_BAND } from '../../../lib/protocols/oidc/authorization.ts';

const ACCOUNT = 'https://id.fedoraproject.org/scope';

/** What ipsilon knows by itself, and what Fedora's extensions add to it. */
export const SCOPES = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  `${ACCOUNT}/groups`,
  `${ACCOUNT}/agreements`,
  'https://src.fedoraproject.org/push',
  'https://waiverdb.fedoraproject.org/oidc/create-waiver',
] as const;

/** A client in ipsilon's static configuration. All of the twin's are trusted: nobody is asked for consent. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** Null for `token_endpoint_auth_method=none`; else it comes in the form, as `client_secret_post`. */
  readonly secret: string | null;
}

const CLIENTS: readonly Client[] = [
  {
    id: 'bodhi-client',
    name: 'Bodhi CLI',
    redirectUris: [OUT_OF_BAND, 'http://localhost:45678/auth'],
    secret: null,
  },
  {
    id: 'fedpkg',
    name: 'fedpkg',
    redirectUris: ['http://localhost:12345/', 'http://localhost:23456/'],
    secret: 'notsecret',
  },
  // What the services ask TokenInfo as.
  { id: 'twin-services', name: 'Services of the twin', redirectUris: [], secret: 'twin-services-secret' },
];

export function clientNamed(id: string): Client | undefined {
  return CLIENTS.find((client) => client.id === id);
}

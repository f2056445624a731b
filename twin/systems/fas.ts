import type { TwinSystem } from '../service.ts';
import { answerFasjson } from './fas/fasjson.ts';
import { Ipsilon } from './fas/ipsilon.ts';
import { answerKdcProxy } from './fas/kdc-proxy.ts';
import { answerNoggin } from './fas/noggin.ts';
import { answerIpa } from './fas/pages.ts';

/** Accounts, OpenID provider, KDC behind KdcProxy, FASJSON and IPA's own pages: one FreeIPA, as five services. */
export const fas: TwinSystem = {
  system: 'fas',
  services: ({ world, live, acceptor, tokens, addresses }) => {
    const ipsilon = new Ipsilon(addresses['fas-oidc'], {
      now: () => world.now(),
      people: acceptor.realm.people,
      tokens,
      acceptor,
      asks: () => live.conduct.login,
    });
    return {
      fas: { kind: 'http', handle: (request) => answerNoggin(addresses.fas, request) },
      'fas-oidc': { kind: 'http', handle: (request) => ipsilon.answer(request) },
      'fas-kdc': { kind: 'http', handle: (request) => answerKdcProxy(acceptor.realm, request) },
      'fas-fasjson': {
        kind: 'http',
        handle: (request) => answerFasjson(addresses['fas-fasjson'], acceptor, request),
      },
      'fas-ipa': { kind: 'http', handle: (request) => answerIpa(addresses['fas-ipa'], request) },
    };
  },
};

import type { TwinSystem } from '../service.ts';
import { answerFiles } from './koji/files.ts';
import { answerHub } from './koji/hub.ts';
import { Sessions } from './koji/session.ts';
import { answerWeb } from './koji/web.ts';

/** Koji: the hub's XML-RPC and the web pages on one address, the built files on the other. */
export const koji: TwinSystem = {
  system: 'koji',
  services: ({ world, live, acceptor, addresses }) => {
    const hub = { live, acceptor, sessions: new Sessions({ now: () => world.now() }) };
    return {
      koji: {
        kind: 'http',
        handle: (request) =>
          /^\/kojihub(?:\/|$)/.test(request.path)
            ? answerHub(hub, request)
            : answerWeb(world, request, addresses.kojipkgs),
      },
      kojipkgs: { kind: 'http', handle: (request) => answerFiles(world, request) },
    };
  },
};

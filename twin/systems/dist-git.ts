import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { TwinSystem } from '../service.ts';
import { answerApi } from './dist-git/api.ts';
import { answerPage } from './dist-git/pages.ts';
import { Repositories } from './dist-git/repositories.ts';
import { Requests } from './dist-git/requests.ts';
import { SmartHttp } from './dist-git/smart-http.ts';

const GREETING = 'SSH-2.0-OpenSSH_9.6\r\n';
const SSH_IDLE_MS = 10_000;

/** Pagure's pages and API, git over HTTP, and as much of SSH as a stranger hears. */
export const distGit: TwinSystem = {
  system: 'dist-git',
  services: ({ world, live, tokens, addresses, scratch }) => {
    const base = addresses['dist-git'];
    const repositories = new Repositories(world, join(scratch, 'dist-git'));
    const requests = new Requests(live, repositories);
    const git = new SmartHttp(live, tokens, repositories);
    return {
      'dist-git': {
        kind: 'http',
        handle: (request) => {
          if (/^\/api\/0(?:\/|$)/.test(request.path)) {
            return answerApi({ world, base, repositories, requests }, request);
          }
          return git.answer(request) ?? answerPage(world, base, request.path);
        },
      },
      'dist-git-ssh': { kind: 'tcp', accept: greet },
    };
  },
};

function greet(socket: Socket): void {
  socket.setTimeout(SSH_IDLE_MS, () => socket.destroy());
  socket.write(GREETING);
  socket.once('data', () => socket.end('Invalid SSH identification string.\r\n'));
}

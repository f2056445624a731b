import type { Interceptor } from '../../twin/service.ts';
import type { Twin } from '../../twin/twin.ts';
import { releaseBody } from '../../twin/world/bodies-bodhi.ts';
import { gitObjects } from '../../twin/world/git.ts';
import type { Update, World } from '../../twin/world/types.ts';
import { type LoadedUpdate, start as startBodhi } from './servers/bodhi.ts';
import { start as startDatagrepper } from './servers/datagrepper.ts';
import { type LoadedRepository, start as startGit } from './servers/git.ts';
import { start as startKdc } from './servers/kdc.ts';
import { freePort, greetWrongly } from './servers/network.ts';
import { start as startRabbitmq } from './servers/rabbitmq.ts';
import { start as startSshd } from './servers/sshd.ts';
import type { RealServer, ServerName } from './servers/types.ts';
import { start as startZeromq } from './servers/zeromq.ts';
import { messagesOf } from './twin-messages.ts';

/** The same fault on the twin: what stands between it and k6, or an address in place of its own. */
export interface TwinFault {
  readonly intercept?: Interceptor;
  readonly env?: Readonly<Record<string, string>>;
  readonly end?: () => Promise<void>;
}

/** One real server, the probes that are asked of it and of the twin, and one fault of both. */
export interface Subject {
  readonly name: ServerName;
  /** What `PW_ONLY` selects. */
  readonly only: string;
  /** Whose time-outs to take: Fedora's where the fault needs patience. All addresses are this machine's either way. */
  readonly target: 'local' | 'prod';
  readonly fault: string;
  /** Probes that the fault leaves ok, because the real answer is blind to it. */
  readonly blind: readonly string[];
  readonly start: (scratch: string, twin: Twin) => Promise<RealServer>;
  readonly breakTwin: (twin: Twin) => Promise<TwinFault>;
}

/** What a day's probes look at, and a bit. */
const DAY_AND_HOUR = 25 * 3_600_000;
const JSON_TYPE = { 'content-type': 'application/json' };

function loadedUpdate(world: World, update: Update): LoadedUpdate {
  const passed = (at: number | null): string | null =>
    at === null || at > world.now() ? null : new Date(at).toISOString();
  const [testing, stable] = [passed(update.testingAt), passed(update.stableAt)];
  return {
    alias: update.alias,
    release: update.releaseName,
    builds: update.builds.flatMap((id) => {
      const build = world.build(id);
      return build === undefined ? [] : [{ nvr: build.nvr, signed: true }];
    }),
    user: update.user,
    type: update.type,
    status: stable === null ? 'testing' : 'stable',
    notes: update.notes,
    date_submitted: new Date(update.createdAt).toISOString(),
    date_testing: testing,
    date_stable: stable,
  };
}

/** The repository of a package as the twin has it, with everything its head leads to. */
function repositoryOf(world: World, name: string): LoadedRepository {
  const commits = world.commits(name).filter(({ branch }) => branch === 'rawhide');
  const head = commits.at(-1);
  if (head === undefined) throw new Error(`the twin has no commit of ${name}`);
  const objects = new Map(commits.flatMap(gitObjects).map((object) => [object.id, object]));
  return { package: name, branch: 'rawhide', head: head.sha, objects: [...objects.values()] };
}

/** Stands in for a service whose protocol is not HTTP, with a greeting that is another's. */
async function impostor(variable: string, scheme: string, greeting: string): Promise<TwinFault> {
  const port = await freePort();
  const listener = await greetWrongly(port, greeting);
  return { env: { [variable]: `${scheme}://127.0.0.1:${port}` }, end: () => listener.close() };
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'datagrepper',
    only: 'datagrepper',
    target: 'local',
    fault: 'its database stopped',
    blind: ['datagrepper.health.live'],
    start: async (scratch, { world }) => {
      const server = await startDatagrepper(scratch);
      await server.load(messagesOf(world, world.now() - DAY_AND_HOUR));
      return server;
    },
    breakTwin: async () => ({
      intercept: (address, { path }, next) => {
        if (address !== 'datagrepper' || path.endsWith('/healthz/live')) return next();
        if (path.endsWith('/healthz/ready')) {
          const body = JSON.stringify({ status: 503, title: "Can't connect to the database" });
          return { status: 503, headers: { 'content-type': 'application/problem+json' }, body };
        }
        return { status: 500, headers: JSON_TYPE, body: '{"error": "connection refused", "arguments": {}}' };
      },
    }),
  },
  {
    name: 'bodhi',
    only: 'bodhi',
    target: 'local',
    fault: 'its database stopped',
    blind: ['bodhi.health.live', 'bodhi.api.version'],
    start: async (scratch, { world }) => {
      const server = await startBodhi(scratch);
      const updates = world.updates().slice(-40);
      await server.load({
        releases: world.releases.map(releaseBody),
        updates: updates.map((update) => loadedUpdate(world, update)),
      });
      return server;
    },
    breakTwin: async () => ({
      intercept: (address, { path }, next) => {
        if (address !== 'bodhi' || path === '/healthz/live' || path === '/api_version') return next();
        return { status: 500, headers: JSON_TYPE, body: '{"status": "error", "errors": []}' };
      },
    }),
  },
  {
    name: 'kdc',
    only: 'fas.kdc.asReq,fas.kdc.clockSkew',
    target: 'prod',
    fault: 'the KDC killed, its proxy alive',
    blind: [],
    start: (scratch) => startKdc(scratch),
    breakTwin: async () => ({
      intercept: (address, _request, next) =>
        address === 'fas-kdc' ? { status: 503, body: 'Remote unavailable (AS-REQ).' } : next(),
    }),
  },
  {
    name: 'rabbitmq',
    only: 'fedora-messaging.broker.greeting',
    target: 'local',
    fault: 'a wrong greeting',
    blind: [],
    start: (scratch) => startRabbitmq(scratch),
    breakTwin: async (twin) => {
      const port = await freePort();
      const listener = await greetWrongly(port, '220 mail.example ESMTP\r\n', twin.certificate);
      return {
        env: { PW_FEDORA_MESSAGING_URL: `amqps://127.0.0.1:${port}` },
        end: () => listener.close(),
      };
    },
  },
  {
    name: 'sshd',
    only: 'dist-git.ssh.greeting',
    target: 'local',
    fault: 'a wrong greeting',
    blind: [],
    start: (scratch) => startSshd(scratch),
    breakTwin: () => impostor('PW_DIST_GIT_SSH_URL', 'ssh', '220 mail.example ESMTP\r\n'),
  },
  {
    name: 'zeromq',
    only: 'fedmsg.gateway.greeting',
    target: 'local',
    fault: 'a wrong greeting',
    blind: [],
    start: (scratch) => startZeromq(scratch),
    breakTwin: () => impostor('PW_FEDMSG_URL', 'tcp', '220 mail.example ESMTP\r\n'),
  },
  {
    name: 'git',
    only: 'dist-git.git.*',
    target: 'local',
    fault: 'a ref moved that the API does not know',
    blind: ['dist-git.git.pushRefused', 'dist-git.git.fetch'],
    start: (scratch, { world, addresses }) =>
      startGit(scratch, { elsewhere: addresses['dist-git'], repository: repositoryOf(world, 'bash') }),
    breakTwin: async () => ({
      intercept: async (address, { path }, next) => {
        const reply = await next();
        if (address !== 'dist-git' || !path.endsWith('/git/branches')) return reply;
        const body = String(reply.body).replace(
          /"rawhide": ?"[0-9a-f]{40}"/,
          `"rawhide": "${'0'.repeat(39)}1"`,
        );
        return { ...reply, body };
      },
    }),
  },
];

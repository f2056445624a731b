import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { serveGit } from './git-http.ts';
import { freePort } from './network.ts';
import { run, subfolder } from './process.ts';
import type { RealServer } from './types.ts';

/** An object as git keeps it: `data` is its content without git's own header. */
export interface LoadedObject {
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly data: Buffer;
}

/** A package's repository; `objects` must hold the head and everything that it leads to. */
export interface LoadedRepository {
  readonly package: string;
  readonly branch: string;
  readonly head: string;
  readonly objects: readonly LoadedObject[];
}

interface GitOptions {
  /** Base address of the server that answers every path outside `/rpms/*.git`, as dist-git's web and API do. */
  readonly elsewhere?: string;
  /** What to serve instead of a repository that git makes itself: two commits on `rawhide` of `bash`. */
  readonly repository?: LoadedRepository;
}

const USER = 'packager-probe';
const PASSWORD = 'loopback';

/** Writes objects the way git stores them, one compressed file each. */
function storeObjects(repository: string, objects: readonly LoadedObject[]): void {
  for (const { type, id, data } of objects) {
    const dir = join(repository, 'objects', id.slice(0, 2));
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, id.slice(2)),
      deflateSync(Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data])),
    );
  }
}

/**
 * Bare repositories behind git's own http-backend, which reads the `Git-Protocol` header, at `/rpms/NAME.git`.
 * The fault is a ref moved: the branch gets one commit more. Healed, it is back where it was.
 * Facts: `package`, `branch`, `head`, and the `user` and `password` that may push.
 */
export async function start(scratch: string, options: GitOptions = {}): Promise<RealServer> {
  const { package: name, branch } = options.repository ?? { package: 'bash', branch: 'rawhide' };
  const projects = subfolder(scratch, 'git');
  const repository = join(subfolder(projects, 'rpms'), `${name}.git`);
  const day = '2026-01-01T00:00:00Z';
  const env = {
    HOME: scratch,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: USER,
    GIT_AUTHOR_EMAIL: `${USER}@example.org`,
    GIT_AUTHOR_DATE: day,
    GIT_COMMITTER_NAME: USER,
    GIT_COMMITTER_EMAIL: `${USER}@example.org`,
    GIT_COMMITTER_DATE: day,
  };
  const git = async (args: readonly string[], input = ''): Promise<string> =>
    (await run(['git', '-C', repository, ...args], { env, input })).trim();
  const commitOn = (tree: string, parents: readonly string[], message: string): Promise<string> =>
    git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message]);

  await run(['git', 'init', '-q', '--bare', '-b', branch, repository], { env });
  for (const setting of ['uploadpack.allowFilter', 'receive.fsckObjects'])
    await git(['config', setting, 'true']);
  let head: string;
  if (options.repository === undefined) {
    const blob = await git(['hash-object', '-w', '--stdin'], `Name: ${name}\n`);
    const tree = await git(['mktree'], `100644 blob ${blob}\t${name}.spec\n`);
    head = await commitOn(tree, [await commitOn(tree, [], 'Import')], 'Rebuild');
  } else {
    storeObjects(repository, options.repository.objects);
    head = options.repository.head;
  }
  const ref = `refs/heads/${branch}`;
  await git(['update-ref', ref, head]);
  await git(['fsck', '--strict', '--no-dangling']);

  const port = await freePort();
  const http = { port, projects, user: USER, password: PASSWORD, elsewhere: options.elsewhere };
  const server = await serveGit({ ...http, env: { PATH: '/usr/bin:/bin', ...env } });
  return {
    name: 'git',
    addresses: { 'dist-git': `http://127.0.0.1:${port}` },
    facts: { package: name, branch, head, user: USER, password: PASSWORD },
    async fault() {
      await git([
        'update-ref',
        ref,
        await commitOn(`${head}^{tree}`, [head], 'A commit that nobody announced'),
      ]);
    },
    heal: async () => void (await git(['update-ref', ref, head])),
    stop: () => server.close(),
  };
}

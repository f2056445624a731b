import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type GitObject, gitObjects } from '../../world/git.ts';
import type { Commit, World } from '../../world/types.ts';
import { headsOf } from './history.ts';
import { HOOK } from './hook.ts';

/** Path below the root, without `.git`: `rpms/bash` or `forks/USER/rpms/bash`. */
export function pathOf(name: string, user: string | null = null): string {
  return user === null ? `rpms/${name}` : `forks/${user}/rpms/${name}`;
}

/** Bare repositories for git itself to serve, written from the world's commits when somebody asks for them. */
export class Repositories {
  /** The world's commits when a repository was last written. */
  readonly #written = new Map<string, readonly Commit[]>();
  /** Ids of the commits that are on disk, by package. */
  readonly #onDisk = new Map<string, Set<string>>();
  /** Packages whose repository is being changed, each with the end of the last change that waits. */
  readonly #changing = new Map<string, Promise<unknown>>();

  constructor(
    private readonly world: World,
    readonly root: string,
  ) {}

  folder(path: string): string {
    return join(this.root, `${path}.git`);
  }

  exists(path: string): boolean {
    return existsSync(this.folder(path));
  }

  /** Brings the repository of a package to the world's present. */
  refresh(name: string): void {
    // Between git's change of a ref and the world's knowledge of it, the world's refs would be the old ones.
    if (this.#changing.has(name)) return;
    const commits = this.world.commits(name);
    if (this.#written.get(name) === commits) return;
    const folder = this.folder(pathOf(name));
    if (!this.#written.has(name)) create(folder, this.#hooks());
    const known = this.#onDisk.get(name) ?? new Set();
    this.#onDisk.set(name, known);
    for (const commit of commits) {
      if (known.has(commit.sha)) continue;
      for (const object of gitObjects(commit)) store(folder, object);
      known.add(commit.sha);
    }
    this.#written.set(name, commits);
    writeRefs(folder, this.world, name);
  }

  /** Work that changes a package's repository or a fork of it: one at a time. */
  async change<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#changing.get(name) ?? Promise.resolve();
    if (!this.#changing.has(name)) this.refresh(name);
    const done = before.then(work, work);
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#changing.set(name, settled);
    await settled;
    if (this.#changing.get(name) === settled) {
      this.#changing.delete(name);
      this.refresh(name);
    }
    return done;
  }

  /** Commits that git has stored already: the world learns of them, and need not write them. */
  brought(name: string, ids: readonly string[]): void {
    const known = this.#onDisk.get(name);
    for (const id of ids) known?.add(id);
  }

  /** Copies a package's repository for a user, as it is now. */
  fork(name: string, user: string): void {
    this.refresh(name);
    const folder = this.folder(pathOf(name, user));
    cpSync(this.folder(pathOf(name)), folder, { recursive: true });
    writeFileSync(join(folder, 'config'), configOf(this.#hooks(), []));
  }

  #hooks(): string {
    const folder = join(this.root, 'hooks');
    if (existsSync(folder)) return folder;
    mkdirSync(folder, { recursive: true });
    for (const name of ['pre-receive', 'update']) {
      writeFileSync(join(folder, name), HOOK);
      chmodSync(join(folder, name), 0o755);
    }
    return folder;
  }
}

/** What only a package's own repository refuses: who has forked it may do as they like. */
const PROTECTED = ['denyNonFastForwards = true', 'denyDeletes = true'];

function configOf(hooks: string, receive: readonly string[]): string {
  return `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\thooksPath = ${JSON.stringify(hooks)}
[gc]
\tauto = 0
[http]
\treceivepack = true
[receive]
\tautogc = false
\tfsckObjects = true
${receive.map((line) => `\t${line}\n`).join('')}[uploadpack]
\tallowFilter = true
`;
}

function create(folder: string, hooks: string): void {
  mkdirSync(join(folder, 'objects', 'pack'), { recursive: true });
  mkdirSync(join(folder, 'refs', 'heads'), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/rawhide\n');
  writeFileSync(join(folder, 'config'), configOf(hooks, PROTECTED));
}

function store(folder: string, { type, id, data }: GitObject): void {
  const sub = join(folder, 'objects', id.slice(0, 2));
  const path = join(sub, id.slice(2));
  if (existsSync(path)) return;
  mkdirSync(sub, { recursive: true });
  writeFileSync(path, deflateSync(Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data])));
}

/** All at once, so that no git process sees half of them; what a push has written beside them is in them by now. */
function writeRefs(folder: string, world: World, name: string): void {
  const refs = [...headsOf(world, name)].map(([branch, { sha }]) => `${sha} refs/heads/${branch}\n`);
  const path = join(folder, 'packed-refs');
  writeFileSync(`${path}.new`, `# pack-refs with: peeled fully-peeled sorted \n${refs.join('')}`);
  renameSync(`${path}.new`, path);
  const heads = join(folder, 'refs', 'heads');
  for (const loose of readdirSync(heads)) rmSync(join(heads, loose), { recursive: true, force: true });
}

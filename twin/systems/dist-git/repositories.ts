import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type GitObject, gitObjects } from '../../world/git.ts';
import type { World } from '../../world/types.ts';
import { headsOf } from './history.ts';

const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[uploadpack]
\tallowFilter = true
`;

/** Bare repositories for git itself to serve, written from the world's commits when somebody asks for them. */
export class Repositories {
  /** Commits that are on disk already, by package. */
  readonly #written = new Map<string, number>();

  constructor(
    private readonly world: World,
    readonly root: string,
  ) {}

  /** Brings the repository of a package to the world's present; its path below the root is `rpms/NAME.git`. */
  refresh(name: string): void {
    const folder = join(this.root, 'rpms', `${name}.git`);
    if (!this.#written.has(name)) create(folder);
    const commits = this.world.commits(name);
    for (const commit of commits.slice(this.#written.get(name) ?? 0)) {
      for (const object of gitObjects(commit)) store(folder, object);
    }
    this.#written.set(name, commits.length);
    writeRefs(folder, this.world, name);
  }
}

function create(folder: string): void {
  mkdirSync(join(folder, 'objects', 'pack'), { recursive: true });
  mkdirSync(join(folder, 'refs', 'heads'), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/rawhide\n');
  writeFileSync(join(folder, 'config'), CONFIG);
}

function store(folder: string, { type, id, data }: GitObject): void {
  const sub = join(folder, 'objects', id.slice(0, 2));
  const path = join(sub, id.slice(2));
  if (existsSync(path)) return;
  mkdirSync(sub, { recursive: true });
  writeFileSync(path, deflateSync(Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data])));
}

/** All at once, so that no git process sees half of them. */
function writeRefs(folder: string, world: World, name: string): void {
  const refs = [...headsOf(world, name)].map(([branch, { sha }]) => `${sha} refs/heads/${branch}\n`);
  const path = join(folder, 'packed-refs');
  writeFileSync(`${path}.new`, `# pack-refs with: peeled fully-peeled sorted \n${refs.join('')}`);
  renameSync(`${path}.new`, path);
}

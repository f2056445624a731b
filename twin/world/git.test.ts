import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clockwork } from './clockwork.ts';
import { gitObjects } from './git.ts';

const shared = clockwork();

describe('git', () => {
  it('gives every object the id that git gives it', () => {
    const { world } = shared;
    const folder = mkdtempSync(join(tmpdir(), 'twin-world-'));
    const git = (...parameters: string[]) =>
      execFileSync('git', ['-C', folder, ...parameters], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    try {
      git('init', '--quiet', '--bare');
      const commits = [...world.commits('dummy-test-package-gloster').slice(0, 60), ...world.commits('curl')];
      for (const { type, id, data } of commits.flatMap(gitObjects)) {
        mkdirSync(join(folder, 'objects', id.slice(0, 2)), { recursive: true });
        const header = Buffer.from(`${type} ${data.length}\0`);
        writeFileSync(
          join(folder, 'objects', id.slice(0, 2), id.slice(2)),
          deflateSync(Buffer.concat([header, data])),
        );
      }
      const heads = new Map(commits.map(({ package: name, branch, sha }) => [`${name}/${branch}`, sha]));
      for (const [name, sha] of heads) git('update-ref', `refs/heads/${name}`, sha);
      expect(git('fsck', '--full', '--strict')).toBe('');
      expect(git('log', '--format=%H', 'curl/rawhide').trim().split('\n').length).toBeGreaterThan(1);
      const [last] = commits.slice(-1);
      const spec = last?.files['curl.spec'] ?? '';
      const hashed = execFileSync('git', ['hash-object', '--stdin'], {
        input: spec,
        encoding: 'utf8',
      }).trim();
      expect(git('rev-parse', `${last?.sha}:curl.spec`).trim()).toBe(hashed);
      expect(git('show', `${last?.sha}:sources`)).toBe(
        `SHA512 (${world.package('curl')?.source.file}) = ${world.package('curl')?.source.sha512}\n`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has a head on every branch of every package', () => {
    const { world } = shared;
    const branches = new Set(world.releases.map(({ branch }) => branch));
    for (const { name } of world.packages) {
      const commits = world.commits(name);
      expect(new Set(commits.map(({ branch }) => branch))).toEqual(branches);
      const times = commits.map(({ at }) => at);
      expect(times).toEqual([...times].sort((one, other) => one - other));
      for (const branch of branches) {
        const chain = commits.filter((commit) => commit.branch === branch);
        for (const [index, { parent }] of chain.entries()) {
          expect(parent).toBe(chain[index - 1]?.sha ?? null);
        }
      }
    }
  });
});

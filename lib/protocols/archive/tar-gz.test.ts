import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tarGz } from './tar-gz.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pw-tar-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('makes an archive that tar itself unpacks', () => {
  const files = [
    { path: 'dummy-0/LICENSE', text: 'MIT\n' },
    { path: 'dummy-0/uuid', text: 'Grüße' },
    { path: 'dummy-0/long', text: 'x'.repeat(70_000) },
    { path: 'dummy-0/empty', text: '' },
  ];
  writeFileSync(join(folder, 'a.tar.gz'), tarGz(files, 1_700_000_000));
  execFileSync('tar', ['xzf', 'a.tar.gz'], { cwd: folder });
  for (const { path, text } of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  expect(statSync(join(folder, 'dummy-0/LICENSE')).mtimeMs).toBe(1_700_000_000_000);
});

it('passes the checks of gzip, and gives the same bytes again', () => {
  const archive = tarGz([{ path: 'a', text: 'b' }], 1);
  expect(gunzipSync(archive).length).toBe(2048);
  expect(tarGz([{ path: 'a', text: 'b' }], 1)).toEqual(archive);
  expect(tarGz([{ path: 'a', text: 'c' }], 1)).not.toEqual(archive);
});

it('refuses a path that tar has no room for', () => {
  expect(() => tarGz([{ path: 'p'.repeat(101), text: '' }], 0)).toThrow(/more than 100 bytes/);
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../build.mjs';
import { toHex } from '../lib/protocols/bytes.ts';
import { findK6 } from '../tools/k6-binary.ts';
import { root } from '../tools/root.ts';
import { nodeCiphers } from '../twin/ciphers.ts';
import { cases, KEYS } from './support/kerberos-cases.ts';
import { CLEAN } from './support/start.ts';

let answers: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pw-test-'));
  try {
    const script = join(dir, 'kerberos.js');
    await bundle({ entry: 'tests/support/kerberos-in-k6.ts', out: script });
    const k6 = await findK6(() => undefined);
    const args = ['run', '--quiet', '--no-usage-report', script];
    const { stdout } = await promisify(execFile)(k6.path, args, { env: CLEAN, timeout: 30_000 });
    answers = JSON.parse(stdout);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

describe('k6’s cryptography', () => {
  it.each(cases(nodeCiphers))('answers as Node’s does: %s', async (name, answer) => {
    expect(answers[name]).toBe(toHex(await answer()));
  });

  it.each(KEYS)('makes keys of passwords, and uses them: $name', ({ name, key }) => {
    expect(answers[name]).toBe(key);
    expect(answers[`${name}: there and back`]).toBe(toHex(Buffer.from('a text of thirty-three characters')));
    expect(answers[`${name}: altered`]).toBe('refused');
  });

  it('is random where it should be, and its errors are errors', () => {
    expect(answers['two random values differ']).toBe('true');
    expect(answers['an error is an Error']).toBe('true');
  });

  it('is reached through one module, as k6 takes the whole buffer behind a view', () => {
    const files = ['lib', 'scenarios'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    );
    const naming = files
      .filter((file) => /(?<!\.test|\.d)\.ts$/.test(file))
      .filter((file) => /\bsubtle\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(naming).toEqual(['lib/k6/ciphers.ts']);
  });
});

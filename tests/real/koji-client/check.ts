import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { boolean, filled, object, string } from '../../../lib/protocols/shape.ts';
import { root } from '../../../tools/root.ts';

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(root, '.cache/real/koji-client');
const requirements = join(here, 'requirements.txt');
const stamp = join(venv, 'installed.txt');
const run = promisify(execFile);

const results = filled(object({ name: string, ok: boolean, detail: string }));

interface ClientCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * Lets the official koji client from PyPI read the hub at this address. The client is installed on first use, into
 * the project's cache. Never throws: what prevents the check is a check that failed.
 */
export async function checkKojiClient(hubUrl: string): Promise<ClientCheck[]> {
  try {
    const python = await pythonWithKoji();
    const script = join(here, 'read_hub.py');
    const { stdout } = await run(python, [script, hubUrl], { timeout: 120_000 });
    return results(JSON.parse(stdout), 'koji client');
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: 'the koji client runs', ok: false, detail }];
  }
}

/** An interpreter that can import the client, which is installed if it is missing. */
export async function pythonWithKoji(): Promise<string> {
  await install();
  return join(venv, 'bin/python');
}

async function install(): Promise<void> {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(venv, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', venv]);
  // Without requests-gssapi, which the client can do without: it would be compiled against Kerberos.
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements];
  await run(join(venv, 'bin/pip'), pip, { timeout: 300_000 });
  writeFileSync(stamp, wanted);
}

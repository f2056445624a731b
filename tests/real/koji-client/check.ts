import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { boolean, filled, object, string } from '../../../lib/protocols/shape.ts';
import { root } from '../../../tools/root.ts';
import { DEBIAN_MODULES, installPackages, PYTHON } from '../servers/install.ts';

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(root, '.cache/real/koji-client');
const requirements = join(here, 'requirements.txt');
const stamp = join(venv, 'installed.txt');
const run = promisify(execFile);

const results = filled(object({ name: string, ok: boolean, detail: string }));

export interface ClientCheck {
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
    const { stdout } = await run(python, [script('read_hub.py'), hubUrl], { timeout: 120_000 });
    return decodeChecks(stdout);
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: 'the koji client runs', ok: false, detail }];
  }
}

/** A Python script of this folder. */
export function script(name: string): string {
  return join(here, name);
}

/** What such a script prints. */
export function decodeChecks(stdout: string): ClientCheck[] {
  return results(JSON.parse(stdout), 'koji client');
}

/** An interpreter that can import the client, which is installed if it is missing. */
export async function pythonWithKoji(): Promise<string> {
  await install();
  return join(venv, 'bin/python');
}

async function install(): Promise<void> {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await installPackages(['python3-venv']);
  rmSync(venv, { recursive: true, force: true });
  await run(PYTHON, ['-m', 'venv', venv]);
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements];
  await run(join(venv, 'bin/pip'), pip, { timeout: 300_000 });
  // Debian's own build of what its client logs in with; links may lead nowhere until it is installed.
  const site = join(venv, 'lib/python3.11/site-packages');
  for (const name of ['gssapi', 'decorator.py']) symlinkSync(join(DEBIAN_MODULES, name), join(site, name));
  writeFileSync(stamp, wanted);
}

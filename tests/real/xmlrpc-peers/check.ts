import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { boolean, filled, object, type Shaped, string } from '../../../lib/protocols/shape.ts';
import { root } from '../../../tools/root.ts';
import { pythonWithKoji } from '../koji-client/check.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), 'run.ts');
const run = promisify(execFile);
const results = filled(object({ name: string, ok: boolean, detail: string }));
/** It takes half a minute on two idle cores; what takes this long hangs. */
const PATIENCE_MS = 600_000;

/**
 * Compares our XML-RPC with that of Python and of the official koji client: random values both ways, and damaged
 * documents. Never throws: what prevents the check is a check that failed.
 */
export async function checkXmlRpcPeers(): Promise<Shaped<typeof results>> {
  try {
    const python = await pythonWithKoji();
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script, python], {
      cwd: root,
      timeout: PATIENCE_MS,
    });
    return results(JSON.parse(stdout), 'xmlrpc peers');
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: 'the XML-RPC peers run', ok: false, detail }];
  }
}

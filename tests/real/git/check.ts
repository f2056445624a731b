import { withContext } from '../../../lib/probe/run.ts';
import { resolveConfig } from '../../../lib/targets/resolve.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { type GitApache, startGitApache } from '../servers/git-apache.ts';
import { installPackages } from '../servers/install.ts';
import { makeScratch } from '../servers/process.ts';
import { CASES, type Case } from './cases.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * Our git client against git itself behind Apache: clones, pushes, refusals, and packs full of deltas. Never throws:
 * what prevents a check is a check that failed.
 */
export async function checkGit(): Promise<readonly Check[]> {
  const scratch = makeScratch();
  let server: GitApache | undefined;
  try {
    await installPackages(['git', 'apache2-bin']);
    server = await startGitApache(scratch.dir);
    const checks: Check[] = [];
    for (const [name, work] of Object.entries(CASES)) checks.push(await judged(name, work, server));
    return checks;
  } catch (thrown) {
    return [{ name: 'git behind Apache runs', ok: false, detail: wordsOf(thrown) }];
  } finally {
    await server?.stop();
    scratch.remove();
  }
}

async function judged(name: string, work: Case, server: GitApache): Promise<Check> {
  const { target } = resolveConfig({ PW_DIST_GIT_URL: server.url }, { target: 'local', only: '' });
  const asker = { id: 'git', system: 'dist-git' } as const;
  try {
    const detail = await withContext(nodeEngine(), target, asker, (context) => work(context, server));
    return { name, ok: true, detail };
  } catch (thrown) {
    return { name, ok: false, detail: wordsOf(thrown) };
  }
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

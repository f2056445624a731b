import type { Engine } from '../../../lib/k6/ports.ts';
import type { ProbeContext } from '../../../lib/probe/probe.ts';
import { withContext } from '../../../lib/probe/run.ts';
import { resolveConfig } from '../../../lib/targets/resolve.ts';

export interface IpsilonCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Work as a step of the workflow does it, with these addresses in place of the twin's. */
export function inContext<T>(
  env: Readonly<Record<string, string>>,
  engine: Engine,
  work: (context: ProbeContext) => Promise<T>,
): Promise<T> {
  const { target } = resolveConfig(env, { target: 'local', only: '' });
  return withContext(engine, target, { id: 'workflow', system: 'fas' }, work);
}

/** What our client came to, or what it failed with, against what it should. */
export async function check(
  name: string,
  expected: RegExp,
  work: () => Promise<string>,
): Promise<IpsilonCheck> {
  const detail = await work().catch((thrown: unknown) =>
    thrown instanceof Error ? thrown.message : String(thrown),
  );
  return { name: `our client: ${name}`, ok: expected.test(detail), detail };
}

/** A token of ipsilon's without itself. */
export function unnamed(token: string): string {
  return token.replace(/^[0-9a-f-]{36}_[A-Za-z0-9_-]+$/, 'a token');
}

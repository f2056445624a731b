import type { WorkflowEvent } from './events.ts';
import type { Subject } from './messages/gating.ts';

/** What joins the events of one package. Each system knows only some of them; after koji, all know the NVR. */
export type KeyName = 'commit' | 'pull-request' | 'build' | 'task' | 'nvr' | 'update' | 'subject';

/** A key as text, e.g. `nvr:bash-5.3-1.fc46` or `pull-request:bash#7`: a name for an index. */
export type Key = `${KeyName}:${string}`;

export function keyOf(name: KeyName, value: string | number): Key {
  return `${name}:${value}`;
}

/** A pull request’s number counts within its package. */
export function pullRequestKey(name: string, number: number): Key {
  return keyOf('pull-request', `${name}#${number}`);
}

/** What a result, waiver or decision is about, and the NVR or update that it names. */
function subjectKeys({ type, identifier }: Subject): Key[] {
  const keys = [keyOf('subject', `${type}/${identifier}`)];
  if (type === 'koji_build' || type === 'brew-build') keys.push(keyOf('nvr', identifier));
  if (type === 'bodhi_update') keys.push(keyOf('update', identifier));
  return keys;
}

/** Every key that an event carries, each once. */
export function keysOf(event: WorkflowEvent): readonly Key[] {
  const keys: Key[] = [];
  const add = (name: KeyName, value: string | number | null): void => {
    if (value !== null) keys.push(keyOf(name, value));
  };
  if ('commit' in event) add('commit', event.commit);
  if ('pullRequest' in event && event.package !== null && event.pullRequest !== null) {
    keys.push(pullRequestKey(event.package, event.pullRequest));
  }
  if ('buildId' in event) add('build', event.buildId);
  if ('taskId' in event) add('task', event.taskId);
  if ('nvr' in event) add('nvr', event.nvr);
  if ('alias' in event) add('update', event.alias);
  if ('nvrs' in event) for (const nvr of event.nvrs) add('nvr', nvr);
  if ('removed' in event) for (const nvr of event.removed) add('nvr', nvr);
  if ('builds' in event) {
    for (const { nvr, buildId, taskId } of event.builds) {
      add('build', buildId);
      add('task', taskId);
      add('nvr', nvr);
    }
  }
  if ('subject' in event && event.subject !== null) keys.push(...subjectKeys(event.subject));
  return [...new Set(keys)];
}

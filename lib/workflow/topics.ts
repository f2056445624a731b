import type { Target } from '../targets/target.ts';
import { type Kind, READERS } from './messages/index.ts';

export type { Kind } from './messages/index.ts';

export type Prefixes = Pick<Target, 'topicPrefix' | 'ciTopicPrefix'>;

function isKind(name: string): name is Kind {
  return Object.hasOwn(READERS, name);
}

/** Every kind of message that the founding document or today's workflow names, in the order of the systems. */
export const KINDS: readonly Kind[] = Object.keys(READERS).filter(isKind);

/** Sent by openQA, which is Fedora's own; in the old listings it stands with CentOS’s. */
const OPENQA = 'ci.fedora-update.';

/** The topic of a kind, e.g. `org.fedoraproject.prod.buildsys.tag`; CI has a prefix of its own. */
export function topicOf(kind: Kind, { topicPrefix, ciTopicPrefix }: Prefixes): string {
  const ci = kind.startsWith('ci.') && !kind.startsWith(OPENQA);
  return `${ci ? ciTopicPrefix : topicPrefix}.${kind}`;
}

/** The kind of a topic; null for what the workflow does not name, and for every other environment. */
export function kindOf(topic: string, target: Prefixes): Kind | null {
  for (const prefix of [target.topicPrefix, target.ciTopicPrefix]) {
    const name = topic.startsWith(`${prefix}.`) ? topic.slice(prefix.length + 1) : '';
    if (!isKind(name)) continue;
    return topic === topicOf(name, target) || name.startsWith(OPENQA) ? name : null;
  }
  return null;
}

/** Since when kinds of the past are no longer sent, and what tells the same today. */
interface Retired {
  readonly since: string;
  readonly instead: string;
}

const PIPELINES: Retired = { since: '2020', instead: 'ci.koji-build.test.* and ci.dist-git-pr.test.*' };
const REQUEST_TESTS: Retired = { since: '2026-02', instead: 'pagure.pull-request.flag.added' };

/** Told where a kind has gone, so that nobody waits for it; null for a kind that is sent today. */
export function retired(kind: Kind): Retired | null {
  if (kind.startsWith('ci.pipeline.')) return PIPELINES;
  if (kind.startsWith('ci.dist-git-pr.')) return REQUEST_TESTS;
  if (kind === 'taskotron.result.new') return { since: '2020', instead: 'resultsdb.result.new' };
  if (kind === 'greenwave.decision.update') return { since: '2022-11', instead: 'greenwave, asked' };
  return null;
}

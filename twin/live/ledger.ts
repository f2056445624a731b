import { randomUUID } from 'node:crypto';
import { type Body, categoryOf, withPrefix } from '../world/bus.ts';
import type { Tag } from '../world/tags.ts';
import type { Mutable } from '../world/task-book.ts';
import type {
  Build,
  Commit,
  Message,
  PullRequest,
  Repo,
  Tagging,
  Task,
  TestRun,
  Update,
  Waiver,
} from '../world/types.ts';

/** Far beyond the numbers of the world's own records, and within 32 bits. */
const FIRST = {
  build: 9_000_000,
  task: 900_000_000,
  rpm: 900_000_000,
  result: 900_000_000,
  waiver: 900_000,
  sideTag: 900_000,
  pullRequest: 9_000,
  repo: 9_000_000,
} as const;

/** A side tag, or a tag that belongs to one, with when it came and when it was removed. */
export interface LiveTag extends Tag {
  at: number;
  until: number | null;
  /** Who asked for it. */
  readonly owner: string;
}

/** Whom and what a message names, for datanommer's tables. */
interface Concerns {
  readonly packages?: readonly string[];
  readonly users?: readonly string[];
}

/**
 * What clients have done to the world, and what becomes of it: records with their times, also future ones, which
 * nobody sees before they have come. A record may be changed while it lies ahead.
 */
export class Ledger {
  readonly builds: Mutable<Build>[] = [];
  readonly tasks: Mutable<Task>[] = [];
  readonly taggings: Mutable<Tagging>[] = [];
  readonly updates: Mutable<Update>[] = [];
  readonly testRuns: Mutable<TestRun>[] = [];
  readonly waivers: Mutable<Waiver>[] = [];
  readonly pullRequests: Mutable<PullRequest>[] = [];
  readonly repos: Mutable<Repo>[] = [];
  readonly commits: Commit[] = [];
  readonly tags: LiveTag[] = [];
  readonly messages: Message[] = [];
  readonly #next: Record<keyof typeof FIRST, number> = { ...FIRST };
  readonly #lost: () => readonly RegExp[];

  /** `lost` tells the topics, without prefix, whose messages are lost at this moment. */
  constructor(lost: () => readonly RegExp[]) {
    this.#lost = lost;
  }

  /** The next number of a kind; `several` takes as many in a row and gives the first. */
  number(kind: keyof typeof FIRST, several = 1): number {
    const first = this.#next[kind];
    this.#next[kind] += several;
    return first;
  }

  /** Announces under a topic without its prefix at a time, also a future one, unless such messages are lost. */
  publish(at: number, topic: string, concerns: Concerns, body: () => Body): void {
    if (this.#lost().some((pattern) => pattern.test(topic))) return;
    const whole = withPrefix(topic);
    const { packages = [], users = [] } = concerns;
    this.messages.push({
      id: randomUUID(),
      at,
      topic: whole,
      category: categoryOf(whole),
      packages,
      users,
      body,
    });
  }

  /** Takes back what has been announced for later, where it will not happen after all. */
  withdraw(after: number, concerns: (message: Message) => boolean): void {
    const kept = this.messages.filter((message) => message.at <= after || !concerns(message));
    this.messages.splice(0, this.messages.length, ...kept);
  }
}

import { Bus } from './bus.ts';
import type { Season } from './seasons.ts';
import type { Tag } from './tags.ts';
import { TaskBook } from './task-book.ts';
import type {
  Build,
  Compose,
  KoscheiBuild,
  Message,
  PullRequest,
  Repo,
  Tagging,
  Task,
  TestRun,
  Update,
  Waiver,
} from './types.ts';

/** What begins on one day, with everything that later becomes of it. */
export interface Chunk {
  readonly day: number;
  readonly builds: readonly Build[];
  readonly tasks: readonly Task[];
  readonly taggings: readonly Tagging[];
  readonly updates: readonly Update[];
  readonly testRuns: readonly TestRun[];
  readonly waivers: readonly Waiver[];
  readonly pullRequests: readonly PullRequest[];
  readonly composes: readonly Compose[];
  readonly repos: readonly Repo[];
  readonly koscheiBuilds: readonly KoscheiBuild[];
  readonly messages: readonly Message[];
  readonly sideTags: readonly (Tag & { readonly at: number })[];
}

/** A day while it is being filled. */
export class Draft {
  readonly seed: number;
  readonly season: Season;
  readonly day: number;
  readonly legacyMessages: boolean;
  readonly bus: Bus;
  readonly tasks: TaskBook;
  readonly builds: Build[] = [];
  readonly taggings: Tagging[] = [];
  readonly updates: Update[] = [];
  readonly testRuns: TestRun[] = [];
  readonly waivers: Waiver[] = [];
  readonly pullRequests: PullRequest[] = [];
  readonly composes: Compose[] = [];
  readonly repos: Repo[] = [];
  readonly koscheiBuilds: KoscheiBuild[] = [];
  readonly sideTags: (Tag & { readonly at: number })[] = [];

  constructor(seed: number, season: Season, day: number, legacyMessages: boolean) {
    this.seed = seed;
    this.season = season;
    this.day = day;
    this.legacyMessages = legacyMessages;
    this.bus = new Bus(seed, day, season.room);
    this.tasks = new TaskBook(day, season.room);
  }

  /** The finished day: tasks and messages get their numbers in the order of their times. */
  done(): Chunk {
    const { day, builds, taggings, updates, testRuns, waivers, pullRequests } = this;
    const { composes, repos, koscheiBuilds, sideTags } = this;
    const records = { builds, taggings, updates, testRuns, waivers, pullRequests, composes, repos };
    const [tasks, messages] = [this.tasks.ordered(), this.bus.ordered()];
    return { day, ...records, koscheiBuilds, sideTags, tasks, messages };
  }
}

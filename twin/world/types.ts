/**
 * The shared state of the twin: one small Fedora, seeded and deterministic, whose time moves on.
 *
 * All times are milliseconds since the epoch. A record exists from its `at` (or first time) on: whoever
 * reads the world asks for what is visible at `world.now()`, so that new builds keep arriving.
 */
export type ReleaseKind = 'rawhide' | 'branched' | 'stable' | 'epel' | 'eln';

export interface Release {
  readonly kind: ReleaseKind;
  /** bodhi's name: `F44`, `EPEL-10`, `ELN`. */
  readonly name: string;
  /** `Fedora 44`, `Fedora EPEL 10`, `Fedora ELN`. */
  readonly longName: string;
  /** greenwave's product version: `fedora-44`. */
  readonly productVersion: string;
  readonly version: string;
  /** dist-git branch: `rawhide`, `f44`, `epel10`. */
  readonly branch: string;
  /** `f44`, `el10`, `eln`: what the release field of a build ends with is `fc44`, `el10`, `eln152`. */
  readonly distTag: string;
  readonly releaseSuffix: string;
  readonly idPrefix: string;
  readonly state: 'pending' | 'current';
  /** Koji target and the tag it builds in. */
  readonly target: string;
  readonly buildTag: string;
  readonly tags: {
    readonly candidate: string;
    readonly pendingSigning: string;
    readonly pendingTesting: string;
    readonly testing: string;
    readonly pendingStable: string;
    readonly stable: string;
    readonly override: string;
  };
  /** Eight hex digits, as in `buildsys.rpm.sign`. */
  readonly sigkey: string;
  readonly composedByBodhi: boolean;
  readonly automaticUpdates: boolean;
}

export interface Source {
  readonly file: string;
  readonly sha512: string;
  readonly content: Buffer;
}

export interface Package {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
  readonly summary: string;
  /** Architectures of its rpms: `['noarch']` or the four of Fedora. */
  readonly arches: readonly string[];
  /** Whether its gating.yaml requires a test before the stable tag. */
  readonly gated: boolean;
  /** Newest source archive; the same that its `sources` file names. */
  readonly source: Source;
}

/** One commit on a dist-git branch, with the real id that git gives the same objects. */
export interface Commit {
  readonly sha: string;
  readonly parent: string | null;
  readonly package: string;
  readonly branch: string;
  readonly at: number;
  readonly author: string;
  readonly message: string;
  /** Files of the tree by name; every commit of the twin is a whole flat tree. */
  readonly files: Readonly<Record<string, string>>;
}

export interface PullRequest {
  readonly id: number;
  readonly uid: string;
  readonly package: string;
  readonly branch: string;
  readonly commit: string;
  readonly author: string;
  readonly openedAt: number;
  readonly flaggedAt: number;
  readonly mergedAt: number | null;
}

export type TaskMethod = 'build' | 'buildSRPMFromSCM' | 'buildArch' | 'tagBuild' | 'newRepo' | 'createrepo';

export interface Task {
  readonly id: number;
  readonly method: TaskMethod;
  readonly parent: number | null;
  readonly label: string | null;
  readonly arch: string;
  readonly owner: string;
  readonly hostId: number | null;
  readonly channelId: number;
  readonly priority: number;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** How it ends; before `finishedAt` its state is OPEN, before `startedAt` FREE. */
  readonly outcome: 'closed' | 'failed' | 'canceled';
  readonly request: readonly unknown[];
}

export interface Build {
  readonly id: number;
  readonly nvr: string;
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly packageId: number;
  readonly releaseName: string;
  readonly owner: string;
  readonly taskId: number;
  readonly commit: string;
  readonly startedAt: number;
  readonly completedAt: number;
  readonly outcome: 'complete' | 'failed';
  readonly sideTag: string | null;
  /** When its rpms were signed, or null if they never are (failed builds). */
  readonly signedAt: number | null;
  readonly rpms: readonly Rpm[];
}

export interface Rpm {
  readonly id: number;
  readonly name: string;
  readonly arch: string;
  /** Bytes; at least one build of the world has an rpm beyond 2^31. */
  readonly size: number;
}

/** A build in a tag, from one event until another. */
export interface Tagging {
  readonly buildId: number;
  readonly tag: string;
  readonly from: number;
  readonly until: number | null;
  readonly by: string;
  readonly untaggedBy: string | null;
}

export interface Update {
  readonly alias: string;
  readonly releaseName: string;
  readonly builds: readonly number[];
  readonly user: string;
  readonly type: 'bugfix' | 'security' | 'enhancement' | 'newpackage';
  readonly notes: string;
  readonly fromSideTag: string | null;
  readonly createdAt: number;
  readonly testingAt: number | null;
  readonly gatingPassedAt: number | null;
  /** When bodhi asked for the stable push; null where there is no compose to ask. */
  readonly requestedStableAt: number | null;
  readonly stableAt: number | null;
  /** When the koji-build-group message announced it to CI. */
  readonly announcedAt: number;
}

export interface TestRun {
  readonly id: number;
  readonly buildId: number;
  readonly update: string;
  readonly testcase: string;
  readonly outcome: 'PASSED' | 'FAILED' | 'INFO' | 'ERROR';
  readonly queuedAt: number;
  readonly runningAt: number;
  readonly doneAt: number;
  /** When resultsdb holds it; null for infrastructure errors, which leave no result. */
  readonly recordedAt: number | null;
  readonly runUrl: string;
}

export interface Waiver {
  readonly id: number;
  readonly subjectType: 'koji_build' | 'bodhi_update';
  readonly subjectIdentifier: string;
  readonly testcase: string;
  readonly productVersion: string;
  readonly username: string;
  readonly comment: string;
  readonly at: number;
}

/** A message on the bus, in the words of Fedora Messaging. */
export interface Message {
  readonly id: string;
  readonly at: number;
  readonly topic: string;
  /** Fourth dotted part of the topic. */
  readonly category: string;
  readonly packages: readonly string[];
  readonly users: readonly string[];
  /** Built on demand: tens of thousands of bodies are not kept in memory. */
  readonly body: () => Readonly<Record<string, unknown>>;
}

export interface Host {
  readonly id: number;
  readonly name: string;
  readonly arches: string;
  readonly channels: readonly number[];
  readonly enabled: boolean;
  readonly capacity: number;
  /** Since when it has not talked to the hub; left out, it does so all the time. */
  readonly silentSince?: number;
}

export interface Repo {
  readonly id: number;
  readonly tag: string;
  readonly createdAt: number;
  readonly readyAt: number;
  readonly taskId: number;
}

export interface KoscheiBuild {
  readonly package: string;
  readonly collection: string;
  readonly taskId: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly state: 'ok' | 'failing';
}

export interface Compose {
  readonly releaseName: string;
  readonly request: 'stable' | 'testing';
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly updates: readonly string[];
}

/** What messages are sorted by, ready-made. */
export type MessageKind = 'topic' | 'category' | 'package' | 'user';

/** Lists are sorted by the time named; each returns only what exists at `now()`. */
export interface World {
  readonly seed: number;
  /** Current time of the world. */
  now(): number;
  /** What is only made when somebody first asks for it, in small steps: who expects many may take them before. */
  preparations(): readonly (() => unknown)[];
  readonly topicPrefix: string;
  readonly ciTopicPrefix: string;
  readonly realm: string;
  readonly releases: readonly Release[];
  readonly packages: readonly Package[];
  readonly hosts: readonly Host[];
  readonly channels: readonly { readonly id: number; readonly name: string }[];
  /** Every tag name with its id: of releases, build tags, and side tags. */
  tags(): readonly { readonly id: number; readonly name: string; readonly arches: string | null }[];
  release(name: string): Release | undefined;
  package(name: string): Package | undefined;
  /** Commits of one package, oldest first, by branch. */
  commits(packageName: string): readonly Commit[];
  pullRequests(packageName: string): readonly PullRequest[];
  /** Newest last, by `startedAt`. */
  builds(): readonly Build[];
  build(idOrNvr: number | string): Build | undefined;
  buildsOf(packageName: string): readonly Build[];
  task(id: number): Task | undefined;
  /** Newest last, by `createdAt`. */
  tasks(): readonly Task[];
  tasksBy(method: string): readonly Task[];
  childrenOf(taskId: number): readonly Task[];
  /** All taggings of a build / in a tag that began before now; `until` may lie in the future: then it is active. */
  taggingsOf(buildId: number): readonly Tagging[];
  taggingsIn(tag: string): readonly Tagging[];
  /** Newest last, by `createdAt`. */
  updates(): readonly Update[];
  update(alias: string): Update | undefined;
  updateOf(buildId: number): Update | undefined;
  /** Newest last, by `queuedAt`. */
  testRuns(): readonly TestRun[];
  testRunsOf(buildId: number): readonly TestRun[];
  waivers(): readonly Waiver[];
  composes(): readonly Compose[];
  repos(): readonly Repo[];
  reposOf(tag: string): readonly Repo[];
  koscheiBuilds(): readonly KoscheiBuild[];
  /** Newest last, by `at`. */
  messages(): readonly Message[];
  messagesIn(kind: MessageKind, name: string): readonly Message[];
  message(id: string): Message | undefined;
}

import type { StepName } from '../../../thresholds/steps.ts';
import type { Ciphers } from '../../k6/ports.ts';
import type { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import type { Credential } from '../../protocols/kerberos/client.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';
import type { BodhiSession } from '../../systems/bodhi/session.ts';
import type { Checkout, FileChange } from '../../systems/dist-git/git.ts';
import type { Fork } from '../../systems/dist-git/repository.ts';
import type { KerberosLogin } from '../../systems/fas/kerberos.ts';
import type { KojiSession } from '../../systems/koji/session.ts';
import type { System } from '../../targets/systems.ts';
import type { Capability } from '../../targets/target.ts';
import type { DriveSettings, Flow as FlowName } from './settings.ts';
import type { Spec } from './spec.ts';
import type { StepClock } from './step-clock.ts';

/** What a run works with, beside a context for its requests. */
export interface Means {
  readonly ciphers: Ciphers;
  readonly credential: Credential;
  /** The token of pagure's API; null where none was given. */
  readonly pagureToken: string | null;
}

/** One package on its way. What is null has not been reached. */
export interface PackageWork {
  readonly name: string;
  checkout: Checkout | null;
  spec: Spec | null;
  changes: FileChange[];
  /** Commit that is to be built. */
  commit: string | null;
  taskId: number | null;
  build: { readonly id: number; readonly nvr: string } | null;
  /** Test cases that greenwave waits for. */
  required: readonly string[];
}

/** A branch of our fork that the run pushed, and the pull request that it made of it. */
export interface RequestWork {
  readonly package: string;
  readonly fork: Fork;
  readonly branch: string;
  id: number | null;
  /** Whether it is still to be closed or merged. */
  open: boolean;
}

/** What a run knows so far: each step adds what later ones need. */
export class Flow {
  login: KerberosLogin | null = null;
  loginFailure: ProbeFailure | null = null;
  /** How long logging in took, in milliseconds. */
  loginMs = 0;
  /** The account's name, without realm. */
  user: string | null = null;
  release: BodhiRelease | null = null;
  pushToken: string | null = null;
  koji: KojiSession | null = null;
  bodhi: BodhiSession | null = null;
  sideTag: string | null = null;
  update: string | null = null;
  /** Test cases with a result that has to be waived. */
  failing: readonly string[] = [];
  /** Page of the first test run. */
  runUrl: string | null = null;
  /** What lies in the lookaside cache for good. */
  readonly sources: string[] = [];
  readonly packages: readonly PackageWork[];
  readonly requests: RequestWork[] = [];

  constructor(
    readonly run: string,
    readonly startedAt: number,
    readonly settings: DriveSettings,
    readonly means: Means,
  ) {
    this.packages = settings.packages.map((name) => ({
      name,
      checkout: null,
      spec: null,
      changes: [],
      commit: null,
      taskId: null,
      build: null,
      required: [],
    }));
  }

  has(flow: FlowName): boolean {
    return this.settings.flow.includes(flow);
  }

  nvrs(): readonly string[] {
    return this.packages.flatMap(({ build }) => (build === null ? [] : [build.nvr]));
  }
}

/** What an earlier step has left; that it is there is the order of the steps. */
export function made<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`no ${what}: a step ran before the one that makes it`);
  return value;
}

/** How a step that did its part ended. */
export type StepDone =
  | {
      readonly reason: string;
      /** `test`: the package's own test failed, which is no failure of the workflow. */
      readonly outcome?: 'test';
      readonly url?: string;
      readonly evidence?: string;
    }
  | { readonly skipped: string }
  /** Could not be judged, and the next step may tell why. */
  | { readonly unknown: string };

export interface Step {
  readonly name: StepName;
  readonly system: System;
  /** What the target must be able to do. */
  readonly capability?: Capability;
  readonly run: (flow: Flow, context: ProbeContext, clock: StepClock) => Promise<StepDone>;
}

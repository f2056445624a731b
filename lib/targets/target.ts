import type { AddressName } from './addresses.ts';

export const TARGET_NAMES = ['local', 'stg', 'prod', 'seed'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** A base address without trailing slash, and where that is known from. */
export interface Address {
  readonly url: string;
  readonly source: string;
}

/** An address that the target does not have, and why. */
export interface NoAddress {
  readonly url: null;
  readonly why: string;
}

/** What a target may lack although its addresses answer. */
export type Capability = 'signing' | 'composes' | 'repos';

export interface Jenkins {
  readonly name: string;
  /** Null for the controller at the address `ci`. */
  readonly url: string | null;
  /** Paths of its jobs, e.g. `/job/fedora-ci/job/dist-git-pipeline/job/master`. */
  readonly jobs: readonly string[];
}

export interface Retired {
  readonly since: string;
  readonly source: string;
  /** Another service of the same edge: only if that one answers does silence mean retirement. */
  readonly edge: AddressName;
}

/** One deployment of all systems. */
export interface Target {
  readonly name: TargetName;
  readonly title: string;
  readonly addresses: Readonly<Record<AddressName, Address | NoAddress>>;
  /** True, or the reason why not, as a reader of the report should see it. */
  readonly capabilities: Readonly<Record<Capability, true | string>>;
  /** The account system's address in the founding document; one that starts with `/` is on the address `fas`. */
  readonly fas2: string;
  readonly realm: string;
  /** `org.fedoraproject.prod`: the founding document's `org.fedoraproject.$ENV`. */
  readonly topicPrefix: string;
  /** `org.centos.prod`: the founding document's `org.centos.$CI_ENV`; staging's is `org.centos.stage`. */
  readonly ciTopicPrefix: string;
  readonly fedmsgGateway: 'serves' | Retired;
  readonly jenkins: readonly Jenkins[];
  /** Packages that surely exist there: the first is read by default. */
  readonly packages: readonly [string, ...string[]];
  /** Requests a second and at once, per host and port. */
  readonly pace: { readonly perSecond: number; readonly burst: number };
  /** How long one request, and the whole run, may take. */
  readonly timeoutMs: number;
  readonly deadlineMs: number;
}

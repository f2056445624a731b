import type { ProbeId } from '../../thresholds/objectives.ts';

/** How a finding is wrong, as far as it matters for what can be behind it. */
export type Symptom =
  /** Refused, reset, timed out: nobody answered. */
  | 'no answer'
  /** 502, 503, 504: a proxy answered for somebody who did not. */
  | 'gateway'
  | 'no host name'
  | 'wrong proxy'
  /** Any other 5xx. */
  | 'error'
  | 'slow'
  /** A figure that is no latency: an age, a length, a count. */
  | 'figure'
  | 'wrong answer'
  /** Could not be judged, as another system did not answer. */
  | 'needs'
  | 'other';

/** Probes, by id; `*` stands for any part. */
type Pattern = `${string}.${string}`;

/** What some probes stand on: when the first of `causes` that failed explains them, they are not faults of their own. */
export interface Dependency {
  /** The most basic first. */
  readonly causes: readonly [ProbeId, ...ProbeId[]];
  readonly dependents: readonly Pattern[];
  /** How the dependents show it; left out, what a failure of its kind always shows as. */
  readonly shows?: readonly Symptom[];
  readonly why: string;
}

/** A part that no probe asks, shared by several systems: named where many of them show the very same at once. */
export interface SharedPart {
  readonly name: 'shared edge' | 'openshift' | 'dns';
  readonly members: readonly Pattern[];
  readonly symptoms: readonly Symptom[];
  readonly why: string;
}

const DOWN: readonly Symptom[] = ['no answer', 'gateway', 'error'];
const HINDERED: readonly Symptom[] = [...DOWN, 'slow'];

type Dependents = readonly Pattern[];

function on(causes: Dependency['causes'], dependents: Dependents, why: string): Dependency {
  return { causes, dependents, why };
}

function shown(
  causes: Dependency['causes'],
  dependents: Dependents,
  shows: readonly Symptom[],
  why: string,
): Dependency {
  return { causes, dependents, shows, why };
}

/** Which probes stand on which, within a system and across systems. Where several explain one, the first counts. */
export const DEPENDENCIES: readonly Dependency[] = [
  on(
    ['koji.hub.apiVersion'],
    ['koji.hub.*', 'koji.web.*', 'koji.pkgs.repomd', 'koji.builders.*', 'koji.queue.*', 'koji.repo.*'],
    'it opens the hub’s database and asks nothing: the floor of every other call, and of the web pages',
  ),
  on(
    ['fas.ipa.ui'],
    ['fas.kdc.asReq', 'fas.accounts.ready', 'fas.fasjson.ready'],
    'the servers of IPA are the KDC and the directory too',
  ),
  on(['fas.kdc.asReq'], ['fas.kdc.*', 'fas.fasjson.ready'], 'FASJSON asks the directory with a ticket'),
  on(['fas.accounts.ready'], ['fas.accounts.*'], 'a log-in page of accounts without a directory is no help'),
  on(
    ['dist-git.api.version'],
    ['dist-git.api.*', 'dist-git.web.*', 'dist-git.raw.*', 'dist-git.git.*', 'dist-git.deep.*'],
    'a constant: only the web server and its workers are asked',
  ),
  shown(
    ['dist-git.api.version'],
    ['lookaside.*.*'],
    DOWN,
    'the lookaside cache lives on dist-git’s web server',
  ),
  on(
    ['datagrepper.health.live', 'datagrepper.health.ready'],
    ['datagrepper.*.*'],
    'the process, then its database: without either no query is answered',
  ),
  on(
    ['bodhi.health.live', 'bodhi.health.ready'],
    ['bodhi.*.*'],
    'the process, then its database: without either no page is',
  ),
  shown(
    ['koji.hub.apiVersion'],
    ['bodhi.api.*', 'bodhi.web.*'],
    HINDERED,
    'bodhi asks the hub while a caller waits',
  ),
  on(['resultsdb.api.health'], ['resultsdb.*.*'], 'it asks the database that every answer comes from'),
  on(['waiverdb.health.check'], ['waiverdb.*.*'], 'it asks the database that every answer comes from'),
  on(['greenwave.health.check'], ['greenwave.*.*'], 'the process itself'),
  shown(
    ['resultsdb.api.health', 'waiverdb.health.check', 'koji.hub.apiVersion', 'dist-git.api.version'],
    ['greenwave.decision.*'],
    HINDERED,
    'a decision asks all four, and waits for them',
  ),
  on(['koschei.web.packages'], ['koschei.results.*'], 'pages and results come from one database'),
  on(['ci.jenkins.up'], ['ci.jenkins.*'], 'the controller that the jobs live on'),
  shown(
    ['fedora-messaging.broker.greeting'],
    ['fedora-messaging.bus.age'],
    ['figure'],
    'every message passes the broker',
  ),
  shown(
    ['fedora-messaging.broker.greeting', 'fedora-messaging.bus.age'],
    [
      'datanommer.*.*',
      'fedora-messaging.*.*',
      'sigul.signature.age',
      'robosignatory.queue.*',
      'robosignatory.sign.time',
      'bodhi.updates.unsigned',
      'bodhi.builds.*',
      'bodhi.requests.*',
      'ci.tests.*',
      'koschei.results.*',
    ],
    ['figure'],
    'what is announced, stored, signed, tested or made of a message waits while no message passes',
  ),
  shown(
    ['sigul.signature.age'],
    ['datanommer.freshness.rpmSign', 'robosignatory.queue.*', 'robosignatory.sign.time'],
    ['figure'],
    'builds pile up before a signer that signs nothing',
  ),
  shown(
    ['koji.builders.enabled', 'koji.builders.checkedIn'],
    ['koji.queue.*', 'koji.repo.*'],
    ['figure'],
    'tasks of an architecture without builders stay in the queue',
  ),
  shown(
    ['koji.queue.oldest'],
    ['koji.repo.*'],
    ['figure'],
    'to make a repo is a task that waits like any other',
  ),
  shown(
    ['koji.hub.apiVersion', 'koji.builders.enabled', 'koji.builders.checkedIn'],
    ['datanommer.freshness.buildsys'],
    ['figure'],
    'koji’s own messages tell of what it does',
  ),
  shown(['bodhi.health.live', 'bodhi.health.ready'], ['datanommer.freshness.bodhi'], ['figure'], 'as koji’s'),
  shown(
    ['dist-git.api.version'],
    ['datanommer.freshness.git', 'datanommer.freshness.pagure'],
    ['figure'],
    'as koji’s',
  ),
];

/**
 * The narrowest first: where all that is hit belongs to one, a wider one is not to blame. CI and the brokers have ways
 * in of their own.
 */
export const SHARED_PARTS: readonly SharedPart[] = [
  {
    name: 'openshift',
    members: [
      'fas.accounts.*',
      'fas.fasjson.*',
      'datagrepper.*.*',
      'bodhi.*.*',
      'resultsdb.*.*',
      'greenwave.*.*',
      'waiverdb.*.*',
      'koschei.web.*',
    ],
    symptoms: ['no answer', 'gateway'],
    why: 'the cluster that these applications run on',
  },
  {
    name: 'shared edge',
    members: [
      'fas.*.*',
      'dist-git.web.*',
      'dist-git.api.*',
      'dist-git.raw.*',
      'dist-git.git.*',
      'lookaside.*.*',
      'koji.*.*',
      'datagrepper.*.*',
      'bodhi.*.*',
      'resultsdb.*.*',
      'greenwave.*.*',
      'waiverdb.*.*',
      'koschei.web.*',
    ],
    symptoms: ['no answer', 'gateway', 'wrong proxy'],
    why: 'the reverse proxies that all of these addresses lead to',
  },
  {
    name: 'dns',
    members: [
      'fas.*.*',
      'dist-git.*.*',
      'lookaside.*.*',
      'koji.*.*',
      'fedmsg.*.*',
      'fedora-messaging.*.*',
      'datagrepper.*.*',
      'bodhi.*.*',
      'resultsdb.*.*',
      'greenwave.*.*',
      'waiverdb.*.*',
      'koschei.web.*',
    ],
    symptoms: ['no host name'],
    why: 'the name servers of these addresses',
  },
];

/** Systems that must show the same before a shared part is named. */
export const SHARED_SYSTEMS = 3;

/** Whether an id is one of these; a pattern’s three parts are compared one by one. */
export function isOneOf(id: string, patterns: readonly Pattern[]): boolean {
  const parts = id.split('.');
  return patterns.some((pattern) => pattern.split('.').every((part, n) => part === '*' || part === parts[n]));
}

/** The shared part of this name, if it is one. */
export function sharedPart(name: string): SharedPart | undefined {
  return SHARED_PARTS.find((part) => part.name === name);
}

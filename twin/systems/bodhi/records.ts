import { isLiveUpdate } from '../../live/live-update.ts';
import { releaseBody } from '../../world/bodies-bodhi.ts';
import { PUSH_CONTEXT } from '../../world/bodies-ci.ts';
import type { Build, Compose, Release, Update, World } from '../../world/types.ts';
import { decide, type Question } from '../gating.ts';

/** What bodhi says of the world's records, in its own words and times. */

type Json = Readonly<Record<string, unknown>>;

/** Packages of the critical path: greenwave is asked in one more context for them. */
const CRITICAL = new Set(['kernel', 'glibc', 'systemd']);
const GATING_PATIENCE_MS = 2 * 3_600_000;
const COMPOSE_STATES = [
  'requested',
  'initializing',
  'updateinfo',
  'punging',
  'syncing_repo',
  'notifying',
] as const;

/** `2026-11-23 12:00:00` */
function bodhiTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

export function releaseJson(release: Release): Json {
  return {
    ...releaseBody(release),
    mail_template: release.idPrefix === 'FEDORA' ? 'fedora_errata_template' : 'fedora_epel_errata_template',
    package_manager: 'dnf',
    testing_repository: 'updates-testing',
    released_on: null,
    eol: null,
    setting_status: null,
  };
}

export function buildJson(world: World, build: Build): Json {
  const signed = build.signedAt !== null && build.signedAt <= world.now();
  return { nvr: build.nvr, epoch: 0, signed, type: 'rpm', release_id: releaseId(world, build.releaseName) };
}

function releaseId(world: World, name: string): number {
  return world.releases.findIndex((release) => release.name === name) + 1;
}

export function buildsOf(world: World, update: Update): Build[] {
  return update.builds.flatMap((id) => world.build(id) ?? []);
}

type Status = 'pending' | 'testing' | 'stable' | 'unpushed' | 'obsolete';

/** Status and request of an update at this moment. */
export function stateOf(
  world: World,
  update: Update,
): { status: Status; request: 'testing' | 'stable' | null } {
  const now = world.now();
  const withdrawn = isLiveUpdate(update) ? update.withdrawn : null;
  if (withdrawn !== null && withdrawn.at <= now) return { status: withdrawn.status, request: null };
  if (update.stableAt !== null && update.stableAt <= now) return { status: 'stable', request: null };
  if (update.testingAt === null || update.testingAt > now) return { status: 'pending', request: 'testing' };
  const pendingStable = world.release(update.releaseName)?.tags.pendingStable;
  const pushed = update.builds.some((id) =>
    world.taggingsOf(id).some(({ tag, until }) => tag === pendingStable && (until === null || until > now)),
  );
  return { status: 'testing', request: pushed ? 'stable' : null };
}

/** What bodhi asks greenwave about an update. */
export function questionOf(world: World, update: Update): Question {
  const { status } = stateOf(world, update);
  const context = status === 'pending' ? 'bodhi_update_push_testing' : PUSH_CONTEXT;
  const builds = buildsOf(world, update);
  return {
    productVersion: world.release(update.releaseName)?.productVersion ?? '',
    contexts: [...(isCritical(builds) ? [`${context}_core_critpath`] : []), context],
    subjects: [
      ...builds.map(({ nvr }) => ({ type: 'koji_build', item: nvr })),
      { type: 'bodhi_update', item: update.alias },
    ],
    verbose: true,
  };
}

function isCritical(builds: readonly Build[]): boolean {
  return builds.some(({ name }) => CRITICAL.has(name));
}

/** Missing results are waited for during two hours, then they count as failed; waivers until greenwave knows them. */
export function gatingStatus(world: World, update: Update): string {
  const decided = decide(world, questionOf(world, update));
  if ('status' in decided) return 'greenwave_failed';
  const tests = decided.requirements.filter(({ type }) => type.startsWith('test-result-'));
  if (tests.length === 0) return 'ignored';
  const open = tests.filter(({ satisfied }) => !satisfied);
  if (open.length === 0) return 'passed';
  if (isLiveUpdate(update) && world.now() < update.waitsUntil) return 'waiting';
  const missingOnly = open.every(({ type }) => type === 'test-result-missing');
  return missingOnly && world.now() - update.createdAt < GATING_PATIENCE_MS ? 'waiting' : 'failed';
}

export function updateJson(world: World, base: string, update: Update): Json {
  const release = world.release(update.releaseName);
  const builds = buildsOf(world, update);
  const { status, request } = stateOf(world, update);
  const now = world.now();
  const past = (at: number | null): string | null => (at !== null && at <= now ? bodhiTime(at) : null);
  const gating = gatingStatus(world, update);
  return {
    alias: update.alias,
    updateid: update.alias,
    title: builds.map(({ nvr }) => nvr).join(' '),
    display_name: '',
    url: `${base}/updates/${update.alias}`,
    release: release === undefined ? null : releaseJson(release),
    builds: builds.map((build) => buildJson(world, build)),
    content_type: 'rpm',
    status,
    request,
    type: update.type,
    severity: update.type === 'security' ? 'medium' : 'unspecified',
    suggest: 'unspecified',
    notes: update.notes,
    user: userJson(update.user),
    submitter: update.user,
    from_tag: update.fromSideTag,
    test_gating_status: gating,
    critpath: isCritical(builds),
    critpath_groups: isCritical(builds) ? 'core' : '',
    locked: false,
    pushed: status !== 'pending',
    karma: 0,
    autokarma: true,
    autotime: true,
    stable_karma: 1,
    stable_days: 0,
    unstable_karma: -1,
    require_bugs: false,
    require_testcases: false,
    requirements: '',
    close_bugs: true,
    meets_testing_requirements: status === 'stable' || request === 'stable',
    date_submitted: bodhiTime(update.createdAt),
    date_modified: null,
    date_testing: past(update.testingAt),
    date_stable: past(update.stableAt),
    date_pushed: past(update.stableAt) ?? past(update.testingAt),
    date_approved: null,
    date_locked: null,
    bugs: [],
    comments: [commentJson(update)],
    test_cases: [],
  };
}

function userJson(name: string): Json {
  const openid = `${name}.id.fedoraproject.org`;
  return { id: 1, name, email: null, openid, avatar: null, groups: [{ name: 'packager' }] };
}

function commentJson(update: Update): Json {
  return {
    id: 1,
    karma: 0,
    karma_critpath: 0,
    text: `This update has been submitted for testing by ${update.user}.`,
    timestamp: bodhiTime(update.createdAt),
    bug_feedback: [],
    testcase_feedback: [],
    user: userJson('bodhi'),
  };
}

/** Composes under way; bodhi forgets each as soon as it has succeeded. */
export function composesJson(world: World): Json[] {
  const now = world.now();
  return world
    .composes()
    .filter(({ finishedAt }) => finishedAt > now)
    .map((compose) => composeJson(world, compose));
}

function composeJson(world: World, compose: Compose): Json {
  const { releaseName, request, createdAt, finishedAt } = compose;
  const release = world.release(releaseName);
  const share = (world.now() - createdAt) / (finishedAt - createdAt);
  const step = Math.min(COMPOSE_STATES.length - 1, Math.floor(share * COMPOSE_STATES.length));
  const updates = compose.updates.flatMap((alias) => world.update(alias) ?? []);
  return {
    release_id: releaseId(world, releaseName),
    release: release === undefined ? null : releaseJson(release),
    request,
    content_type: 'rpm',
    security: updates.some(({ type }) => type === 'security'),
    state: COMPOSE_STATES[step],
    state_date: bodhiTime(createdAt + (step * (finishedAt - createdAt)) / COMPOSE_STATES.length),
    date_created: bodhiTime(createdAt),
    error_message: null,
    checkpoints: '{}',
    update_summary: updates.map((update) => ({
      alias: update.alias,
      title: buildsOf(world, update)
        .map(({ nvr }) => nvr)
        .join(' '),
    })),
  };
}

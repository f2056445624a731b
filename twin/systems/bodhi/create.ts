import { sideTagsOf } from '../../live/side-tags.ts';
import { isSideTag } from '../../live/targets.ts';
import { createUpdate } from '../../live/updates.ts';
import { json, type TwinContext, type TwinReply } from '../../service.ts';
import type { Mutable } from '../../world/task-book.ts';
import type { Build, Release, Update, World } from '../../world/types.ts';
import { type Form, notOneOf } from './form.ts';
import { stateOf, updateJson } from './records.ts';
import { type Complaint, complaint, refused } from './replies.ts';
import { withoutCommitRight } from './rights.ts';

const TYPES = ['bugfix', 'security', 'newpackage', 'enhancement', 'unspecified'] as const;
const LEAST_NOTES = 2;

function wrong(name: string, description: string): TwinReply {
  return refused(400, [complaint('body', name, description)]);
}

/** What the form itself lacks. */
export function complaintsOfCreation(form: Form): Complaint[] {
  const notes = form.one('notes');
  return [
    ...notOneOf(form, 'type', TYPES),
    ...(notes === null ? [complaint('body', 'notes', 'A description is required for the update.')] : []),
    ...(notes !== null && notes.length < LEAST_NOTES
      ? [complaint('body', 'notes', `Shorter than minimum length ${LEAST_NOTES}`)]
      : []),
  ];
}

/** `POST /updates/`: a new update of builds, or of what a side tag holds; one for each release. */
export function create(context: TwinContext, user: string, form: Form): TwinReply {
  const { live, world, addresses } = context;
  const fromTag = form.one('from_tag');
  const owner = fromTag === null ? user : sideTagOwner(context, fromTag);
  if (typeof owner !== 'string') return owner;
  const named = form.several('builds');
  const nvrs = named.length === 0 && fromTag !== null ? latestIn(world, fromTag) : named;
  const found = candidatesOf(context, nvrs, fromTag);
  if (!Array.isArray(found)) return found;
  if (owner !== user) {
    return refused(403, [complaint('body', 'builds', `${user} does not own ${fromTag} side-tag`)]);
  }
  const lacking = fromTag === null ? withoutCommitRight(context, user, found) : [];
  if (lacking.length > 0) return refused(403, lacking);
  if (form.one('type') === 'security' && (form.one('severity') ?? 'unspecified') === 'unspecified') {
    return wrong('severity', 'Must specify severity for a security update');
  }
  const releases = [...new Set(found.map(({ releaseName }) => releaseName))].flatMap(
    (name) => world.release(name) ?? [],
  );
  if (fromTag === null && releases.some(({ composedByBodhi }) => !composedByBodhi)) {
    return wrong('builds', 'Cannot manually create updates for a Release which is not composed by Bodhi.');
  }
  const updates = releases.map((release) =>
    createUpdate(live, release, {
      builds: found.filter(({ releaseName }) => releaseName === release.name),
      user,
      notes: form.one('notes') ?? '',
      type: typeOf(form.one('type')),
      fromSideTag: fromTag,
    }),
  );
  const [first, ...more] = updates.map((update) => updateJson(world, addresses.bodhi, update));
  const caveats = releases.length > 1 ? [splitCaveat(releases)] : [];
  return json(more.length === 0 ? { ...first, caveats } : { updates: [first, ...more], caveats });
}

function splitCaveat(releases: readonly Release[]) {
  return { name: 'releases', description: `Your update is being split into ${releases.length}` };
}

/** The world's records know no update without a purpose. */
function typeOf(type: string | null): Update['type'] {
  return type === 'security' || type === 'newpackage' || type === 'enhancement' ? type : 'bugfix';
}

/** Whose side tag it is, or why nothing can be made of it. */
function sideTagOwner({ live, world }: TwinContext, name: string): string | TwinReply {
  const taken = world
    .updates()
    .some(
      (one) => one.fromSideTag === name && !['unpushed', 'obsolete'].includes(stateOf(world, one).status),
    );
  if (taken) return wrong('from_tag', 'Update already exists using this side tag');
  if (!world.tags().some((tag) => tag.name === name)) {
    return wrong('from_tag', "The supplied from_tag doesn't exist.");
  }
  if (!isSideTag(name)) return wrong('from_tag', 'The supplied tag is not a side tag.');
  return sideTagsOf(live).find((tag) => tag.name === name)?.owner ?? '';
}

function isIn(world: World, build: Build, tags: readonly string[]): boolean {
  const now = world.now();
  return world
    .taggingsOf(build.id)
    .some(({ tag, until }) => tags.includes(tag) && (until === null || until > now));
}

/** The newest build of each package in a tag. */
function latestIn(world: World, tag: string): string[] {
  const latest = new Map<string, string>();
  for (const { buildId, until } of world.taggingsIn(tag)) {
    const build = world.build(buildId);
    if (build !== undefined && (until === null || until > world.now())) latest.set(build.name, build.nvr);
  }
  return [...latest.values()];
}

/** The builds of these names, each fit for a new update; or why they are not. */
function candidatesOf(
  { live, world }: TwinContext,
  nvrs: readonly string[],
  fromTag: string | null,
): Mutable<Build>[] | TwinReply {
  if (nvrs.length === 0) {
    return fromTag === null
      ? wrong('builds,from_tag', 'You must specify either builds or from_tag.')
      : wrong('from_tag', "The supplied from_tag doesn't contain any builds.");
  }
  const builds: Mutable<Build>[] = [];
  for (const nvr of nvrs) {
    const known = world.build(nvr);
    if (known === undefined) return wrong('builds', `Build does not exist: ${nvr}`);
    const build = live.ledger.builds.find(({ id }) => id === known.id);
    const update = world.updateOf(known.id);
    // Whoever builds in the world itself is quicker than any client.
    if (build === undefined || (update !== undefined && stateOf(world, update).status !== 'unpushed')) {
      return wrong('builds', `Update for ${nvr} already exists`);
    }
    const valid = fromTag === null ? world.releases.map(({ tags }) => tags.candidate) : [fromTag];
    if (!isIn(world, build, valid)) {
      return wrong(
        'builds',
        fromTag === null
          ? `Invalid tag: ${nvr} not tagged with any of the following tags ${valid.join(', ')}`
          : `Invalid build: ${nvr} not tagged in ${fromTag}`,
      );
    }
    if (builds.includes(build)) return wrong('builds', `Duplicate builds: ${nvr}`);
    const twice = builds.some(
      ({ name, releaseName }) => name === build.name && releaseName === build.releaseName,
    );
    if (twice) return wrong('builds', `Multiple ${build.name} builds specified in ${build.releaseName}`);
    builds.push(build);
  }
  return builds;
}

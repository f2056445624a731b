import type { BodhiRelease } from '../systems/bodhi/schema.ts';

/** What a tag of koji means on a package's way, in the order in which a package meets them. */
export const TAG_STEPS = [
  'side-tag',
  'candidate',
  'signing-pending',
  'testing-pending',
  'testing',
  'pending',
  'stable',
  'override',
  'build',
] as const;

export type TagStep = (typeof TAG_STEPS)[number];

/** How the founding document calls the tags that it waits for. The last is named after the release, as `f33`. */
export const FOUNDING_WORDS = {
  candidate: 'updates-candidate',
  'signing-pending': 'signing-pending',
  'testing-pending': 'testing-pending',
} as const satisfies Partial<Record<TagStep, string>>;

export interface TagUse {
  readonly step: TagStep;
  /** The release's name at bodhi; null for a side tag whose release is none of bodhi's. */
  readonly release: string | null;
  /** The side tag that it belongs to. */
  readonly sideTag: string | null;
}

/** `f46-build-side-104211`, and where the update made from it waits: `…-signing-pending`, `…-testing-pending`. */
const SIDE_TAG = /^((.+-build)-side-\d+)(?:-(signing-pending|testing-pending))?$/;

/** The side tag that a tag is, or belongs to, by the form of its name; null for other tags. */
export function sideTagOf(tag: string): string | null {
  return SIDE_TAG.exec(tag)?.[1] ?? null;
}

/** What tags mean, told from bodhi's releases. */
export interface TagBook {
  /** A tag may serve several releases, and several steps; empty for one that is none of the workflow. */
  usesOf(tag: string): readonly TagUse[];
}

type ReleaseTags = Pick<
  BodhiRelease,
  | 'name'
  | 'candidate_tag'
  | 'pending_signing_tag'
  | 'pending_testing_tag'
  | 'testing_tag'
  | 'pending_stable_tag'
  | 'stable_tag'
  | 'override_tag'
>;

/** The build tag is the one that bodhi does not name: it is called as the override tag that it inherits from. */
function buildTagOf({ override_tag: override }: ReleaseTags): string {
  return override.endsWith('-override') ? override.replace(/-override$/, '-build') : '';
}

function stepsOf(release: ReleaseTags): readonly (readonly [TagStep, string])[] {
  return [
    ['candidate', release.candidate_tag],
    ['signing-pending', release.pending_signing_tag],
    ['testing-pending', release.pending_testing_tag],
    ['testing', release.testing_tag],
    ['pending', release.pending_stable_tag],
    ['stable', release.stable_tag],
    ['override', release.override_tag],
    ['build', buildTagOf(release)],
  ];
}

export function tagBook(releases: readonly ReleaseTags[]): TagBook {
  const uses = new Map<string, TagUse[]>();
  for (const release of releases) {
    for (const [step, tag] of stepsOf(release)) {
      if (tag === '') continue;
      uses.set(tag, [...(uses.get(tag) ?? []), { step, release: release.name, sideTag: null }]);
    }
  }
  return { usesOf: (tag) => uses.get(tag) ?? sideUses(tag, uses) };
}

function sideUses(tag: string, uses: ReadonlyMap<string, readonly TagUse[]>): readonly TagUse[] {
  const [, sideTag, buildTag = '', waiting] = SIDE_TAG.exec(tag) ?? [];
  if (sideTag === undefined) return [];
  const step = TAG_STEPS.find((one) => one === waiting) ?? 'side-tag';
  const owners = (uses.get(buildTag) ?? []).filter((use) => use.step === 'build');
  if (owners.length === 0) return [{ step, release: null, sideTag }];
  return owners.map(({ release }) => ({ step, release, sideTag }));
}

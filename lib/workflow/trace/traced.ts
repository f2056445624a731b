import type { TimedUpdate } from '../../systems/bodhi/client.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';
import { hasCi, type Way } from '../stages.ts';
import { packageOf } from './choice.ts';
import type { TraceKind } from './outcome.ts';

/** A build that is followed, and what bodhi knows of it. */
export interface Traced {
  readonly nvr: string;
  readonly package: string;
  readonly release: BodhiRelease;
  /** Null while there is none, and for a build that failed. */
  readonly update: TimedUpdate | null;
  readonly sideTag: string | null;
}

/** Rawhide has a branch of that name, and ELN is made from it. */
export function kindOf({ branch, dist_tag, name }: BodhiRelease): TraceKind {
  if (/^el\d/.test(dist_tag) || name.startsWith('EPEL')) return 'epel';
  return branch === 'rawhide' || dist_tag === 'eln' ? 'rawhide' : 'stable';
}

/** Releases of rpms that take updates; containers and flatpaks are not signed. */
export function takesUpdates({ state, pending_signing_tag, stable_tag }: BodhiRelease): boolean {
  return state !== 'archived' && state !== 'disabled' && pending_signing_tag !== '' && stable_tag !== '';
}

/** What decides which stages a build passes. */
export function wayOf({ release, sideTag }: Pick<Traced, 'release' | 'sideTag'>): Way {
  const rolling = kindOf(release) === 'rawhide';
  return {
    automatic: (release.create_automatic_updates ?? rolling) && sideTag === null,
    composed: release.composed_by_bodhi ?? !rolling,
    tested: hasCi(release.dist_tag),
  };
}

/** Builds of one update whose tests are looked at: one gate holds all of them. */
const BUILDS_AN_UPDATE = 10;

/** The other builds of its update, a bounded number. */
export function siblingsOf({ nvr, release, update, sideTag }: Traced): readonly Traced[] {
  const others = (update?.builds ?? []).filter((one) => one.nvr !== nvr).slice(0, BUILDS_AN_UPDATE);
  return others.map((one) => ({ nvr: one.nvr, package: packageOf(one.nvr), release, update, sideTag }));
}

/** These builds and the others of their updates, each once. */
export function withSiblings(traced: readonly Traced[]): readonly Traced[] {
  const all = new Map(traced.map((one) => [one.nvr, one]));
  for (const one of traced) {
    for (const sibling of siblingsOf(one)) if (!all.has(sibling.nvr)) all.set(sibling.nvr, sibling);
  }
  return [...all.values()];
}

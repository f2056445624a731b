import { rpmSignBody, taggingBody } from './bodies-koji.ts';
import type { Draft } from './chunk.ts';
import { asUsers } from './people.ts';
import type { Build, Release, Tagging } from './types.ts';

/** Puts a build into a tag for a while, or for good, and says so on the bus. */
export function tag(draft: Draft, build: Build, tagging: Omit<Tagging, 'buildId'>): void {
  const { tag: name, from, until, by, untaggedBy } = tagging;
  const whole: Tagging = { buildId: build.id, tag: name, from, until, by, untaggedBy };
  draft.taggings.push(whole);
  const said = (at: number, verb: 'tag' | 'untag', user: string): void => {
    const users = user === build.owner ? asUsers(user) : [user, build.owner];
    draft.bus.publish(at, `buildsys.${verb}`, { packages: [build.name], users }, () =>
      taggingBody(build, whole, user),
    );
  };
  said(whole.from, 'tag', whole.by);
  if (whole.until !== null) said(whole.until, 'untag', whole.untaggedBy ?? whole.by);
}

/** Says of each rpm of a build that waits since then that it has been signed, of the last one at `signedAt`. */
export function signRpms(
  draft: Draft,
  build: Build,
  release: Release,
  since: number,
  signedAt: number,
): void {
  const pause = Math.min(500, (signedAt - since) / 2 / build.rpms.length);
  const concerns = { packages: [build.name], users: asUsers(build.owner) };
  for (const [index, rpm] of build.rpms.entries()) {
    const rpmAt = Math.round(signedAt - (build.rpms.length - 1 - index) * pause);
    draft.bus.publish(rpmAt, 'buildsys.rpm.sign', concerns, () => rpmSignBody(build, rpm, release.sigkey));
  }
}

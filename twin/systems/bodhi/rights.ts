import { PACKAGER_GROUP } from '../../accounts/people.ts';
import type { TwinContext } from '../../service.ts';
import type { Build, Update } from '../../world/types.ts';
import { buildsOf } from './records.ts';
import { type Complaint, complaint } from './replies.ts';

/** Whether somebody may try to change anything at all. */
export function isPackager({ acceptor }: TwinContext, user: string): boolean {
  return acceptor.realm.people.find(user)?.groups.includes(PACKAGER_GROUP) === true;
}

/** What bodhi has against a change of these builds by somebody. */
export function withoutCommitRight(
  { world }: TwinContext,
  user: string,
  builds: readonly Pick<Build, 'name'>[],
): Complaint[] {
  return builds
    .filter(({ name }) => world.package(name)?.owner !== user)
    .map(({ name }) => complaint('body', 'builds', `${user} does not have commit access to ${name}`));
}

/** What bodhi has against a change of an update by somebody: those of side tags are their makers' alone. */
export function withoutRight(context: TwinContext, user: string, update: Update): Complaint[] {
  const { fromSideTag } = update;
  if (fromSideTag === null) return withoutCommitRight(context, user, buildsOf(context.world, update));
  if (update.user === user) return [];
  return [complaint('body', 'builds', `${user} does not own ${fromSideTag} side-tag`)];
}

import type { ProbeContext } from '../../probe/probe.ts';
import { filledText, list, nullable, object, string } from '../../protocols/shape.ts';
import { askPagure } from './pagure.ts';
import { apiUrl } from './repository.ts';

const names = nullable(list(string));

const project = object({
  fullname: filledText,
  access_users: object({ owner: names, admin: names, commit: names, collaborator: names }),
  access_groups: object({ admin: names, commit: names, collaborator: names }),
});

/** Fedora lets this group commit to nearly every package, which no package says of itself. */
const EVERYWHERE = 'provenpackager';

/** Somebody with the groups that the account system says they are in. */
interface Member {
  readonly username: string;
  readonly groups: readonly string[];
}

/** By what right somebody may commit to a package, in words; null where there is none. */
export async function commitRight(
  context: ProbeContext,
  name: string,
  { username, groups }: Member,
): Promise<string | null> {
  const { access_users: users, access_groups: allowed } = await askPagure(
    context,
    apiUrl(context, name),
    project,
  );
  const groupIn = (list: readonly string[] | null): string | undefined =>
    groups.find((group) => list?.includes(group));
  if (users.owner?.includes(username)) return 'owner';
  if (users.admin?.includes(username)) return 'admin';
  if (users.commit?.includes(username)) return 'committer';
  const group = groupIn(allowed.admin) ?? groupIn(allowed.commit) ?? groupIn([EVERYWHERE]);
  if (group !== undefined) return `member of the group ${group}`;
  // Collaborators may do so only in branches that an admin has named for them, which the API does not tell.
  const collaborates = users.collaborator?.includes(username) || groupIn(allowed.collaborator) !== undefined;
  return collaborates ? 'collaborator, in some branches,' : null;
}

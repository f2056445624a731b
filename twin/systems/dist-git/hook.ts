/** What a push over the web may change, handed to the hooks in their environment. */
export interface PushRights {
  readonly user: string;
  /** Refs, or patterns of the shell; none for who has no commit right. */
  readonly refs: readonly string[];
  readonly commits: boolean;
}

export function hookEnvironment({ user, refs, commits }: PushRights): Readonly<Record<string, string>> {
  return { TWIN_USER: user, TWIN_REFS: refs.join(' '), TWIN_COMMITS: commits ? 'yes' : 'no' };
}

/**
 * Pre-receive and update in one, as pagure's: a ref that the user may not change is denied by name; the push as a whole
 * is declined only if nothing of it is left. In a package's own repository pagure blocks every ref that is no release's
 * branch, and so the creation of branches; that none is deleted or forced is git's own setting.
 */
export const HOOK = `#!/bin/sh
set -f
denied() {
  for allowed in $TWIN_REFS; do
    case "$1" in $allowed) return 1 ;; esac
  done
  if [ "$TWIN_COMMITS" = yes ]; then echo "Unspecified ref $1 is blocked"; fi
  echo "Denied push for ref '$1' for user '$TWIN_USER'"
  return 0
}
if [ "\${0##*/}" = update ]; then
  if denied "$1"; then
    echo 'All changes have been rejected'
    exit 1
  fi
  exit 0
fi
left=0
while read -r old new ref; do
  if ! denied "$ref"; then left=1; fi
done
if [ "$left" = 0 ]; then
  echo 'All changes have been rejected'
  exit 1
fi
`;

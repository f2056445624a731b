import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { parsePrincipal } from '../../protocols/kerberos/principal.ts';
import { listUpdates, updateUrl } from '../../systems/bodhi/client.ts';
import { openSession } from '../../systems/bodhi/session.ts';
import { withdraw } from '../../systems/bodhi/writes.ts';
import { refsOf } from '../../systems/dist-git/git.ts';
import { closeRequest, openRequests, requestPage } from '../../systems/dist-git/pull-requests.ts';
import { deleteRef } from '../../systems/dist-git/push.ts';
import type { Fork } from '../../systems/dist-git/repository.ts';
import { type KerberosLogin, kinit } from '../../systems/fas/kerberos.ts';
import { authorize, BODHI_CLIENT, PUSH_CLIENT } from '../../systems/fas/oidc.ts';
import { webUrl } from '../../systems/koji/client.ts';
import { type KojiSession, openKojiSession } from '../../systems/koji/session.ts';
import {
  buildTasksOf,
  cancelTask,
  isOpen,
  loggedIn,
  type OwnBuild,
  removeSideTag,
  sideTagsOf,
} from '../../systems/koji/writes.ts';
import { attempt } from './clean-up.ts';
import type { Flow } from './flow.ts';
import type { Swept } from './outcome.ts';
import { runIn } from './run-name.ts';

const NO_REPOSITORY = 'there is no repository';
const MOST_UPDATES = 20;

/** Something that an earlier run left. */
interface Remnant {
  readonly what: string;
  readonly name: string;
  readonly url: string | null;
  readonly undo: () => Promise<unknown>;
}

/**
 * Takes away what earlier runs of this account left at the test packages. Only what is older than any run may be:
 * another one may be on its way right now. What is older and cannot be taken away is told with the reason.
 */
export async function sweep(flow: Flow, context: ProbeContext, longestMs: number): Promise<readonly Swept[]> {
  const { ciphers, credential } = flow.means;
  const login = await kinit(context, ciphers, credential);
  const before = flow.startedAt - longestMs;
  const koji = await openKojiSession(context, login);
  try {
    const remnants = [
      ...(await atDistGit(flow, context, login, before)),
      ...(await atKoji(flow, context, koji, before)),
      ...(await atBodhi(flow, context, login, before)),
    ];
    const swept: Swept[] = [];
    for (const { what, name, url, undo } of remnants) {
      const why = await attempt(undo);
      swept.push({ what, name, url, gone: why === null, why: why ?? 'left by an earlier run' });
    }
    return swept;
  } finally {
    await attempt(() => koji.logout(context));
  }
}

/** The account's name, without its realm. */
function userOf(context: ProbeContext, { principal }: KerberosLogin): string {
  return parsePrincipal(principal, context.target.realm).name;
}

function isOld(text: string, before: number): boolean {
  const run = runIn(text);
  return run !== null && run.startedAt < before;
}

async function atDistGit(
  flow: Flow,
  context: ProbeContext,
  login: KerberosLogin,
  before: number,
): Promise<readonly Remnant[]> {
  const { pagureToken: token } = flow.means;
  const user = userOf(context, login);
  const remnants: Remnant[] = [];
  let pushToken: string | null = null;
  for (const name of flow.settings.packages) {
    const open = await openRequests(context, name, user);
    for (const { id, title } of open.filter((one) => isOld(one.title, before))) {
      const url = requestPage(context, name, id);
      const undo = async (): Promise<void> => {
        if (token === null) throw new Error('it needs a pagure-token');
        await closeRequest(context, token, name, id);
      };
      remnants.push({ what: 'pull request', name: `${name}#${id} ${title}`, url, undo });
    }
    const fork: Fork = { user, name };
    for (const ref of (await branchesOf(context, fork)).filter((one) => isOld(one, before))) {
      pushToken ??= (await authorize(context, login, PUSH_CLIENT)).accessToken;
      const pushing = pushToken;
      const undo = () => deleteRef(context, fork, pushing, ref);
      remnants.push({ what: 'branch', name: `${ref} in ${user}’s fork of ${name}`, url: null, undo });
    }
  }
  return remnants;
}

/** Most accounts have no fork of a test package before their first pull request. */
async function branchesOf(context: ProbeContext, fork: Fork): Promise<readonly string[]> {
  try {
    return [...(await refsOf(context, fork, 'refs/heads/')).keys()];
  } catch (thrown) {
    if (thrown instanceof ProbeFailure && thrown.details.reason.startsWith(NO_REPOSITORY)) return [];
    throw thrown;
  }
}

/**
 * Koji’s tasks and side tags bear no name of ours. A task is known by account, package and age; a side tag by the tasks
 * that built for it: one without any, or with any of another package, may be a person's, and stays.
 */
async function atKoji(
  flow: Flow,
  context: ProbeContext,
  session: KojiSession,
  before: number,
): Promise<readonly Remnant[]> {
  const me = await loggedIn(context, session);
  const tasks = await buildTasksOf(context, me.id);
  const remnants: Remnant[] = [];
  for (const task of tasks.filter((one) => isOpen(one) && isRemnant(flow, one, before))) {
    const { id } = task;
    const url = webUrl(context, `taskinfo?taskID=${id}`);
    remnants.push({ what: 'koji task', name: String(id), url, undo: () => cancelTask(context, session, id) });
  }
  for (const name of await sideTagsOf(context, me.name)) {
    const builtFor = tasks.filter(({ request }) => request.target === name);
    if (builtFor.length === 0 || !builtFor.every((one) => isRemnant(flow, one, before))) continue;
    const undo = () => removeSideTag(context, session, name);
    remnants.push({ what: 'side tag', name, url: null, undo });
  }
  return remnants;
}

function isRemnant({ settings }: Flow, { request, create_ts }: OwnBuild, before: number): boolean {
  const ours = settings.packages.some((name) => request.source.includes(`/rpms/${name}.git#`));
  return ours && create_ts * 1000 < before;
}

/** Updates that no run waits for any more: those that a run made, and those that bodhi made of a run's build. */
async function atBodhi(
  flow: Flow,
  context: ProbeContext,
  login: KerberosLogin,
  before: number,
): Promise<readonly Remnant[]> {
  const filter = {
    packages: flow.settings.packages,
    user: userOf(context, login),
    status: ['pending', 'testing'],
  } as const;
  const old = (await listUpdates(context, filter, MOST_UPDATES)).filter(
    ({ date_submitted }) => date_submitted < before,
  );
  if (old.length === 0) return [];
  const session = await openSession(context, (await authorize(context, login, BODHI_CLIENT)).accessToken);
  return old.map(({ alias }) => ({
    what: 'update',
    name: alias,
    url: updateUrl(context, alias),
    undo: () => withdraw(context, session, alias),
  }));
}

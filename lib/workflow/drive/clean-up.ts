import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { updateUrl } from '../../systems/bodhi/client.ts';
import { withdraw } from '../../systems/bodhi/writes.ts';
import { closeRequest, requestPage } from '../../systems/dist-git/pull-requests.ts';
import { deleteRef } from '../../systems/dist-git/push.ts';
import { webUrl } from '../../systems/koji/client.ts';
import {
  buildTasksOf,
  cancelTask,
  isOpen,
  loggedIn,
  removeSideTag,
  sideTagsOf,
} from '../../systems/koji/writes.ts';
import { type Flow, made } from './flow.ts';
import type { Leftover } from './outcome.ts';

/** Something that a run made, and how it is taken back; null for what cannot be. */
interface Trace extends Omit<Leftover, 'why'> {
  readonly undo: (() => Promise<unknown>) | null;
}

const FOR_GOOD = 'cannot be taken back';

/**
 * Takes back what a run made, as far as that can be done, and tells what is left: also what stays for good, a commit,
 * a source, a build.
 */
export async function cleanUp(
  flow: Flow,
  context: ProbeContext,
  failed: boolean,
): Promise<readonly Leftover[]> {
  const left: Leftover[] = [];
  const traces = [
    ...passing(flow, context, failed),
    ...(await tasksOf(flow, context)),
    ...sideTag(flow, context),
    ...lasting(flow, context),
  ];
  for (const { what, name, url, undo } of traces) {
    const why = undo === null ? FOR_GOOD : await attempt(undo);
    if (why !== null) left.push({ what, name, url, why });
  }
  const { koji } = flow;
  if (koji !== null) await attempt(() => koji.logout(context));
  return left;
}

/** Null where it went well; else why not. */
export async function attempt(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return thrown instanceof ProbeFailure ? thrown.details.reason : String(thrown);
  }
}

/** What shall not outlive the run. */
function passing(flow: Flow, context: ProbeContext, failed: boolean): readonly Trace[] {
  const { bodhi, update, means, pushToken } = flow;
  const token = means.pagureToken;
  const traces: Trace[] = [];
  for (const { package: name, fork, branch, id, open } of flow.requests) {
    if (open && id !== null && token !== null) {
      const url = requestPage(context, name, id);
      const undo = () => closeRequest(context, token, name, id);
      traces.push({ what: 'pull request', name: `${name}#${id}`, url, undo });
    }
    const undo = () => deleteRef(context, fork, pushToken, `refs/heads/${branch}`);
    traces.push({ what: 'branch', name: `${branch} in ${fork.user}’s fork of ${name}`, url: null, undo });
  }
  if (failed && update !== null && bodhi !== null) {
    const undo = () => withdraw(context, bodhi, update);
    traces.push({ what: 'update', name: update, url: updateUrl(context, update), undo });
  }
  return traces;
}

/**
 * Build tasks of the run that have not ended. They are asked for, not remembered: a build whose submission got no
 * answer in time may still have begun.
 */
async function tasksOf({ koji, packages }: Flow, context: ProbeContext): Promise<readonly Trace[]> {
  const commits = packages.flatMap(({ commit }) => commit ?? []);
  if (koji === null || commits.length === 0) return [];
  const tasks = await buildTasksOf(context, (await loggedIn(context, koji)).id);
  return tasks
    .filter((task) => isOpen(task) && commits.some((commit) => task.request.source.endsWith(`#${commit}`)))
    .map(({ id }) => ({
      what: 'koji task',
      name: String(id),
      url: webUrl(context, `taskinfo?taskID=${id}`),
      undo: () => cancelTask(context, koji, id),
    }));
}

function sideTag({ koji, sideTag: name, user }: Flow, context: ProbeContext): readonly Trace[] {
  if (name === null || koji === null) return [];
  // Bodhi removes the side tag of an update that has become stable.
  const undo = async (): Promise<void> => {
    const there = await sideTagsOf(context, made(user, 'account'));
    if (there.includes(name)) await removeSideTag(context, koji, name);
  };
  return [{ what: 'side tag', name, url: null, undo }];
}

function lasting(flow: Flow, context: ProbeContext): readonly Trace[] {
  const traces: Trace[] = flow.sources.map((name) => ({ what: 'source', name, url: null, undo: null }));
  for (const { name, commit, build } of flow.packages) {
    if (commit !== null && !flow.requests.some((one) => one.package === name && one.open)) {
      const url = `${context.address('dist-git')}/rpms/${name}/c/${commit}`;
      traces.push({ what: 'commit', name: `${name} ${commit.slice(0, 10)}`, url, undo: null });
    }
    if (build === null) continue;
    const url = webUrl(context, `buildinfo?buildID=${build.id}`);
    traces.push({ what: 'build', name: build.nvr, url, undo: null });
  }
  return traces;
}

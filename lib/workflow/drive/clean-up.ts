import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { updateUrl } from '../../systems/bodhi/client.ts';
import { request as requested } from '../../systems/bodhi/writes.ts';
import { closeRequest } from '../../systems/dist-git/pull-requests.ts';
import { deleteRef } from '../../systems/dist-git/push.ts';
import { webUrl } from '../../systems/koji/client.ts';
import { cancelTask, removeSideTag } from '../../systems/koji/writes.ts';
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
  for (const { what, name, url, undo } of [
    ...passing(flow, context, failed),
    ...(failed ? lasting(flow, context) : []),
  ]) {
    const why = undo === null ? FOR_GOOD : await attempt(undo);
    if (why !== null) left.push({ what, name, url, why });
  }
  if (flow.koji !== null) await attempt(() => made(flow.koji, 'session').logout(context));
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
  const { koji, bodhi, update, sideTag, means, pushToken } = flow;
  const token = means.pagureToken;
  const traces: Trace[] = [];
  for (const { package: name, fork, branch, id, open } of flow.requests) {
    if (open && id !== null && token !== null) {
      const url = `${context.address('dist-git')}/rpms/${name}/pull-request/${id}`;
      const undo = () => closeRequest(context, token, name, id);
      traces.push({ what: 'pull request', name: `${name}#${id}`, url, undo });
    }
    const undo = () => deleteRef(context, fork, pushToken, `refs/heads/${branch}`);
    traces.push({ what: 'branch', name: `${branch} in ${fork.user}’s fork of ${name}`, url: null, undo });
  }
  for (const { taskId, build } of flow.packages) {
    if (taskId === null || build !== null || koji === null) continue;
    const undo = () => cancelTask(context, koji, taskId);
    traces.push({
      what: 'koji task',
      name: String(taskId),
      url: webUrl(context, `taskinfo?taskID=${taskId}`),
      undo,
    });
  }
  if (failed && update !== null && bodhi !== null) {
    const undo = () => requested(context, bodhi, update, 'unpush');
    traces.push({ what: 'update', name: update, url: updateUrl(context, update), undo });
  }
  if (sideTag !== null && koji !== null) {
    const undo = () => removeSideTag(context, koji, sideTag);
    traces.push({ what: 'side tag', name: sideTag, url: null, undo });
  }
  return traces;
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

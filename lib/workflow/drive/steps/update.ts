import { listUpdates, updateUrl } from '../../../systems/bodhi/client.ts';
import { openSession } from '../../../systems/bodhi/session.ts';
import { createUpdate } from '../../../systems/bodhi/writes.ts';
import { authorize, BODHI_CLIENT } from '../../../systems/fas/oidc.ts';
import { messagesOf } from '../bus.ts';
import { type Flow, made, type Step } from '../flow.ts';
import { waitFor } from '../waiting.ts';
import { reached } from './build.ts';

export const update: Step = {
  name: 'update',
  system: 'bodhi',
  run: async (flow, context, clock) => {
    const { accessToken } = await authorize(context, made(flow.login, 'login'), BODHI_CLIENT);
    flow.bodhi = await openSession(context, accessToken);
    const release = made(flow.release, 'release');
    if (release.create_automatic_updates === true && flow.sideTag === null) {
      const nvrs = flow.nvrs();
      const alias = await waitFor(context, clock, `automatic update with ${nvrs.join(', ')}`, async () => {
        const [found] = await listUpdates(context, { builds: nvrs }, 1);
        return found === undefined ? { seen: 'no update holds it' } : { found: found.alias };
      });
      flow.update = alias;
      return { reason: `${alias}, which bodhi made by itself`, url: updateUrl(context, alias) };
    }
    const { alias } = await createUpdate(context, flow.bodhi, {
      ...(flow.sideTag === null ? { builds: flow.nvrs() } : { fromTag: flow.sideTag }),
      type: 'bugfix',
      notes: `A build of test packages by ${flow.run}.`,
    });
    flow.update = alias;
    return {
      reason: `${alias} made of ${flow.sideTag ?? flow.nvrs().join(', ')}`,
      url: updateUrl(context, alias),
    };
  },
};

export const pending: Step = {
  name: 'pending',
  system: 'robosignatory',
  run: async (flow, context, clock) => {
    const wanted = pendingTags(flow, context.target.capabilities.signing === true);
    if (wanted.length === 0) return { skipped: 'not on this target: the release has no testing-pending tag' };
    for (const work of flow.packages) await reached(context, clock, work, wanted);
    return { reason: `${flow.nvrs().join(', ')} came into ${wanted.join(' and ')}` };
  },
};

/** Where an update's builds wait: those of a side tag in tags of its own. */
function pendingTags({ release, sideTag }: Flow, signing: boolean): readonly string[] {
  const { pending_signing_tag, pending_testing_tag } = made(release, 'release');
  const [signed, waiting] =
    sideTag === null
      ? [pending_signing_tag, pending_testing_tag]
      : [`${sideTag}-signing-pending`, `${sideTag}-testing-pending`];
  return [...(signing ? [signed] : []), waiting].filter((tag) => tag !== '');
}

export const announced: Step = {
  name: 'announced',
  system: 'bodhi',
  run: async (flow, context, clock) => {
    const alias = made(flow.update, 'update');
    await waitFor(context, clock, `message that ${alias} is ready to be tested`, async () => {
      const [message] = await messagesOf(context, {
        kind: 'bodhi.update.status.testing.koji-build-group.build.complete',
        since: flow.startedAt,
        is: (event) => event.alias === alias,
      });
      return message === undefined ? { seen: 'none' } : { found: message };
    });
    return { reason: `${alias} is announced to CI`, url: updateUrl(context, alias) };
  },
};

import { updateUrl } from '../../../systems/bodhi/client.ts';
import { waive as waived } from '../../../systems/bodhi/writes.ts';
import { listTags } from '../../../systems/koji/calls.ts';
import { call, webUrl } from '../../../systems/koji/client.ts';
import { messagesOf } from '../bus.ts';
import { type Flow, made, type Step, type StepDone } from '../flow.ts';
import { waitFor } from '../waiting.ts';
import { decisionOf } from './gate.ts';

const NOTHING = 'nothing to waive: greenwave was satisfied at once';

export const waive: Step = {
  name: 'waive',
  system: 'bodhi',
  run: async (flow, context): Promise<StepDone> => {
    if (flow.failing.length === 0) return { skipped: NOTHING };
    const alias = made(flow.update, 'update');
    await waived(context, made(flow.bodhi, 'session'), alias, {
      comment: `The tests of test packages fail on purpose: ${flow.run}.`,
      tests: flow.failing,
    });
    return { reason: `${flow.failing.join(', ')} waived for ${alias}`, url: updateUrl(context, alias) };
  },
};

export const waiver: Step = {
  name: 'waiver',
  system: 'waiverdb',
  run: async (flow, context, clock): Promise<StepDone> => {
    if (flow.failing.length === 0) return { skipped: NOTHING };
    const subjects = [...flow.nvrs(), made(flow.update, 'update')];
    for (const testcase of flow.failing) {
      await waitFor(context, clock, `message of a waiver of ${testcase}`, async () => {
        const [message] = await messagesOf(context, {
          kind: 'waiverdb.waiver.new',
          since: flow.startedAt,
          is: (event) => event.testcase === testcase && subjects.includes(event.subject.identifier),
        });
        return message === undefined ? { seen: 'none' } : { found: message };
      });
    }
    return { reason: `waiver of ${flow.failing.join(', ')} announced` };
  },
};

export const satisfied: Step = {
  name: 'satisfied',
  system: 'greenwave',
  run: async (flow, context, clock): Promise<StepDone> => {
    if (flow.failing.length === 0) return { skipped: NOTHING };
    const summary = await waitFor(context, clock, 'decision that lets it pass', async () => {
      const decided = await decisionOf(flow, context);
      return decided?.policies_satisfied === true
        ? { found: decided.summary }
        : { seen: decided?.summary ?? 'no policy' };
    });
    return { reason: summary };
  },
};

export const stable: Step = {
  name: 'stable',
  system: 'koji',
  run: async (flow, context, clock): Promise<StepDone> => {
    const { stable_tag, composed_by_bodhi, name } = made(flow.release, 'release');
    if (composed_by_bodhi === true) {
      return {
        skipped: `not within a run: updates of ${name} rest in testing for days, and go on by composes`,
      };
    }
    for (const nvr of flow.nvrs()) {
      await waitFor(context, clock, `tag ${stable_tag} on ${nvr}`, async () => {
        const names = (await call(context, listTags(nvr))).data.map((one) => one.name);
        return names.includes(stable_tag) ? { found: null } : { seen: names.join(', ') || 'no tags' };
      });
    }
    return { reason: `${flow.nvrs().join(', ')} in ${stable_tag}`, url: buildUrl(flow, context) };
  },
};

function buildUrl({ packages }: Flow, context: Parameters<typeof webUrl>[0]): string {
  return webUrl(context, `buildinfo?buildID=${packages[0]?.build?.id ?? 0}`);
}

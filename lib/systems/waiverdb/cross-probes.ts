import { askJson } from '../../probe/ask.ts';
import { cannotJudge } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { decide } from '../greenwave/decide.ts';
import { someOf, through } from '../through.ts';
import { waiverPage } from './schema.ts';

const MINUTE = 60_000;
/** How old a waiver may be that is tried: around Christmas nobody waives for more than a week. */
const MONTH = 30 * 24 * 60 * MINUTE;
/** A waiver works at once. */
const SETTLED_MS = 10 * MINUTE;
const ROWS = 10;
/** Waivers that greenwave is asked about. */
const WAIVERS = 3;
const CONTEXT = 'bodhi_update_push_stable';

const effect = defineProbe({
  id: 'waiverdb.waivers.effect',
  kind: 'consistency',
  question: 'does greenwave still hold against a build what has been waived?',
  at: ['waiverdb', 'greenwave'],
  run: async (context) => {
    const url = `${context.address('waiverdb')}/api/v1.0/waivers/?limit=${ROWS}`;
    const { data } = await askJson(context, url, waiverPage);
    const now = context.now();
    const settled = data.data.filter(
      ({ timestamp }) => timestamp < now - SETTLED_MS && timestamp > now - MONTH,
    );
    const waivers = settled.filter(({ waived, subject_type }) => waived && subject_type === 'koji_build');
    const vain: string[] = [];
    let asked = 0;
    for (const { id, subject_identifier, testcase, product_version } of waivers.slice(0, WAIVERS)) {
      const subject = [{ item: subject_identifier, type: 'koji_build' as const }];
      const question = { product_version, decision_context: [CONTEXT], subject };
      const decision = await through('greenwave', () => decide(context, question));
      if (decision === null) continue;
      asked += 1;
      const held = decision.unsatisfied_requirements.some(
        (one) => one.testcase === testcase && one.subject_identifier === subject_identifier,
      );
      if (held) vain.push(`${id} (${testcase} of ${subject_identifier})`);
    }
    if (asked === 0)
      throw cannotJudge(`none of the newest ${data.data.length} waivers tells of a gate`, '', url);
    const reason =
      vain.length === 0
        ? `greenwave heeds ${asked} of ${asked} waivers`
        : `without effect on greenwave: ${someOf(vain)}`;
    return { reason, value: vain.length, evidence: vain.join(', '), url, data: null };
  },
});

/** What was waived against what greenwave makes of it. */
export const waiverCrossProbes: readonly Probe[] = [effect];

import { PROBE_LIMITS, type ProbeId } from '../../../thresholds/objectives.ts';
import { defineProbe, type Probe, type ProbeDefinition } from '../../probe/probe.ts';
import type { Capability, Target } from '../../targets/target.ts';
import { ageOf, type Stream } from '../datagrepper/age.ts';
import type { BusMessage } from '../datagrepper/schema.ts';

type FreshnessId = Extract<ProbeId, `datanommer.freshness.${string}`>;

/** The first search is no wider: each counts all that its window holds. */
const FIRST = 259_200;

/** The window of the warning limit first, or a narrower one, as it is nearly always enough; then that of the failing one. */
export function windowsOf(id: FreshnessId): readonly number[] {
  const { warn, fail } = PROBE_LIMITS[id];
  return [...new Set([Math.min(warn, FIRST), fail])];
}

/** A probe of how old the newest message of a publisher is, as datanommer has stored it. */
function freshness(
  id: FreshnessId,
  of: string,
  stream: (target: Target) => Stream,
  capability?: Capability,
): Probe<BusMessage> {
  const definition: ProbeDefinition<BusMessage> = {
    id,
    kind: 'freshness',
    question: `how old is the newest message of ${of}?`,
    at: 'datagrepper',
    run: (context) => ageOf(context, stream(context.target), windowsOf(id)),
  };
  return defineProbe(capability === undefined ? definition : { ...definition, capability });
}

const category = (name: string) => (): Stream => ({ category: name });
const topic =
  (name: string) =>
  ({ topicPrefix }: Target): Stream => ({ topic: `${topicPrefix}.${name}` });

export const datanommerProbes: readonly Probe[] = [
  freshness('datanommer.freshness.buildsys', 'koji', category('buildsys')),
  freshness('datanommer.freshness.rpmSign', 'a signature on an rpm', topic('buildsys.rpm.sign'), 'signing'),
  // Today only git.lookaside.new is left in it: pushes are pagure's.
  freshness('datanommer.freshness.git', 'the lookaside cache (category git)', category('git')),
  freshness('datanommer.freshness.bodhi', 'bodhi', category('bodhi')),
  freshness(
    'datanommer.freshness.composeStart',
    'a compose of bodhi',
    topic('bodhi.compose.start'),
    'composes',
  ),
  freshness('datanommer.freshness.resultsdb', 'resultsdb', category('resultsdb')),
  freshness('datanommer.freshness.koschei', 'Koschei', category('koschei')),
  freshness('datanommer.freshness.copr', 'copr', category('copr')),
  freshness('datanommer.freshness.ci', 'a CI system under the CI prefix', ({ ciTopicPrefix }) => ({
    category: 'ci',
    under: ciTopicPrefix,
  })),
  freshness('datanommer.freshness.waiverdb', 'waiverdb', category('waiverdb')),
  // By topic, as the category would also hold what another pagure, of no packages, sends.
  freshness('datanommer.freshness.pagure', 'a push to dist-git', topic('pagure.git.receive')),
];

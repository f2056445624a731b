import type { ProbeId } from '../../thresholds/objectives.ts';
import type { System } from '../targets/systems.ts';
import type { SystemResult } from './result.ts';
import { measured } from './words.ts';

interface Headline {
  readonly probe: ProbeId;
  /** Stand before the figure. */
  readonly words: string;
}

/** The one or two figures that say most about a system that is well. */
export const HEADLINES: Readonly<Record<System, readonly [Headline, ...Headline[]]>> = {
  fas: [
    { probe: 'fas.kdc.asReq', words: 'KDC answered in' },
    { probe: 'fas.kdc.clockSkew', words: 'clock skew' },
  ],
  'dist-git': [
    { probe: 'dist-git.git.fetch', words: 'fetch in' },
    { probe: 'dist-git.api.project', words: 'API in' },
  ],
  lookaside: [
    { probe: 'lookaside.file.download', words: 'download in' },
    { probe: 'lookaside.upload.challenge', words: 'upload guarded in' },
  ],
  koji: [
    { probe: 'koji.hub.getBuild', words: 'getBuild in' },
    { probe: 'koji.builders.checkedIn', words: 'silent builders on' },
  ],
  fedmsg: [{ probe: 'fedmsg.gateway.greeting', words: 'gateway greeted in' }],
  'fedora-messaging': [
    { probe: 'fedora-messaging.broker.greeting', words: 'broker greeted in' },
    { probe: 'fedora-messaging.bus.age', words: 'newest message' },
  ],
  datanommer: [
    { probe: 'datanommer.freshness.buildsys', words: 'newest buildsys' },
    { probe: 'datanommer.freshness.bodhi', words: 'bodhi' },
  ],
  datagrepper: [
    { probe: 'datagrepper.search.topic', words: 'topic search in' },
    { probe: 'datagrepper.search.day', words: 'a day in' },
  ],
  sigul: [{ probe: 'sigul.signature.age', words: 'newest signature' }],
  robosignatory: [
    { probe: 'robosignatory.queue.length', words: 'waiting' },
    { probe: 'robosignatory.queue.oldest', words: 'oldest' },
  ],
  bodhi: [
    { probe: 'bodhi.api.updates', words: 'updates in' },
    { probe: 'bodhi.health.ready', words: 'ready in' },
  ],
  ci: [
    { probe: 'ci.jenkins.up', words: 'Jenkins answered in' },
    { probe: 'ci.testingFarm.about', words: 'Testing Farm in' },
  ],
  resultsdb: [
    { probe: 'resultsdb.results.latest', words: 'latest results in' },
    { probe: 'resultsdb.results.recent', words: 'recent in' },
  ],
  greenwave: [{ probe: 'greenwave.decision.roundTrip', words: 'decision in' }],
  waiverdb: [
    { probe: 'waiverdb.waivers.list', words: 'waivers in' },
    { probe: 'waiverdb.health.check', words: 'healthy in' },
  ],
  koschei: [
    { probe: 'koschei.builds.age', words: 'newest build' },
    { probe: 'koschei.web.packages', words: 'packages in' },
  ],
};

/** Headline figures of a system, each beside its limit, of the probes that were asked. */
export function headlinesOf(result: SystemResult): readonly string[] {
  return HEADLINES[result.system].flatMap(({ probe, words }) => {
    const finding = result.probes.find((one) => one.probe === probe);
    return finding === undefined || finding.value === null ? [] : `${words} ${measured(finding)}`;
  });
}

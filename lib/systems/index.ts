import type { Probe } from '../probe/probe.ts';
import { SYSTEMS } from '../targets/systems.ts';
import { bodhiProbes } from './bodhi/probes.ts';
import { ciProbes } from './ci/probes.ts';
import { CROSS_PROBES, LONG_PROBES } from './cross.ts';
import { datagrepperProbes } from './datagrepper/probes.ts';
import { datanommerProbes } from './datanommer/probes.ts';
import { distGitProbes } from './dist-git/probes.ts';
import { fasProbes } from './fas/probes.ts';
import { fedmsgProbes } from './fedmsg/probes.ts';
import { fedoraMessagingProbes } from './fedora-messaging/probes.ts';
import { greenwaveProbes } from './greenwave/probes.ts';
import { kojiProbes } from './koji/probes.ts';
import { koscheiProbes } from './koschei/probes.ts';
import { lookasideProbes } from './lookaside/probes.ts';
import { resultsdbProbes } from './resultsdb/probes.ts';
import { robosignatoryProbes } from './robosignatory/probes.ts';
import { sigulProbes } from './sigul/probes.ts';
import { waiverdbProbes } from './waiverdb/probes.ts';

/** A build flag, baked into bundles; nothing defines it elsewhere. */
declare const __PW_SM__: boolean;

/** The questions to one system each, in workflow order. */
const PLAIN_PROBES: readonly Probe[] = [
  ...fasProbes,
  ...distGitProbes,
  ...lookasideProbes,
  ...kojiProbes,
  ...fedmsgProbes,
  ...fedoraMessagingProbes,
  ...datanommerProbes,
  ...datagrepperProbes,
  ...sigulProbes,
  ...robosignatoryProbes,
  ...bodhiProbes,
  ...ciProbes,
  ...resultsdbProbes,
  ...greenwaveProbes,
  ...waiverdbProbes,
  ...koscheiProbes,
];

/** With those that compare systems or take long, each among its system’s: lists and reports keep this order. */
function withOthers(): readonly Probe[] {
  const all = [...PLAIN_PROBES, ...CROSS_PROBES, ...LONG_PROBES];
  return SYSTEMS.flatMap((name) => all.filter(({ system }) => system === name));
}

/**
 * Every probe of every system, in workflow order. The build flag stands here itself: only what is folded while parsing
 * leaves the others out of the bundles for Synthetic Monitoring, which have a limit on their size.
 */
export const PROBES: readonly Probe[] =
  typeof __PW_SM__ !== 'undefined' && __PW_SM__ ? PLAIN_PROBES : withOthers();

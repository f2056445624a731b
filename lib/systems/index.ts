import type { Probe } from '../probe/probe.ts';
import { bodhiProbes } from './bodhi/probes.ts';
import { ciProbes } from './ci/probes.ts';
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

/** Every probe of every system, in workflow order. */
export const PROBES: readonly Probe[] = [
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

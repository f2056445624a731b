import type { Probe } from '../probe/probe.ts';
import { bodhiCrossProbes } from './bodhi/cross-probes.ts';
import { bodhiDeepProbes } from './bodhi/deep-probes.ts';
import { ciCrossProbes } from './ci/cross-probes.ts';
import { defaultWindowProbes } from './datagrepper/default-window.ts';
import { arrivalProbes } from './datanommer/arrival.ts';
import { busProbes } from './fedora-messaging/cross-probes.ts';
import { greenwaveCrossProbes } from './greenwave/cross-probes.ts';
import { kojiDeepProbes } from './koji/deep-probes.ts';
import { kojiQueueProbes } from './koji/queue-probes.ts';
import { koscheiCrossProbes } from './koschei/results.ts';
import { signingCrossProbes } from './robosignatory/cross-probes.ts';
import { waiverCrossProbes } from './waiverdb/cross-probes.ts';

/** The probes that compare two systems, or read a history: they see what leaves every endpoint green. */
export const CROSS_PROBES: readonly Probe[] = [
  ...kojiQueueProbes,
  ...busProbes,
  ...arrivalProbes,
  ...defaultWindowProbes,
  ...signingCrossProbes,
  ...bodhiCrossProbes,
  ...ciCrossProbes,
  ...greenwaveCrossProbes,
  ...waiverCrossProbes,
  ...koscheiCrossProbes,
];

/**
 * What Synthetic Monitoring cannot ask, as its checks have neither variables to name it by nor the time: the deep
 * probes of koji’s hub and of bodhi.
 */
export const LONG_PROBES: readonly Probe[] = [...kojiDeepProbes, ...bodhiDeepProbes];

import type { Probe } from '../../probe/probe.ts';

export const fedoraMessagingProbes: readonly Probe[] = [];

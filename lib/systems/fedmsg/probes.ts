import type { Probe } from '../../probe/probe.ts';

export const fedmsgProbes: readonly Probe[] = [];

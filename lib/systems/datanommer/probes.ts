import type { Probe } from '../../probe/probe.ts';

export const datanommerProbes: readonly Probe[] = [];

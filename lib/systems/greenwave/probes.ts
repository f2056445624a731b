import type { Probe } from '../../probe/probe.ts';

export const greenwaveProbes: readonly Probe[] = [];

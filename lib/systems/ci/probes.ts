import type { Probe } from '../../probe/probe.ts';

export const ciProbes: readonly Probe[] = [];

import type { Probe } from '../../probe/probe.ts';

export const bodhiProbes: readonly Probe[] = [];

import type { Probe } from '../../probe/probe.ts';

export const sigulProbes: readonly Probe[] = [];

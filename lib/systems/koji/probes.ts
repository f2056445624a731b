import type { Probe } from '../../probe/probe.ts';

export const kojiProbes: readonly Probe[] = [];

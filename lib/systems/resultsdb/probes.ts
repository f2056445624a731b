import type { Probe } from '../../probe/probe.ts';

export const resultsdbProbes: readonly Probe[] = [];

import type { Probe } from '../../probe/probe.ts';

export const datagrepperProbes: readonly Probe[] = [];

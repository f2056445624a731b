import type { Probe } from '../../probe/probe.ts';

export const robosignatoryProbes: readonly Probe[] = [];

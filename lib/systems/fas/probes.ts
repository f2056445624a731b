import type { Probe } from '../../probe/probe.ts';

export const fasProbes: readonly Probe[] = [];

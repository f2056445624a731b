import type { Probe } from '../../probe/probe.ts';

export const koscheiProbes: readonly Probe[] = [];

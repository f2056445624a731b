import type { Probe } from '../../probe/probe.ts';

export const lookasideProbes: readonly Probe[] = [];

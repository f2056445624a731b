import type { Probe } from '../../probe/probe.ts';

export const distGitProbes: readonly Probe[] = [];

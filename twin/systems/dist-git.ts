import type { TwinSystem } from '../service.ts';

export const distGit: TwinSystem = { system: 'dist-git', services: () => ({}) };

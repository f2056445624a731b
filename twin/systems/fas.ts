import type { TwinSystem } from '../service.ts';

export const fas: TwinSystem = { system: 'fas', services: () => ({}) };

import type { TwinSystem } from '../service.ts';

export const koji: TwinSystem = { system: 'koji', services: () => ({}) };

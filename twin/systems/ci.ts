import type { TwinSystem } from '../service.ts';

export const ci: TwinSystem = { system: 'ci', services: () => ({}) };

import type { TwinSystem } from '../service.ts';

export const bodhi: TwinSystem = { system: 'bodhi', services: () => ({}) };

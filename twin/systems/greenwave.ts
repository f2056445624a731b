import type { TwinSystem } from '../service.ts';

export const greenwave: TwinSystem = { system: 'greenwave', services: () => ({}) };

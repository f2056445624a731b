import type { TwinSystem } from '../service.ts';

export const resultsdb: TwinSystem = { system: 'resultsdb', services: () => ({}) };

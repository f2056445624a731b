import type { TwinSystem } from '../service.ts';

export const lookaside: TwinSystem = { system: 'lookaside', services: () => ({}) };

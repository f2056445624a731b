import type { TwinSystem } from '../service.ts';

export const koschei: TwinSystem = { system: 'koschei', services: () => ({}) };

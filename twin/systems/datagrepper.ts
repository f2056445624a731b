import type { TwinSystem } from '../service.ts';

export const datagrepper: TwinSystem = { system: 'datagrepper', services: () => ({}) };

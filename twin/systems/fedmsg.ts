import type { TwinSystem } from '../service.ts';

export const fedmsg: TwinSystem = { system: 'fedmsg', services: () => ({}) };

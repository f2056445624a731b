import type { TwinSystem } from '../service.ts';

export const fedoraMessaging: TwinSystem = { system: 'fedora-messaging', services: () => ({}) };

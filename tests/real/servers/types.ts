import type { AddressName } from '../../../lib/targets/addresses.ts';

/** One real server that listens on 127.0.0.1 and can be broken and mended while a test runs. */
export interface RealServer {
  readonly name: string;
  readonly addresses: Readonly<Partial<Record<AddressName, string>>>;
  /** What a test must know about it: files, names, ids. Each starter documents its own. */
  readonly facts: Readonly<Record<string, string>>;
  /** Breaks it in the way its starter documents; settles when the fault shows. */
  fault(): Promise<void>;
  /** Mends it; settles when it answers as before. */
  heal(): Promise<void>;
  /** Ends every process of it. Its scratch folder stays, with the logs. */
  stop(): Promise<void>;
}

export const SERVER_NAMES = [
  'datagrepper',
  'bodhi',
  'kdc',
  'rabbitmq',
  'sshd',
  'zeromq',
  'git',
] as const satisfies readonly string[];

export type ServerName = (typeof SERVER_NAMES)[number];

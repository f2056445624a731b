import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetName } from '../lib/targets/target.ts';
import { root } from './root.ts';

/** Where distributions keep the authorities that everybody trusts. */
const SYSTEM = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** Where the fedora-messaging package puts the broker's own authority. */
const BROKER: Readonly<Partial<Record<TargetName, string>>> = {
  prod: '/etc/fedora-messaging/cacert.pem',
  seed: '/etc/fedora-messaging/cacert.pem',
  stg: '/etc/fedora-messaging/stg-cacert.pem',
};

/**
 * `SSL_CERT_FILE` for k6: what the machine trusts and the broker's private authority, in one file, as k6 takes no
 * authority of its own. Nothing where it is set already or the broker's is not installed.
 */
export function trustOf(target: TargetName, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const broker = BROKER[target];
  if (env.SSL_CERT_FILE || broker === undefined || !existsSync(broker)) return {};
  const system = SYSTEM.find((file) => existsSync(file));
  if (system === undefined) return {};
  const file = join(root, '.cache', `authorities-${target}.pem`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(file, `${readFileSync(system, 'utf8')}\n${readFileSync(broker, 'utf8')}`);
  return { SSL_CERT_FILE: file };
}

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
 * `SSL_CERT_FILE` for k6: what the machine trusts and one private authority, in one file, as k6 takes none of its
 * own. The authority is the twin's, or the broker's where its package is installed; without one nothing is set.
 */
export function trustOf(
  target: TargetName,
  env: NodeJS.ProcessEnv,
  twin?: string,
): Readonly<Record<string, string>> {
  const authority = twin ?? BROKER[target];
  if (authority === undefined || !existsSync(authority)) return {};
  const trusted = [env.SSL_CERT_FILE, ...SYSTEM].find((file) => file !== undefined && existsSync(file));
  const files = trusted === undefined ? [authority] : [trusted, authority];
  const file = join(root, '.cache', `authorities-${target}.pem`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(file, files.map((one) => readFileSync(one, 'utf8')).join('\n'));
  return { SSL_CERT_FILE: file };
}

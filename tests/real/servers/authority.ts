import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.ts';

interface Certificate {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A private authority, and a certificate of it for a server on 127.0.0.1. */
export async function certify(dir: string): Promise<Certificate> {
  const file = (name: string): string => join(dir, name);
  const [caFile, certFile, keyFile] = [file('ca.pem'), file('server.pem'), file('server.key')];
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'] as const;
  const authority = [
    '-x509',
    '-days',
    '30',
    '-subj',
    '/CN=real servers',
    '-keyout',
    file('ca.key'),
    '-out',
    caFile,
  ];
  await run(['openssl', 'req', ...fresh, ...authority]);
  const request = ['-subj', '/CN=127.0.0.1', '-keyout', keyFile, '-out', file('server.csr')];
  await run(['openssl', 'req', ...fresh, ...request]);
  const extensions = file('server.ext');
  writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n');
  const signed = ['-days', '30', '-in', file('server.csr'), '-out', certFile, '-extfile', extensions];
  await run([
    'openssl',
    'x509',
    '-req',
    '-CA',
    caFile,
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    ...signed,
  ]);
  chmodSync(caFile, 0o644);
  return { caFile, certFile, keyFile, cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

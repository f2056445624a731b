import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/**
 * A private authority and a certificate for loopback, made anew at each start, as the broker of Fedora
 * has a private one too. `caFile` is what `SSL_CERT_FILE` must name for k6 to read the greeting.
 */
export async function makeCertificate(
  folder: string,
): Promise<{ key: string; cert: string; caFile: string }> {
  const made = await generate([{ name: 'commonName', value: 'k6-packager-workflow twin' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 30 * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  const caFile = join(folder, 'twin-ca.pem');
  writeFileSync(caFile, made.cert);
  return { key: made.private, cert: made.cert, caFile };
}

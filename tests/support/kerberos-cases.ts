import type { Ciphers } from '../../lib/k6/ports.ts';
import type { Etype } from '../../lib/protocols/kerberos/profile.ts';

/** Bytes that differ from each other, as part of a larger buffer or as a buffer of their own. */
type Cut = (from: number, to: number) => Uint8Array;

const LARGE = Uint8Array.from({ length: 256 }, (_, i) => (i * 7 + 3) & 0xff);

const CUTS: Readonly<Record<string, Cut>> = {
  view: (from, to) => LARGE.subarray(from, to),
  slice: (from, to) => LARGE.slice(from, to),
};

type Case = readonly [string, () => Promise<Uint8Array>];

/** Each function of `Ciphers` on parts of a larger buffer, once as views and once as copies. */
export function cases(ciphers: Ciphers): Case[] {
  return Object.entries(CUTS).flatMap(([how, cut]): Case[] => [
    [`hmacSha1 ${how}`, () => ciphers.hmacSha1(cut(10, 42), cut(50, 99))],
    [`pbkdf2Sha1 ${how}`, () => ciphers.pbkdf2Sha1(cut(3, 20), cut(30, 41), 7, 32)],
    ...[16, 32].flatMap((bytes): Case[] => [
      [
        `aesCbcEncrypt ${bytes} ${how}`,
        () => ciphers.aesCbcEncrypt(cut(1, 1 + bytes), cut(40, 56), cut(60, 108)),
      ],
      [
        `aesCbcDecrypt ${bytes} ${how}`,
        () => ciphers.aesCbcDecrypt(cut(1, 1 + bytes), cut(40, 56), cut(60, 108)),
      ],
      [`one block ${bytes} ${how}`, () => ciphers.aesCbcDecrypt(cut(1, 1 + bytes), cut(40, 56), cut(60, 76))],
    ]),
  ]);
}

interface KeyCase {
  readonly name: string;
  readonly etype: Etype;
  readonly password: string;
  readonly salt: string;
  readonly iterations: number;
  readonly key: string;
}

/** Vectors of RFC 3962, appendix B. */
export const KEYS: readonly KeyCase[] = [
  {
    name: 'aes128',
    etype: 17,
    password: 'password',
    salt: 'ATHENA.MIT.EDUraeburn',
    iterations: 1200,
    key: '4c01cd46d632d01e6dbe230a01ed642a',
  },
  {
    name: 'aes256',
    etype: 18,
    password: 'password',
    salt: 'ATHENA.MIT.EDUraeburn',
    iterations: 1200,
    key: '55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a',
  },
  {
    name: 'aes256, not ASCII',
    etype: 18,
    password: '\u{1d11e}',
    salt: 'EXAMPLE.COMpianist',
    iterations: 50,
    key: '4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e',
  },
];

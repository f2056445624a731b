import { describe, expect, it } from 'vitest';
import { decodeKeytab } from '../../lib/protocols/kerberos/keytab.ts';
import { realmBench } from '../../tests/support/twin-realm.ts';
import { encodeKeytab } from './keytab.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

describe('a keytab', () => {
  it('holds what was written, also names of several parts and high numbers', () => {
    const entries = [
      { principal: 'packagerbot@EXAMPLE.ORG', kvno: 1, etype: 18, key: new Uint8Array(32).fill(7) },
      {
        principal: 'HTTP/koji.example.org@EXAMPLE.ORG',
        kvno: 300,
        etype: 17,
        key: new Uint8Array(16).fill(9),
      },
    ];
    expect(decodeKeytab(encodeKeytab(entries, NOW))).toEqual(entries);
  });

  it('of an account has a key of each type; there is none of nobody', async () => {
    const { realm } = realmBench();
    const entries = decodeKeytab(await realm.keytabOf('packagerbot'));
    expect(entries.map(({ principal, etype, key }) => [principal, etype, key.length])).toEqual([
      ['packagerbot@FEDORAPROJECT.ORG', 18, 32],
      ['packagerbot@FEDORAPROJECT.ORG', 17, 16],
    ]);
    await expect(realm.keytabOf('nobody')).rejects.toThrow('no account nobody');
  });
});

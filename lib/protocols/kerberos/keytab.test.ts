import { describe, expect, it } from 'vitest';
import { concat, fromLatin1 } from '../bytes.ts';
import { decodeKeytab, KeytabError } from './keytab.ts';

const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value & 0xff);
const u32 = (value: number): Uint8Array => concat(u16(value >>> 16), u16(value & 0xffff));
const counted = (data: Uint8Array): Uint8Array => concat(u16(data.length), data);

interface Wanted {
  readonly names: readonly string[];
  readonly kvno: number;
  readonly etype?: number;
  readonly longKvno?: number;
}

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

function entry({ names, kvno, etype = 18, longKvno }: Wanted): Uint8Array {
  const body = concat(
    u16(names.length),
    counted(fromLatin1('FEDORAPROJECT.ORG')),
    ...names.map((name) => counted(fromLatin1(name))),
    u32(1),
    u32(1_790_000_000),
    Uint8Array.of(kvno & 0xff),
    u16(etype),
    counted(KEY),
    ...(longKvno === undefined ? [] : [u32(longKvno)]),
  );
  return concat(u32(body.length), body);
}

const keytab = (...parts: readonly Uint8Array[]): Uint8Array => concat(Uint8Array.of(5, 2), ...parts);
const hole = concat(u32(0x1_0000_0000 - 7), new Uint8Array(7).fill(0xff));

describe('a keytab', () => {
  it('gives its keys in order, past holes, up to its end', () => {
    const data = keytab(
      entry({ names: ['packagerbot'], kvno: 2 }),
      hole,
      entry({ names: ['HTTP', 'koji.example.org'], kvno: 300, etype: 20, longKvno: 300 }),
      entry({ names: ['packagerbot'], kvno: 7, longKvno: 0 }),
      u32(0),
      new Uint8Array(9).fill(0xff),
    );
    expect(decodeKeytab(data)).toEqual([
      { principal: 'packagerbot@FEDORAPROJECT.ORG', kvno: 2, etype: 18, key: KEY },
      { principal: 'HTTP/koji.example.org@FEDORAPROJECT.ORG', kvno: 300, etype: 20, key: KEY },
      { principal: 'packagerbot@FEDORAPROJECT.ORG', kvno: 7, etype: 18, key: KEY },
    ]);
  });

  it('may be a view of something larger, and its keys are none', () => {
    const data = keytab(entry({ names: ['a'], kvno: 1 }));
    const view = concat(new Uint8Array(5), data).subarray(5);
    const [first] = decodeKeytab(view);
    expect(first?.key).toEqual(KEY);
    expect(first?.key.buffer.byteLength).toBe(KEY.length);
  });

  it('may be empty', () => {
    expect(decodeKeytab(keytab())).toEqual([]);
  });

  it('is nothing else', () => {
    expect(() => decodeKeytab(new Uint8Array(0))).toThrow('no keytab of version 5.2');
    expect(() => decodeKeytab(fromLatin1('password'))).toThrow(KeytabError);
    expect(() => decodeKeytab(Uint8Array.of(5, 1, 0, 0))).toThrow('no keytab of version 5.2');
  });

  it('is refused where it is cut', () => {
    const whole = keytab(entry({ names: ['packagerbot'], kvno: 2 }));
    for (let length = 3; length < whole.length; length++) {
      expect(() => decodeKeytab(whole.subarray(0, length)), String(length)).toThrow('cut short');
    }
  });

  it('is refused where an entry ends before its key', () => {
    const whole = entry({ names: ['packagerbot'], kvno: 2 });
    for (let length = 5; length < whole.length; length++) {
      const shorter = concat(u32(length - 4), whole.subarray(4, length));
      expect(() => decodeKeytab(keytab(shorter)), String(length)).toThrow('longer than it says');
    }
  });
});

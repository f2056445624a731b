import { randomBytes } from 'node:crypto';
import { constants, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { adler32, inflate } from './inflate.ts';
import { GitError } from './pkt-line.ts';

const TEXT = Buffer.from(Array.from({ length: 3000 }, (_, at) => `line ${at} of ${at % 17}\n`).join(''));
const SAMPLES: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  zeros: Buffer.alloc(70_000),
  text: TEXT,
  noise: randomBytes(200_000),
  'noise and text': Buffer.concat([randomBytes(900), TEXT, randomBytes(70_000), TEXT]),
};
const WAYS = {
  stored: { level: 0 },
  quick: { level: 1 },
  best: { level: 9 },
  fixed: { strategy: constants.Z_FIXED },
  'huffman only': { strategy: constants.Z_HUFFMAN_ONLY },
  'small window': { windowBits: 9, memLevel: 1 },
} as const;

describe('inflate', () => {
  for (const [name, data] of Object.entries(SAMPLES)) {
    for (const [way, options] of Object.entries(WAYS)) {
      it(`gives ${name} back (${way}), and says where the stream ends`, () => {
        const stream = deflateSync(data, options);
        const around = Buffer.concat([Buffer.from('before'), stream, Buffer.from('behind')]);
        const { data: out, next } = inflate(new Uint8Array(around), 6, data.length);
        expect(Buffer.from(out).equals(data)).toBe(true);
        expect(next).toBe(6 + stream.length);
      });
    }
  }

  it('gives never more than was announced, and never less', () => {
    const stream = new Uint8Array(deflateSync(TEXT));
    expect(() => inflate(stream, 0, TEXT.length - 1)).toThrow('more than the');
    expect(() => inflate(stream, 0, TEXT.length + 1)).toThrow('bytes instead of');
    expect(() => inflate(new Uint8Array(deflateSync(TEXT, { level: 0 })), 0, 10)).toThrow('more than the 10');
  });

  it('ends with a GitError at every cut', () => {
    const stream = new Uint8Array(deflateSync(TEXT.subarray(0, 400)));
    for (let length = 0; length < stream.length; length++) {
      expect(() => inflate(stream.subarray(0, length), 0, 400)).toThrow(GitError);
    }
  });

  it('bears every single byte changed: an error, or the same data', () => {
    const data = TEXT.subarray(0, 300);
    for (const level of [0, 9]) {
      const stream = new Uint8Array(deflateSync(data, { level }));
      for (let at = 0; at < stream.length; at++) {
        for (const change of [1, 0x80, 0xff]) {
          const altered = stream.slice();
          altered[at] = (altered[at] ?? 0) ^ change;
          let out: Uint8Array | null = null;
          try {
            out = inflate(altered, 0, data.length).data;
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(GitError);
          }
          if (out !== null) expect(Buffer.from(out).equals(data)).toBe(true);
        }
      }
    }
  });

  it.each([
    ['no zlib', [0x50, 0x4b, 3, 4], 'no zlib stream'],
    ['an unknown block', [0x78, 0x9c, 7], 'unknown kind'],
    ['a stored length that is wrong', [0x78, 0x01, 1, 1, 0, 0, 0], 'length is wrong'],
    ['a copy from before the beginning', [0x78, 0x9c, 0x03, 0x02, 0, 0, 0], 'before its beginning'],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => inflate(Uint8Array.from(bytes), 0, 100)).toThrow(reason);
  });
});

it('adler32 is that of zlib', () => {
  for (const data of Object.values(SAMPLES)) {
    const stream = deflateSync(data);
    expect(adler32(new Uint8Array(data))).toBe(stream.readUInt32BE(stream.length - 4));
  }
});

import { describe, expect, it } from 'vitest';
import { isZmtp } from './greeting.ts';

const SIGNATURE = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f];

describe('isZmtp', () => {
  it('takes a signature, alone or with a version', () => {
    expect(isZmtp(Uint8Array.from(SIGNATURE))).toBe(true);
    expect(isZmtp(Uint8Array.from([...SIGNATURE, 1, 1]))).toBe(true);
    expect(isZmtp(Uint8Array.from([...SIGNATURE, 3, 1, 0x4e]))).toBe(true);
  });

  it('refuses anything else', () => {
    expect(isZmtp(new Uint8Array(0))).toBe(false);
    expect(isZmtp(Uint8Array.from(SIGNATURE.slice(0, 9)))).toBe(false);
    expect(isZmtp(Uint8Array.from([0xfe, ...SIGNATURE.slice(1)]))).toBe(false);
    expect(isZmtp(Uint8Array.from([...SIGNATURE.slice(0, 9), 0x7e]))).toBe(false);
    expect(isZmtp(Uint8Array.from([...SIGNATURE, 0x41]))).toBe(false);
  });
});

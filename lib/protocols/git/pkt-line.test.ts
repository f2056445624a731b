import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, toLatin1 } from '../bytes.ts';
import { decodePackets, encodePackets, GitError, lineOf, refuseError } from './pkt-line.ts';

const decode = (text: string) =>
  decodePackets(fromLatin1(text)).map((packet) => (typeof packet === 'string' ? packet : toLatin1(packet)));

describe('pkt-line', () => {
  it('reads data and the three markers', () => {
    expect(decode('0006a\n0000' + '0001' + '000bfoobar\n' + '0002' + '0004')).toEqual([
      'a\n',
      'flush',
      'delimiter',
      'foobar\n',
      'end',
      '',
    ]);
  });

  it('reads an empty answer as no packets', () => {
    expect(decode('')).toEqual([]);
  });

  it.each([
    ['00', 'ends within the length'],
    ['<!DOCTYPE html>', 'is no pkt-line: "<!DO"'],
    ['0003', 'a packet of 3 bytes'],
    ['0008ab', 'truncated: a packet of 8 bytes at byte 0 of 6'],
    ['ffffab', 'more than git allows'],
  ])('refuses %s', (text, words) => {
    expect(() => decode(text)).toThrow(GitError);
    expect(() => decode(text)).toThrow(words);
  });

  it('writes what it reads, in UTF-8', () => {
    const request = encodePackets(
      { line: 'command=ls-refs' },
      'delimiter',
      { line: 'é' },
      fromLatin1('\xff'),
      'flush',
    );
    expect(toLatin1(request)).toBe('0014command=ls-refs\n0001' + '0007\xc3\xa9\n' + '0005\xff' + '0000');
    const [, , line, bytes] = decodePackets(request);
    expect(line instanceof Uint8Array && lineOf(line)).toBe('é');
    expect(bytes instanceof Uint8Array && lineOf(bytes)).toBe('ÿ');
  });

  it('refuses to write more than a packet holds', () => {
    expect(() => encodePackets(new Uint8Array(65_517))).toThrow('more than git allows');
  });

  it('reads from a view that does not begin at its buffer’s start', () => {
    const padded = concat(fromLatin1('xxxx'), fromLatin1('0006a\n'));
    expect(decodePackets(padded.subarray(4))).toHaveLength(1);
  });

  it('throws the server’s own words', () => {
    expect(() => refuseError('ERR access denied')).toThrow('the server refused: access denied');
    expect(() => refuseError('version 2')).not.toThrow();
  });
});

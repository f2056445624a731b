import { describe, expect, it } from 'vitest';
import { fromLatin1, toHex } from '../bytes.ts';
import * as der from './der.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const value = (hex: string): der.Der => der.decodeDer(bytes(hex));

describe('encoding', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [0x7fffffff, '02047fffffff'],
    [0xffffffff, '020500ffffffff'],
  ])('writes %d as the shortest positive INTEGER', (number, hex) => {
    expect(toHex(der.integer(number))).toBe(hex);
    expect(der.decodeInteger(value(hex))).toBe(number);
  });

  it.each([
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [70_000, '0483011170'],
  ])('writes the length %d in its shortest form', (length, start) => {
    const data = der.octets(new Uint8Array(length));
    expect(toHex(data.subarray(0, start.length / 2))).toBe(start);
    expect(der.decodeOctets(der.decodeDer(data))).toHaveLength(length);
  });

  it('writes flags, strings, times and tags', () => {
    expect(toHex(der.flags(0x40000000))).toBe('03050040000000');
    expect(toHex(der.flags(0x80000001))).toBe('03050080000001');
    expect(toHex(der.generalString('abc'))).toBe('1b03616263');
    expect(toHex(der.generalizedTime(Date.UTC(2026, 10, 23, 14, 7, 31) + 999))).toBe(
      `180f${toHex(fromLatin1('20261123140731Z'))}`,
    );
    expect(toHex(der.application(10, der.sequence(der.context(2, der.integer(5)))))).toBe(
      '6a073005a203020105',
    );
  });
});

describe('decoding', () => {
  it('reads negative numbers, as encryption types have them', () => {
    expect(der.decodeInteger(value('0201ff'))).toBe(-1);
    expect(der.decodeInteger(value('0202ff7b'))).toBe(-133);
  });

  it('reads times to the second', () => {
    expect(der.decodeTime(value(`180f${toHex(fromLatin1('20261123140731Z'))}`))).toBe(
      Date.UTC(2026, 10, 23, 14, 7, 31),
    );
  });

  it('finds members by their numbers, and hands on values whole', () => {
    const members = der.decodeMembers(value('300aa003020105a303020119'));
    expect([...members.keys()]).toEqual([0, 3]);
    expect(toHex(der.memberOf(members, 3, 'code').whole)).toBe('020119');
    expect(() => der.memberOf(members, 1, 'msg-type')).toThrow('msg-type is missing');
  });

  it.each<[string, () => unknown, string]>([
    ['nothing', () => value(''), 'nothing where a value must be'],
    ['a tag alone', () => value('30'), 'truncated at byte 0'],
    ['half a value', () => value('3005020101'), 'truncated: 5 bytes announced at byte 0 of 5'],
    ['half a length', () => value('3082'), 'truncated'],
    ['half a length of two', () => value('308201'), 'truncated'],
    ['an indefinite length', () => value('30800000'), 'no length that DER knows'],
    ['a length of five bytes', () => value('30850000000001'), 'no length that DER knows'],
    ['a long tag', () => value('1f8101'), 'a tag of several bytes'],
    ['two values', () => value('020101020102'), 'more than one value'],
    ['text', () => value(toHex(fromLatin1('<html>oops</html>'))), 'truncated'],
    ['another sequence', () => der.decodeSequence(value('020101')), 'tag 0x02 where a SEQUENCE must be'],
    [
      'a member without number',
      () => der.decodeMembers(value('3003020101')),
      'where a tagged member must be',
    ],
    ['an empty member', () => der.decodeMembers(value('3002a000')), 'nothing where a value must be'],
    ['another application', () => der.decodeApplication(value('7e00'), 11), '[APPLICATION 11]'],
    ['an empty number', () => der.decodeInteger(value('0200')), 'an INTEGER of 0 bytes'],
    ['a huge number', () => der.decodeInteger(value('020701020304050607')), 'an INTEGER of 7 bytes'],
    ['text as number', () => der.decodeInteger(value('1b0161')), 'where an INTEGER must be'],
    ['a number as text', () => der.decodeString(value('020101')), 'where a GeneralString must be'],
    ['a number as bytes', () => der.decodeOctets(value('020101')), 'where an OCTET STRING must be'],
    ['a number as time', () => der.decodeTime(value('020101')), 'where a GeneralizedTime must be'],
    [
      'a time of another zone',
      () => der.decodeTime(value('1801 61'.replace(' ', ''))),
      'no time in UTC: "a"',
    ],
  ])('refuses %s', (_what, decode, reason) => {
    expect(decode).toThrow(der.DerError);
    expect(decode).toThrow(reason);
  });
});

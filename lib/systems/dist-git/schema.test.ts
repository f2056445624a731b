import { describe, expect, it } from 'vitest';
import { decodeSources } from './schema.ts';

const HASH = '0123456789abcdef'.repeat(8);
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('sources', () => {
  it('names archives, also with spaces and brackets', () => {
    const text = `SHA512 (a-1.0.tar.gz) = ${HASH}\nSHA512 (b (1).zip) = ${HASH}\n\n`;
    expect(decodeSources('a', text).map(({ file }) => file)).toEqual(['a-1.0.tar.gz', 'b (1).zip']);
  });

  it('passes over the two old forms, which state no SHA-512', () => {
    const text = `MD5 (a.tar.gz) = ${MD5}\n${MD5}  b.tar.gz\nSHA512 (c.tar.gz) = ${HASH}\n`;
    expect(decodeSources('a', text)).toEqual([{ package: 'a', file: 'c.tar.gz', sha512: HASH }]);
  });

  it.each([
    ['nothing', ''],
    ['only old lines', `${MD5}  b.tar.gz\n`],
    ['a short hash', `SHA512 (a.tar.gz) = ${HASH.slice(1)}`],
    ['a page', '<html>SHA512 (a) = b</html>'],
  ])('refuses %s', (_name, text) => {
    expect(() => decodeSources('a', text)).toThrow('sources');
  });
});

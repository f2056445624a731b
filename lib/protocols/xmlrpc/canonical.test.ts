import { describe, expect, it } from 'vitest';
import { BYTE_DAMAGES, damaged, ELEMENT_DAMAGES } from '../../../tests/real/xmlrpc-peers/mutate.ts';
import { EVERYTHING, Random, randomScalar, randomValue } from '../../../tests/real/xmlrpc-peers/random.ts';
import { decodeCanonical } from './canonical.ts';
import { decodeResponse } from './decode.ts';
import { encodeFault, encodeResponse } from './encode.ts';
import { readResponse } from './reader.ts';
import { MAX_DEPTH, XmlRpcError, XmlRpcFault, type XmlRpcValue } from './value.ts';

const KINDS = { ...EVERYTHING, wholes: false };

const outcome = (work: () => XmlRpcValue): unknown => {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof XmlRpcError || thrown instanceof XmlRpcFault) return thrown;
    throw thrown;
  }
};

const lines = (...value: readonly string[]): string =>
  ["<?xml version='1.0'?>", '<methodResponse>', '<params>', '<param>', ...value]
    .concat('</param>', '</params>', '</methodResponse>', '')
    .join('\n');

describe('the reader of canonical documents', () => {
  const usual: readonly (readonly [string, readonly string[], XmlRpcValue])[] = [
    ['nil alone', ['<value><nil/></value></param>'], null],
    ['a number', ['<value><int>7</int></value>'], 7],
    [
      'members',
      [
        '<value><struct>',
        ...['<member>', '<name>a</name>', '<value><nil/></value></member>'],
        ...['<member>', '<name>b</name>', '<value><i8>9007199254740993</i8></value>', '</member>'],
        ...['<member>', '<name>c</name>', '<value><double>8.0</double></value>', '</member>'],
        '</struct></value>',
      ],
      { a: null, b: 9007199254740993n, c: 8 },
    ],
    [
      'nils before, between and after other items',
      [
        '<value><array><data>',
        '<value><nil/></value><value><nil/></value><value><string>x</string></value>',
        '<value><nil/></value><value><array><data>',
        '</data></array></value>',
        '<value><nil/></value></data></array></value>',
      ],
      [null, null, 'x', null, [], null],
    ],
    [
      'a nil with a line break behind',
      ['<value><array><data>', '<value><nil/></value>', '</data></array></value>'],
      [null],
    ],
    ['text over lines', ['<value><string>a', '', ' &lt;b&gt;', '</string></value>'], 'a\n\n <b>\n'],
    [
      'bytes over lines',
      ['<value><base64>', 'aGFs', 'bG8=', '</base64></value>'],
      Uint8Array.from(Buffer.from('hallo')),
    ],
  ];

  it.each(usual)('reads %s', (_, value, expected) => {
    const source = lines(...value).replace('</param>\n</param>', '</param>');
    expect(decodeCanonical(source)).toStrictEqual(expected);
    expect(readResponse(source)).toStrictEqual(expected);
  });

  it('reads what our encoder writes, and learns the names and types of members', () => {
    const random = new Random(1);
    for (let round = 0; round < 500; round++) {
      const value = randomValue(random, KINDS);
      const source = encodeResponse(value);
      const read = decodeResponse(source);
      expect(read).toStrictEqual(value);
      expect(readResponse(source)).toStrictEqual(value);
      // Names with references, and names that every object has, are left to the tolerant one.
      if (!/<name>(?:valueOf|[^<]*&)/.test(source)) {
        expect(decodeCanonical(source), source).toBeDefined();
      }
    }
  });

  it('copes with a member whose type changes from row to row', () => {
    const rows = [
      { v: 'text' },
      { v: 1 },
      { v: 1.5 },
      { v: { v: [] } },
      { v: null },
      { v: 2n ** 60n },
      { v: true },
    ];
    const source = encodeResponse([...rows, ...rows]);
    expect(decodeCanonical(source)).toStrictEqual([...rows, ...rows]);
  });

  const unusual: readonly (readonly [string, string])[] = [
    ['a fault', encodeFault(1, 'x')],
    ['a second document', lines('<value><int>1</int></value>').repeat(2)],
    ['no end', lines('<value><int>1</int></value>').slice(0, -30)],
    [
      'a struct where a member has to end',
      encodeResponse({ a: 1, b: { c: 1 } }).replace('</member>\n<member>\n<name>b</name>\n', ''),
    ],
    [
      'a struct that ends within a list',
      encodeResponse({ a: [{ b: 1 }] }).replace('</data></array>', '</struct>'),
    ],
    [
      'a struct that ends twice',
      encodeResponse({ a: { b: 1 } }).replace(
        '</struct></value>',
        '</struct></value>\n</member>\n</struct></value>',
      ),
    ],
    ['a name without a value at the end', encodeResponse({ a: 1 }).split('<value><int>1')[0] ?? ''],
    ['CDATA', lines('<value><string><![CDATA[x]]></string></value>')],
    ['two values in one line', lines('<value><string>a</string></value><value><string>b</string></value>')],
    ['an untyped value', lines('<value>x</value>')],
    ['an element within text', lines('<value><string>a<b/>c</string></value>')],
    ['a wrong end', lines('<value><string>a</int></value>')],
    ['a control character', lines('<value><string>a\u0001</string></value>')],
    ['a control character beside a number', lines('<value><int>\u000b1</int></value>')],
    ['a double that is none', lines('<value><double>NaN</double></value>')],
    ['an int that is none', lines('<value><int>1.5</int></value>')],
    ['a member twice', encodeResponse({ aa: 1, ab: 2 }).replace('>ab<', '>aa<')],
    ['a member that would change the object', encodeResponse({ aa: {} }).replace('>aa<', '>__proto__<')],
    [
      'too deep',
      lines(
        ...Array(MAX_DEPTH + 1).fill('<value><array><data>'),
        ...Array(MAX_DEPTH + 1).fill('</data></array></value>'),
      ),
    ],
  ];

  it.each(unusual)('leaves %s to the tolerant one', (_, source) => {
    expect(decodeCanonical(source)).toBeUndefined();
  });

  it('never decides otherwise than the tolerant one, whatever is damaged', () => {
    const random = new Random(2);
    const text = 'bash-5.3-1.fc46 '.repeat(20);
    let decided = 0;
    for (let round = 0; round < 6000; round++) {
      const value = randomScalar(random, KINDS);
      const source = encodeResponse({ id: 4711, nvr: [value, null, 1.5], extra: { text } });
      const damage = random.pick([...BYTE_DAMAGES, ...ELEMENT_DAMAGES]);
      const broken = damaged(source, damage, random);
      const fast = decodeCanonical(broken);
      if (fast === undefined) continue;
      decided++;
      expect(
        outcome(() => readResponse(broken)),
        broken,
      ).toStrictEqual(fast);
    }
    // Enough damage leaves a document of the usual form, so that both have something to disagree on.
    expect(decided).toBeGreaterThan(500);
  });
});

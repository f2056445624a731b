import { describe, expect, it } from 'vitest';
import { decodeResponse } from './decode.ts';
import { MAX_DEPTH, XmlRpcError } from './value.ts';

const reply = (value: string): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>${value}</value>\n</param>\n</params>\n</methodResponse>\n`;

const whole = reply(
  '<struct>\n<member>\n<name>a</name>\n<value><array><data>\n<value><int>1</int></value>\n</data></array></value>\n</member>\n</struct>',
);

function errorOf(work: () => unknown): XmlRpcError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof XmlRpcError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('malformed documents', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['', 'expected a start tag, but it ends'],
    ['<html><body>hello</body></html>', '<html> instead of <methodResponse>'],
    ['{"ok": true}', 'expected a start tag'],
    ['<methodResponse/>', '<methodResponse/> is empty'],
    ['<methodResponse><params/></methodResponse>', '<params/> instead of'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><methodResponse/>', 'a document type'],
    [`${whole}<x/>`, 'something after the end'],
    [`${whole}text`, 'something after the end'],
    [
      reply('<int>1</int>').replace('</param>', '</param><param><value>2</value></param>'),
      'expected </params>',
    ],
    [reply('<int>12a</int>'), '"12a" is no int'],
    [reply('<int></int>'), '"" is no int'],
    [reply('<int>1.5</int>'), '"1.5" is no int'],
    [reply('<int>0x10</int>'), '"0x10" is no int'],
    [reply('<i8>9223372036854775808</i8>'), 'is no i8'],
    [reply('<double>nan</double>'), '"nan" is no double'],
    [reply('<double>1e999</double>'), '"1e999" is no double'],
    [reply('<double></double>'), '"" is no double'],
    [reply('<boolean>true</boolean>'), '"true" is no boolean'],
    [reply('<boolean>10</boolean>'), '"10" is no boolean'],
    [reply('<boolean>1 </boolean>'), '"1 " is no boolean'],
    [reply('<int>\u00a01</int>'), 'is no int'],
    [reply('<string>a\u0001</string>'), 'a character that XML does not have'],
    [reply('<string>&#1;</string>'), '"&#1;" is no reference'],
    [reply('<string>a]]>b</string>'), '"]]>" outside of a CDATA section'],
    [reply('<string><!-- a -- b --></string>'), '"--" within a comment'],
    [
      whole.replace("version='1.0'", "veRsion='1.0'"),
      'a malformed processing instruction or XML declaration',
    ],
    [whole.replace("'1.0'", "'1.0' encoding='iso-8859-1'"), 'a malformed processing instruction or XML'],
    [`\n${whole}`, 'a malformed processing instruction or XML declaration'],
    [reply('<nil>x</nil>'), '"x" is no nil'],
    [reply('<base64>abc</base64>'), '"abc" is no base64'],
    [reply('<base64>ab!=</base64>'), '"ab!=" is no base64'],
    [reply('<dateTime.iso8601>yesterday</dateTime.iso8601>'), '"yesterday" is no dateTime'],
    [reply('<float>1</float>'), '<float> is no type'],
    [reply('<int type="x">1</int>'), '<int type="x"> is no type'],
    [reply('text<int>1</int>'), 'text beside a typed value'],
    [reply('<int>1</int>text'), 'expected </value>'],
    [reply('<int>1</int><int>2</int>'), 'expected </value>'],
    [reply('<int>1</string>'), 'expected </int>'],
    [reply('<string>a<b>c</b></string>'), 'expected </string>'],
    [reply('<string>&unknown;</string>'), '"&unknown;" is no reference'],
    [reply('<string>a & b</string>'), '"&" is no reference'],
    [reply('<string>&#xD800;</string>'), '"&#xD800;" is no reference'],
    [reply('<string>&#x110000;</string>'), '"&#x110000;" is no reference'],
    [reply('<string>&#0;</string>'), '"&#0;" is no reference'],
    [reply('<string><![CDATA[never closed</string>'), 'a CDATA section without end'],
    [reply('<string><!-- never closed</string>'), 'a comment without end'],
    [reply('<struct><member><name>a</name></member></struct>'), 'expected a start tag'],
    [reply('<struct><member/></struct>'), '<member/> is empty'],
    [reply('<struct><value>1</value></struct>'), '<value> instead of <member>'],
    [
      reply(
        '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
      ),
      'two members of one name',
    ],
    [reply('<array><value>1</value></array>'), '<value> instead of <data>'],
    [reply('<array><data><int>1</int></data></array>'), '<int> instead of <value>'],
  ];

  it.each(wrong)('%j', (source, problem) => {
    const error = errorOf(() => decodeResponse(source));
    expect(error.message).toContain(problem);
    expect(error.position).toBeGreaterThanOrEqual(0);
    expect(error.position).toBeLessThanOrEqual(source.length);
  });

  it('are told from whole ones wherever they are cut', () => {
    const end = whole.trimEnd().length;
    for (let at = 0; at < end; at++) errorOf(() => decodeResponse(whole.slice(0, at)));
    expect(decodeResponse(whole.slice(0, end))).toEqual({ a: [1] });
  });

  it('never hang or give anything but an error or a value, whatever is damaged', () => {
    let state = 7;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return state % below;
    };
    const pieces = [
      '<',
      '>',
      '/',
      '&',
      '<value>',
      '</value>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '<struct>',
      '\0',
      'x',
    ];
    for (let round = 0; round < 5000; round++) {
      const at = random(whole.length);
      const piece = pieces[random(pieces.length)] ?? '';
      const damaged = whole.slice(0, at) + piece + whole.slice(at + random(4));
      try {
        decodeResponse(damaged);
      } catch (thrown) {
        expect(thrown, damaged).toBeInstanceOf(XmlRpcError);
      }
    }
  });

  it('are refused when they nest deeper than the cap, and read up to it', () => {
    const nest = (levels: number): string =>
      reply(`${'<array><data><value>'.repeat(levels)}x${'</value></data></array>'.repeat(levels)}`);
    expect(errorOf(() => decodeResponse(nest(MAX_DEPTH + 1))).problem).toContain('nested deeper');
    expect(errorOf(() => decodeResponse(nest(200_000))).problem).toContain('nested deeper');
    expect(decodeResponse(nest(MAX_DEPTH))).toBeInstanceOf(Array);
  });

  it('name the place', () => {
    const source = reply('<int>x</int>');
    expect(errorOf(() => decodeResponse(source)).position).toBe(source.indexOf('<int>'));
  });

  it.each(['1.0" encoding="UTF-8', '1.0" encoding="us-ascii" standalone="yes', '1.1'])(
    'reads an XML declaration of %s',
    (version) => {
      expect(decodeResponse(reply('<int>1</int>').replace("'1.0'", `"${version}"`))).toBe(1);
    },
  );

  it('reads a byte order mark and comments around the document', () => {
    expect(decodeResponse(`\ufeff<!-- a -->${reply('<int>1</int>').slice(21)}<!-- b -->\n`)).toBe(1);
  });

  it('stays linear on a large answer', () => {
    const row =
      '<value><struct><member><name>nvr</name><value><string>bash-5.3-1.fc46 &amp; more</string></value></member></struct></value>';
    const source = reply(`<array><data>${row.repeat(20_000)}</data></array>`);
    const started = performance.now();
    expect(decodeResponse(source)).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

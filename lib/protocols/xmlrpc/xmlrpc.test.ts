import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../bytes.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { decodeCall, decodeResponse } from './decode.ts';
import { encodeCall, encodeFault, encodeResponse } from './encode.ts';
import {
  kwargs,
  MAX_DEPTH,
  XmlRpcDouble,
  XmlRpcError,
  XmlRpcFault,
  XmlRpcTime,
  type XmlRpcValue,
} from './value.ts';

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

describe('values', () => {
  const cases: readonly (readonly [string, XmlRpcValue])[] = [
    ['<nil/>', null],
    ['<nil></nil>', null],
    ['<ex:nil/>', null],
    ['<int>-7</int>', -7],
    ['<i4> +42\n</i4>', 42],
    ['<i8>2437918720</i8>', 2437918720],
    ['<i8>9007199254740991</i8>', 9007199254740991],
    ['<i8>9007199254740993</i8>', 9007199254740993n],
    ['<i8>-9223372036854775808</i8>', -9223372036854775808n],
    ['<boolean>1</boolean>', true],
    ['<boolean>0</boolean>', false],
    ['<double>1740374418.156982</double>', 1740374418.156982],
    ['<double>-1.5e-3</double>', -0.0015],
    ['<string></string>', ''],
    ['<string/>', ''],
    ['<string>  kept \n as it is </string>', '  kept \n as it is '],
    ['untyped', 'untyped'],
    ['', ''],
    ['  ', '  '],
    ['<!-- nothing -->', ''],
    ['un<!-- a comment -->typed', 'untyped'],
    [' \n<!-- a comment --> <int>1</int> <?pi ?>\n', 1],
    [
      '<string>a&lt;b&gt;&amp;&quot;&apos;&#228;&#x20AC;&#x1F600;</string>',
      `a<b>&"'ä€${String.fromCodePoint(0x1f600)}`,
    ],
    ['<string>&amp;lt;</string>', '&lt;'],
    ['<string>a<![CDATA[<b> & ]] ]]>c</string>', 'a<b> & ]] c'],
    ['<![CDATA[  ]]>', '  '],
    ['<string>one\r\ntwo\rthree&#13;</string>', 'one\ntwo\nthree\r'],
    ['<base64>aGFsbG8\n=</base64>', fromLatin1('hallo')],
    ['<base64/>', fromLatin1('')],
    ['<dateTime.iso8601>20261123T15:04:05</dateTime.iso8601>', new XmlRpcTime('20261123T15:04:05')],
    ['<array><data></data></array>', []],
    ['<array><data/></array>', []],
    ['<array/>', []],
    ['<struct></struct>', {}],
    ['<struct/>', {}],
    ['<array><data><value/><value><int>1</int></value></data></array>', ['', 1]],
    [
      '<struct><member><name>tag.name</name><value>f46</value></member><member><name/><value><nil/></value></member></struct>',
      { 'tag.name': 'f46', '': null },
    ],
  ];

  it.each(cases)('reads %j', (source, value) => {
    expect(decodeResponse(reply(source))).toStrictEqual(value);
  });

  it('keeps a member whose name would change the object', () => {
    const source = '<struct><member><name>__proto__</name><value>x</value></member></struct>';
    const value = decodeResponse(reply(source));
    expect(Object.entries(value ?? {})).toEqual([['__proto__', 'x']]);
    expect(decodeResponse(encodeResponse(value))).toStrictEqual(value);
  });

  it('reads whatever it wrote', () => {
    const values: readonly XmlRpcValue[] = [
      null,
      true,
      0,
      -1,
      2 ** 31,
      -(2 ** 31),
      2 ** 53,
      0.1,
      1e300,
      1e-7,
      9007199254740993n,
      'a & b < c > d "e" ]]> \r\n',
      String.fromCodePoint(0x1f680),
      fromLatin1('\u0000\u00ff\u0080x'),
      new XmlRpcTime('2026-11-23T15:04:05Z'),
      [[], [[]], {}, { a: { b: [1, 'x', null] } }],
    ];
    for (const value of values) {
      const read = decodeResponse(encodeResponse(value));
      expect(read).toStrictEqual(value);
    }
    const call = { method: 'getBuild', params: values };
    expect(decodeCall(encodeCall(call.method, call.params))).toStrictEqual(call);
  });

  it('writes a whole number as double where asked to', () => {
    expect(encodeResponse(new XmlRpcDouble(8))).toContain('<value><double>8.0</double></value>');
    expect(decodeResponse(encodeResponse(new XmlRpcDouble(8)))).toBe(8);
  });

  it('reads base64 of every length and value', () => {
    for (let length = 0; length < 70; length++) {
      const data = Uint8Array.from({ length }, (_, at) => (at * 37 + length * 101) & 0xff);
      expect(toBase64(data)).toBe(Buffer.from(data).toString('base64'));
      expect(fromBase64(toBase64(data))).toStrictEqual(data);
    }
  });
});

describe('calls', () => {
  it('writes the bytes that Python’s marshaller writes', () => {
    expect(encodeCall('getTaskInfo', [14330, kwargs({ request: true })])).toBe(
      `<?xml version='1.0'?>
<methodCall>
<methodName>getTaskInfo</methodName>
<params>
<param>
<value><int>14330</int></value>
</param>
<param>
<value><struct>
<member>
<name>request</name>
<value><boolean>1</boolean></value>
</member>
<member>
<name>__starstar</name>
<value><boolean>1</boolean></value>
</member>
</struct></value>
</param>
</params>
</methodCall>
`,
    );
  });

  it('reads a call without params', () => {
    const bare = '<methodCall><methodName> hello </methodName></methodCall>';
    expect(decodeCall(bare)).toEqual({ method: 'hello', params: [] });
    expect(decodeCall(bare.replace('</methodCall>', '<params/></methodCall>'))).toEqual({
      method: 'hello',
      params: [],
    });
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2n ** 63n,

    'a\u0000b',
    '\u001b',
    new XmlRpcDouble(Number.NaN),
  ])('refuses to write %s', (value) => {
    expect(() => encodeCall('hello', [value])).toThrow(TypeError);
  });

  it('refuses to write what nests without end', () => {
    const ring: XmlRpcValue[] = [];
    ring.push(ring);
    expect(() => encodeResponse(ring)).toThrow(/nested deeper/);
  });
});

describe('faults', () => {
  it('throws them with code and text', () => {
    expect(() => decodeResponse(encodeFault(1014, 'database outage'))).toThrow(
      new XmlRpcFault(1014, 'database outage'),
    );
    expect(() => decodeResponse(encodeFault(1, "<class 'x'>: \n & more"))).toThrow(XmlRpcFault);
  });

  it('does not take another struct for one', () => {
    const source = encodeFault(1, 'x').replace('faultString', 'faultText');
    expect(errorOf(() => decodeResponse(source)).problem).toContain('a fault without');
  });
});

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

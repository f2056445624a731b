import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../bytes.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { decodeCall, decodeResponse } from './decode.ts';
import { encodeCall, encodeFault, encodeResponse } from './encode.ts';
import { kwargs, XmlRpcDouble, XmlRpcFault, XmlRpcTime, type XmlRpcValue } from './value.ts';

const reply = (value: string): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>${value}</value>\n</param>\n</params>\n</methodResponse>\n`;

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
    const bare = '<methodCall><methodName>hello</methodName></methodCall>';
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
    expect(() => decodeResponse(source)).toThrow(/a fault without/);
  });
});

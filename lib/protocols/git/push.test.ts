import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, fromUtf8, toLatin1 } from '../bytes.ts';
import { type Advertisement, decodeAdvertisement } from './advertisement.ts';
import { encodePackets } from './pkt-line.ts';
import { decodePushReport, encodePush } from './push.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZERO = '0'.repeat(40);
const REF = 'refs/heads/rawhide';
const PACK = fromLatin1('PACK…');

const offer = (...words: readonly string[]): Advertisement => ({
  version: 0,
  capabilities: new Map(words.map((word) => [word, ''])),
  refs: new Map(),
});
const full = offer('report-status', 'side-band-64k', 'ofs-delta', 'delete-refs', 'atomic', 'quiet');
const band = (number: number, data: Uint8Array | string): Uint8Array =>
  concat(Uint8Array.of(number), typeof data === 'string' ? fromUtf8(data) : data);

describe('a push', () => {
  it('names its updates, then brings the pack', () => {
    const body = toLatin1(encodePush(full, [{ ref: REF, from: A, to: B }], PACK));
    expect(body).toContain(`${A} ${B} ${REF}\0 report-status side-band-64k ofs-delta`);
    expect(body.endsWith(`0000${toLatin1(PACK)}`)).toBe(true);
    expect(body).not.toContain('atomic');
  });

  it('creates with zeros before, deletes with zeros behind and without a pack', () => {
    expect(toLatin1(encodePush(full, [{ ref: REF, from: null, to: B }], PACK))).toContain(`${ZERO} ${B} `);
    const deleted = toLatin1(encodePush(full, [{ ref: REF, from: A, to: null }], PACK));
    expect(deleted).toContain(`${A} ${ZERO} `);
    expect(deleted.endsWith('0000')).toBe(true);
  });

  it('of several refs is all or nothing', () => {
    const body = toLatin1(
      encodePush(
        full,
        [
          { ref: REF, from: A, to: B },
          { ref: `${REF}2`, from: A, to: null },
        ],
        PACK,
      ),
    );
    expect(body).toContain(' atomic');
    expect(body.endsWith(toLatin1(PACK))).toBe(true);
  });

  it('asks only for what is offered, and not without a report', () => {
    const body = toLatin1(encodePush(offer('report-status'), [{ ref: REF, from: A, to: B }], PACK));
    expect(body).toContain('\0 report-status0000');
    expect(() => encodePush(offer(), [{ ref: REF, from: A, to: B }], PACK)).toThrow('report-status');
    expect(() => encodePush(offer('report-status'), [{ ref: REF, from: A, to: null }], PACK)).toThrow(
      'delete-refs',
    );
  });

  it.each(['rawhide', 'refs/heads/a b', 'refs/heads/a\0b', 'refs/heads/x^'])('refuses the ref %j', (ref) => {
    expect(() => encodePush(full, [{ ref, from: A, to: B }], PACK)).toThrow('no name of a ref');
  });

  it('reads what receive-pack advertises', () => {
    const data = encodePackets(
      { line: '# service=git-receive-pack' },
      'flush',
      fromLatin1(`${A} ${REF}\0 report-status delete-refs\n`),
      'flush',
    );
    expect(decodeAdvertisement(data, 'git-receive-pack').refs).toEqual(new Map([[REF, A]]));
    expect(() => decodeAdvertisement(data)).toThrow('another service');
  });
});

describe('the report of a push', () => {
  const report = encodePackets(
    { line: 'unpack ok' },
    { line: `ok ${REF}` },
    { line: 'ng refs/heads/x pre-receive hook declined' },
    'flush',
  );
  const refs = new Map([
    [REF, null],
    ['refs/heads/x', 'pre-receive hook declined'],
  ]);

  it('is read with and without side band', () => {
    expect(decodePushReport(report, false)).toEqual({ unpack: null, refs, remote: [] });
    const halves = [band(1, report.subarray(0, 20)), band(1, report.subarray(20))] as const;
    expect(decodePushReport(encodePackets(...halves, 'flush'), true)).toEqual({
      unpack: null,
      refs,
      remote: [],
    });
  });

  it('keeps what hooks said, line by line, also where a letter is cut', () => {
    const said = fromUtf8('Denied push für x\nAll rejected\r\n');
    const parts = [band(2, said.subarray(0, 14)), band(2, said.subarray(14)), band(1, report)] as const;
    expect(decodePushReport(encodePackets(...parts, 'flush'), true).remote).toEqual([
      'Denied push für x',
      'All rejected',
    ]);
  });

  it('tells a pack that was not taken', () => {
    const bad = encodePackets(
      { line: 'unpack index-pack abnormal exit' },
      { line: `ng ${REF} unpacker error` },
      'flush',
    );
    expect(decodePushReport(bad, false)).toMatchObject({ unpack: 'index-pack abnormal exit' });
  });

  it.each([
    ['nothing at all', new Uint8Array(0), true, 'an empty body'],
    [
      'only what hooks said',
      encodePackets(band(2, 'oops'), 'flush'),
      true,
      'no report in the answer, only: oops',
    ],
    ['a server that gives up', encodePackets(band(3, 'fatal: x'), 'flush'), true, 'gave up: fatal: x'],
    ['an error line', encodePackets({ line: 'ERR access denied' }), true, 'refused: access denied'],
    ['an error line without side band', encodePackets({ line: 'ERR no' }), false, 'refused: no'],
    ['another band', encodePackets(band(7, 'x')), true, 'no side band'],
    ['no word on the pack', encodePackets({ line: `ok ${REF}` }, 'flush'), false, 'does not say'],
    ['no end', encodePackets({ line: 'unpack ok' }), false, 'without its end'],
    ['other lines', encodePackets({ line: 'fine' }, 'flush'), false, 'no line of a report'],
    [
      'a ref refused without reason',
      encodePackets({ line: `ng ${REF}` }, 'flush'),
      false,
      'no line of a report',
    ],
  ])('refuses %s', (_what, data, banded, reason) => {
    expect(() => decodePushReport(data, banded)).toThrow(reason);
  });
});

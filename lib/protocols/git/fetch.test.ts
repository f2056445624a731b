import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, toLatin1 } from '../bytes.ts';
import type { Advertisement } from './advertisement.ts';
import { decodeFetch, encodeFetch } from './fetch.ts';
import { checkPack } from './pack.ts';
import { encodePackets } from './pkt-line.ts';

const SHA = 'd2947d5e39d2947d5e39d2947d5e39d2947d5e39';
const sha1 = (data: Uint8Array) => createHash('sha1').update(data).digest('hex');
const band = (number: number, data: Uint8Array | string) =>
  concat(new Uint8Array([number]), typeof data === 'string' ? fromLatin1(data) : data);

function offer(version: 0 | 2, capabilities: Readonly<Record<string, string>>): Advertisement {
  return {
    version,
    capabilities: new Map(Object.entries(capabilities)),
    refs: version === 0 ? new Map() : null,
  };
}

function pack(version: number, objects: number, content = 'object data'): Uint8Array {
  const head = new Uint8Array([...fromLatin1('PACK'), 0, 0, 0, version, 0, 0, 0, objects]);
  const body = concat(head, fromLatin1(content));
  return concat(body, new Uint8Array(createHash('sha1').update(body).digest()));
}

const whole = pack(2, 3);

describe('a fetch request', () => {
  const options = { want: SHA, depth: 1, filter: 'blob:none' };

  it('filters in version 2 only where that is offered', () => {
    expect(toLatin1(encodeFetch(offer(2, { fetch: 'shallow filter' }), options))).toContain(
      '0015filter blob:none\n',
    );
    expect(toLatin1(encodeFetch(offer(2, { fetch: 'shallow' }), options))).not.toContain('filter');
  });

  it('in version 0 names capabilities behind the first want', () => {
    const request = encodeFetch(offer(0, { 'side-band-64k': '', shallow: '', filter: '' }), options);
    expect(toLatin1(request)).toContain(`want ${SHA} side-band-64k ofs-delta no-progress filter\n`);
    expect(toLatin1(request).endsWith('00000009done\n')).toBe(true);
  });

  it('is not made for a server that cannot cut history', () => {
    expect(() => encodeFetch(offer(0, { 'side-band-64k': '' }), options)).toThrow('does not offer shallow');
  });
});

describe('the answer to a fetch', () => {
  it('of version 2 is put together from the side band', () => {
    const answer = encodePackets(
      { line: 'shallow-info' },
      { line: `shallow ${SHA}` },
      'delimiter',
      { line: 'packfile' },
      band(2, 'Counting objects'),
      band(1, whole.subarray(0, 20)),
      band(1, whole.subarray(20)),
      'flush',
    );
    expect(decodeFetch(answer)).toEqual(whole);
  });

  it('of version 0 follows a NAK', () => {
    const answer = encodePackets(
      { line: `shallow ${SHA}` },
      'flush',
      { line: 'NAK' },
      band(1, whole),
      'flush',
    );
    expect(decodeFetch(answer)).toEqual(whole);
  });

  it.each([
    ['an empty body', new Uint8Array(0), 'an empty body instead of a pack'],
    [
      'an error line',
      encodePackets({ line: `ERR upload-pack: not our ref ${SHA}` }),
      'the server refused: upload-pack: not our ref',
    ],
    [
      'an error in the side band',
      encodePackets({ line: 'packfile' }, band(3, 'aborting due to possible corruption\n')),
      'the server gave up: aborting',
    ],
    ['no pack', encodePackets({ line: 'packfile' }, 'flush'), 'no pack in the answer'],
    ['a pack that ends early', encodePackets({ line: 'packfile' }, band(1, whole)), 'a pack without its end'],
    ['an unknown band', encodePackets({ line: 'packfile' }, band(9, whole), 'flush'), 'no side band'],
    [
      'an error where the pack should be',
      encodePackets({ line: 'NAK' }, { line: 'ERR out of memory' }),
      'out of memory',
    ],
  ])('refuses %s', (_name, answer, words) => {
    expect(() => decodeFetch(answer)).toThrow(words);
  });
});

describe('a pack', () => {
  it('is counted, also behind a view', () => {
    expect(checkPack(concat(fromLatin1('xyz'), whole).subarray(3), sha1)).toEqual({
      objects: 3,
      bytes: whole.length,
    });
  });

  it.each([
    ['something else', fromLatin1('<!doctype html><title>Log in</title>'), 'it begins with "<!do"'],
    ['the mark alone', fromLatin1('PACK'), 'a pack of 4 bytes'],
    ['another version', pack(3, 1), 'version 3'],
    ['no objects', pack(2, 0), 'without objects'],
    ['a lost byte', concat(whole.subarray(0, 15), whole.subarray(16)), 'a damaged pack'],
    ['a flipped bit', whole.map((byte, at) => (at === 14 ? byte ^ 1 : byte)), 'a damaged pack'],
  ])('refuses %s', (_name, data, words) => {
    expect(() => checkPack(data, sha1)).toThrow(words);
  });
});

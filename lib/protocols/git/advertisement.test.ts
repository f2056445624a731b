import { describe, expect, it } from 'vitest';
import { allowsFilter, decodeAdvertisement } from './advertisement.ts';
import { encodePackets } from './pkt-line.ts';
import { decodeLsRefs, encodeLsRefs } from './refs.ts';

const SHA = 'd2947d5e39d2947d5e39d2947d5e39d2947d5e39';
const SERVICE = { line: '# service=git-upload-pack' };
const lines = (...all: string[]) =>
  encodePackets(SERVICE, 'flush', ...all.map((line) => ({ line })), 'flush');

describe('an advertisement', () => {
  it('of version 2 tells capabilities and no refs', () => {
    const offer = decodeAdvertisement(
      lines('version 2', 'agent=git/2.39.5', 'ls-refs=unborn', 'fetch=shallow filter'),
    );
    expect(offer.version).toBe(2);
    expect(offer.refs).toBeNull();
    expect(offer.capabilities.get('ls-refs')).toBe('unborn');
    expect(allowsFilter(offer)).toBe(true);
  });

  it('of version 2 may offer no filter', () => {
    expect(allowsFilter(decodeAdvertisement(lines('version 2', 'fetch=shallow wait-for-done')))).toBe(false);
  });

  it('of version 0 tells its refs at once', () => {
    const offer = decodeAdvertisement(
      lines(
        `${SHA} HEAD\0 multi_ack shallow filter symref=HEAD:refs/heads/rawhide`,
        `${SHA} refs/heads/rawhide`,
      ),
    );
    expect(offer.version).toBe(0);
    expect(offer.refs?.get('refs/heads/rawhide')).toBe(SHA);
    expect(offer.capabilities.get('symref')).toBe('HEAD:refs/heads/rawhide');
    expect(allowsFilter(offer)).toBe(true);
  });

  it('of version 1 is one of version 0 with its number before', () => {
    const offer = decodeAdvertisement(lines('version 1', `${SHA} HEAD\0shallow`));
    expect([offer.version, offer.refs?.size]).toEqual([1, 1]);
  });

  it('of an empty repository has no refs', () => {
    expect(decodeAdvertisement(lines(`${'0'.repeat(40)} capabilities^{}\0shallow`)).refs?.size).toBe(0);
  });

  it.each([
    ['nothing', encodePackets(SERVICE, 'flush', 'flush'), 'an empty advertisement'],
    ['another service', encodePackets({ line: '# service=git-receive-pack' }), 'another service'],
    ['an error', lines('ERR repository not exported'), 'the server refused: repository not exported'],
    ['something else', lines('hello'), 'neither refs nor a version'],
    ['a bad ref', lines(`${SHA} HEAD\0shallow`, 'xyz refs/heads/f44'), 'no ref'],
    ['another object format', lines('version 2', 'object-format=sha256'), 'object format sha256'],
  ])('with %s is refused', (_name, data, words) => {
    expect(() => decodeAdvertisement(data)).toThrow(words);
  });
});

describe('ls-refs', () => {
  it('asks by prefix', () => {
    const request = new TextDecoder().decode(encodeLsRefs(['refs/heads/rawhide']));
    expect(request).toBe(
      '0014command=ls-refs\n0017object-format=sha1\n00010022ref-prefix refs/heads/rawhide\n0000',
    );
  });

  it('reads refs, with attributes behind some', () => {
    const answer = encodePackets(
      { line: `${SHA} HEAD symref-target:refs/heads/rawhide` },
      { line: `${SHA} refs/heads/f44` },
      'flush',
    );
    expect([...decodeLsRefs(answer)]).toEqual([
      ['HEAD', SHA],
      ['refs/heads/f44', SHA],
    ]);
  });

  it('takes a lone flush for no such refs', () => {
    expect(decodeLsRefs(encodePackets('flush')).size).toBe(0);
  });

  it.each([
    [
      'an empty body, git’s answer to a malformed request',
      new Uint8Array(0),
      'an empty body instead of refs',
    ],
    [
      'an answer that ends between two refs',
      encodePackets({ line: `${SHA} HEAD` }),
      'refs without their end',
    ],
    ['an error', encodePackets({ line: 'ERR upload-pack: not our ref' }), 'not our ref'],
  ])('refuses %s', (_name, data, words) => {
    expect(() => decodeLsRefs(data)).toThrow(words);
  });
});

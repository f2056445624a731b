import { describe, expect, it } from 'vitest';
import { EVERYTHING, Random, randomText } from '../../../tests/real/xmlrpc-peers/random.ts';
import { decodeResponse } from './decode.ts';
import { encodeFault, encodeResponse } from './encode.ts';
import { isWhole, memberLiteral, memberText, valueLiteral } from './lazy.ts';

const build = encodeResponse({
  build_id: 4711,
  epoch: null,
  extra: { source: { original_url: 'git+https://example.org/bash#1' } },
  nvr: 'bash-5.3-1.fc46',
  owner_name: 'Jürgen & Söhne <x>',
  ready: true,
  tags: ['f46', 'f46-candidate'],
  task_id: 1,
});

describe('a document that is not decoded', () => {
  it('is known to be whole', () => {
    expect(isWhole(build)).toBe(true);
    expect(isWhole(encodeResponse(null))).toBe(true);
  });

  it.each([
    ['a fault', encodeFault(1, 'x')],
    ['nothing', ''],
    ['HTML', '<html></html>'],
    ['something behind', `${build}x`],
    ['something before', ` ${build}`],
    ['another spelling', build.replace("'1.0'", '"1.0"')],
  ])('is not called whole if it is %s', (_, document) => {
    expect(isWhole(document)).toBe(false);
  });

  it('is not called whole wherever it is cut', () => {
    for (let at = 0; at < build.length; at++) expect(isWhole(build.slice(0, at))).toBe(false);
  });

  it('holds members with their values, and items of lists', () => {
    for (const literal of [
      memberLiteral('nvr', 'bash-5.3-1.fc46'),
      memberLiteral('build_id', 4711),
      memberLiteral('ready', true),
      memberLiteral('owner_name', 'Jürgen & Söhne <x>'),
      memberLiteral('extra'),
      valueLiteral('f46'),
    ]) {
      expect(build).toContain(literal);
    }
    for (const literal of [
      memberLiteral('nvr', 'bash-5.3-1'),
      memberLiteral('build_id', 471),
      memberLiteral('ready', false),
      memberLiteral('build'),
      valueLiteral('f4'),
    ]) {
      expect(build).not.toContain(literal);
    }
  });

  it('tells the text of a member', () => {
    expect(memberText(build, 'nvr')).toBe('bash-5.3-1.fc46');
    expect(memberText(build, 'build_id')).toBe('4711');
    expect(memberText(build, 'original_url')).toBe('git+https://example.org/bash#1');
    expect(memberText(build, 'owner_name')).toBe('Jürgen & Söhne <x>');
  });

  it.each(['epoch', 'extra', 'tags', 'missing'])('has no text for %s', (name) => {
    expect(memberText(build, name)).toBeUndefined();
  });

  it('has no text where a reference is broken or the document ends', () => {
    expect(memberText(build.replace('&amp;', '&nothing;'), 'owner_name')).toBeUndefined();
    const from = build.indexOf('<name>nvr');
    const to = build.indexOf('</string>', from);
    for (let at = from; at <= to; at++) expect(memberText(build.slice(0, at), 'nvr')).toBeUndefined();
  });

  it('tells the same text as the decoder', () => {
    const random = new Random(3);
    for (let round = 0; round < 500; round++) {
      const value = {
        before: randomText(random, EVERYTHING),
        wanted: randomText(random, EVERYTHING),
        '<&>': randomText(random, EVERYTHING),
      };
      const document = encodeResponse(value);
      expect(decodeResponse(document)).toStrictEqual(value);
      expect(memberText(document, 'wanted')).toBe(value.wanted);
      expect(memberText(document, '<&>')).toBe(value['<&>']);
      expect(document).toContain(memberLiteral('wanted', value.wanted));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { follow, originOf } from './location.ts';

const BASE = 'https://admin.example.org/accounts/old?x=1';

describe('where a browser goes', () => {
  const LOCATIONS = [
    'https://accounts.example.org/',
    'https://accounts.example.org//',
    'https:/accounts.example.org//',
    'https:accounts/',
    'HTTPS:/Accounts/',
    'http:/plain.example.org/',
    'http:plain.example.org/',
    '//other.example.org/x',
    '/top',
    'beside',
  ];

  // Node's URL follows the same standard as browsers.
  it.each(LOCATIONS)('on %s', (location) => {
    expect(follow(BASE, location)).toBe(new URL(location, BASE).href);
  });

  it.each(['javascript:void(0)', 'ftp://example.org/', 'https://', 'mailto:someone'])(
    'not on %s',
    (location) => {
      expect(follow(BASE, location)).toBeNull();
    },
  );

  it('from an address without path', () => {
    expect(follow('http://127.0.0.1:80', 'x')).toBe('http://127.0.0.1:80/x');
    expect(follow('tcp://127.0.0.1:80', 'x')).toBeNull();
  });

  it('to which site', () => {
    expect(originOf('HTTPS://Accounts.example.org:8443/x?y')).toBe('https://accounts.example.org:8443');
  });
});

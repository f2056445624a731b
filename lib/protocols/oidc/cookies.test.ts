import { expect, it } from 'vitest';
import { CookieJar } from './cookies.ts';

const NOW = Date.parse('2026-11-28T00:00:00Z');

function jarOf(setCookie: string, path = '/openidc/Authorization'): CookieJar {
  const jar = new CookieJar();
  jar.take(path, setCookie, NOW);
  return jar;
}

it('takes apart what the engine joined, dates and all', () => {
  const jar = jarOf(
    'a=1; expires=Sat, 28 Nov 2026 01:15:31 GMT; Path=/, b=2; Max-Age=300; Path=/,c=x=y; Path=/; HttpOnly; secure',
  );
  expect(jar.headers('/login', NOW)).toEqual({ cookie: 'a=1; b=2; c=x=y' });
  expect(jarOf('a=1; Path=/').headers('/', NOW)).toEqual({ cookie: 'a=1' });
});

it('has no header where there is no cookie', () => {
  const jar = new CookieJar();
  jar.take('/', undefined, NOW);
  jar.take('/', 'nothing; Path=/, =x', NOW);
  expect(jar.headers('/', NOW)).toEqual({});
});

it('forgets in time', () => {
  const jar = jarOf('a=1; Max-Age=300; expires=Sat, 28 Nov 2026 01:15:31 GMT; Path=/, b=2; Path=/');
  expect(jar.has('a', NOW + 299_999)).toBe(true);
  expect(jar.has('a', NOW + 300_000)).toBe(false);
  expect(jar.headers('/', NOW + 300_000)).toEqual({ cookie: 'b=2' });
});

it.each([
  'a=; Max-Age=0; Path=/',
  'a=x; expires=Fri, 28 Nov 2025 00:15:31 GMT; Path=/',
  'a=x; Max-Age=-1; Path=/',
])('lets the site take a cookie back: %s', (line) => {
  const jar = jarOf('a=1; Path=/, b=2; Path=/');
  jar.take('/', line, NOW);
  expect(jar.headers('/', NOW)).toEqual({ cookie: 'b=2' });
});

it('keeps the newest of a name, and each of its paths', () => {
  const jar = jarOf('a=1; Path=/, a=2; Path=/, a=3; Path=/login');
  expect(jar.headers('/', NOW)).toEqual({ cookie: 'a=2' });
  expect(jar.headers('/login/form', NOW)).toEqual({ cookie: 'a=2; a=3' });
});

it('shows a cookie below its path only, or below the folder of the request that brought it', () => {
  const given = jarOf('a=1; Path=/open');
  expect(given.headers('/open', NOW)).toEqual({ cookie: 'a=1' });
  expect(given.headers('/open/x', NOW)).toEqual({ cookie: 'a=1' });
  expect(given.headers('/openidc', NOW)).toEqual({});
  for (const own of [jarOf('a=1'), jarOf('a=1; Path=elsewhere')]) {
    expect(own.headers('/openidc/Continue', NOW)).toEqual({ cookie: 'a=1' });
    expect(own.headers('/login', NOW)).toEqual({});
  }
  expect(jarOf('a=1', '/csrf').headers('/updates/', NOW)).toEqual({ cookie: 'a=1' });
});

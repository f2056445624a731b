import { expect, it } from 'vitest';
import { TokenBook } from './tokens.ts';

it('knows a token until its time is over', () => {
  let now = 1000;
  const tokens = new TokenBook(() => now);
  const token = tokens.issue('packagerbot', ['openid', 'https://src.example.org/push'], 60, 'fedpkg');
  expect(tokens.read(token)).toEqual({
    user: 'packagerbot',
    scopes: ['openid', 'https://src.example.org/push'],
    client: 'fedpkg',
    issuedAt: 1000,
    expiresAt: 61_000,
  });
  now = 60_999;
  expect(tokens.read(token)?.user).toBe('packagerbot');
  now = 61_000;
  expect(tokens.read(token)).toBeNull();
});

it('knows no other token', () => {
  const tokens = new TokenBook(() => 0);
  const token = tokens.issue('packagerbot', []);
  expect(tokens.issue('packagerbot', [])).not.toBe(token);
  expect(tokens.read(token.slice(1))).toBeNull();
  expect(tokens.read('')).toBeNull();
});

it('knows no token that was taken back', () => {
  const tokens = new TokenBook(() => 0);
  const [kept, gone] = [tokens.issue('packagerbot', []), tokens.issue('packagerbot', [])];
  tokens.revoke(gone);
  expect(tokens.read(gone)).toBeNull();
  expect(tokens.read(kept)).not.toBeNull();
});

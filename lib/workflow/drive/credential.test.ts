import { expect, it } from 'vitest';
import { readCredentials } from './credential.ts';

const reading = (given: Readonly<Record<string, string>>) => async (name: string) => given[name] ?? null;
const WHO = { principal: 'packagerbot' };

it('takes a password, and the token where it is given', async () => {
  const found = await readCredentials(reading({ ...WHO, password: 'p', 'pagure-token': 't' }), true);
  expect(found).toEqual({ credential: { principal: 'packagerbot', password: 'p' }, pagureToken: 't' });
});

it.each([
  [{}, false, /no principal: .*PW_SECRET_PRINCIPAL/],
  [WHO, false, /no password and no keytab: .*PW_SECRET_PASSWORD or PW_SECRET_KEYTAB/],
  [{ ...WHO, password: 'p' }, true, /no pagure-token, .*PW_SECRET_PAGURE_TOKEN/],
  [{ ...WHO, keytab: 'c2VjcmV0' }, false, /the keytab holds no key/],
  [{ ...WHO, keytab: '!' }, false, /the keytab holds no key/],
])('says what is missing in one line, and no value: %#', async (given, needsToken, words) => {
  await expect(readCredentials(reading(given), needsToken)).rejects.toThrow(words);
});

import { expect, it } from 'vitest';
import { decodeForm, encodeForm } from './form.ts';

const FIELDS = { scope: 'openid https://id.example.org/groups', state: 'a+b&c=d%', 'né e': 'ü€', empty: '' };

it('writes what others read', () => {
  expect(Object.fromEntries(new URLSearchParams(encodeForm(FIELDS)))).toEqual(FIELDS);
});

it('reads what others write', () => {
  expect(Object.fromEntries(decodeForm(String(new URLSearchParams(FIELDS))))).toEqual(FIELDS);
});

it('keeps the first of a name, and what is not encoded', () => {
  expect([...decodeForm('a=1&a=2&b&=x&&c=100%&d=%e9')]).toEqual([
    ['a', '1'],
    ['b', ''],
    ['c', '100%'],
    ['d', '%e9'],
  ]);
});

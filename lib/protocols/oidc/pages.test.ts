import { describe, expect, it } from 'vitest';
import { complaintOf, recognise } from './pages.ts';

const title = (text: string): string => `<html><head><title>${text}</title></head></html>`;

describe('a provider’s page', () => {
  it.each([
    ['a code', title('code=4ed_-f7&amp;state=st1'), 'code=4ed_-f7&state=st1'],
    ['a code after its state', title(' state=st1&amp;code=4ed '), 'state=st1&code=4ed'],
    ['a refusal', title('error=unauthorized_client&amp;state=s'), 'error=unauthorized_client&state=s'],
  ])('that shows %s', (_what, page, query) => {
    expect(recognise(page)).toEqual({ kind: 'answer', query });
  });

  const FORMS: readonly (readonly [string, string, string])[] = [
    [
      'consent',
      '<button type="submit" name="decided_deny"><button type="submit" name="decided_allow">',
      'consent',
    ],
    ['a password', '<input name="login_name"><input type="password" name="login_password">', 'login'],
    ['a password without a telling name', '<input type=password name=pw>', 'login'],
    [
      'a password and, if there is one, a second factor',
      '<input name="login_password"><input name="login_otp">',
      'login',
    ],
    [
      'a second factor',
      '<input type="hidden" name="csrf_token"><input type="password" name="login_otp">',
      'second factor',
    ],
    ['a one-time code', '<input name="one-time-code">', 'second factor'],
    ['nothing', '<p>We are down.</p>', 'other'],
    ['a search', '<input name="q"><button>Find</button>', 'other'],
  ];
  it.each(FORMS)('that asks for %s', (_what, form, kind) => {
    expect(recognise(`<title>Fedora &lt;Accounts&gt;</title><form>${form}</form>`)).toEqual({
      kind,
      title: 'Fedora <Accounts>',
    });
  });

  it('whose title only looks like a code', () => {
    expect(recognise(title('How to code = fun')).kind).toBe('other');
    expect(recognise('').kind).toBe('other');
  });
});

describe('a complaint', () => {
  it('is the first paragraph, or the title', () => {
    expect(complaintOf(`${title('Bad Request')}<p>\n    Invalid &#39;redirect_uri&#39;\n</p><p>x</p>`)).toBe(
      "Invalid 'redirect_uri'",
    );
    expect(complaintOf(title('Bad Request'))).toBe('Bad Request');
    expect(complaintOf('')).toBe('');
  });
});

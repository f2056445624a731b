import { describe, expect, it } from 'vitest';
import { bump, readSpec, SpecError } from './spec.ts';

const SPEC = `Name:           dummy
Version:        0
Release:        41%{?dist}
Source0:        https://example.org/%{name}-%{version}.tar.gz

%description
Release: of nothing

%changelog
* Mon Nov 23 2026 someone <someone@example.org> - 0-41
- Rebuild
`;

const ENTRY = {
  at: Date.UTC(2026, 10, 8),
  author: 'packagerbot',
  email: 'packagerbot@example.org',
  line: 'run',
};

it('reads name, version and source', () => {
  expect(readSpec(SPEC)).toEqual({ name: 'dummy', version: '0', source: 'dummy-0.tar.gz' });
});

it.each([
  ['Name', /no Name/],
  ['Version', /no Version/],
  ['Source0', /no Source0/],
])('tells that there is no %s', (tag, words) => {
  const without = SPEC.replace(new RegExp(`^${tag}:.*\n`, 'm'), '');
  expect(() => readSpec(without)).toThrow(SpecError);
  expect(() => readSpec(without)).toThrow(words);
});

it('guesses no macro', () => {
  expect(() => readSpec(SPEC.replace('%{version}', '%{commit}'))).toThrow(/%\{commit\}/);
});

describe('a bump', () => {
  it('counts the release up and tells so in the changelog', () => {
    const { text, release } = bump(SPEC, ENTRY);
    expect(release).toBe('42');
    expect(text).toContain('Release:        42%{?dist}\n');
    expect(text).toContain(
      '%changelog\n* Sun Nov 08 2026 packagerbot <packagerbot@example.org> - 0-42\n- run\n\n* Mon Nov 23',
    );
    expect(text).toContain('\nRelease: of nothing\n');
    expect(bump(text, ENTRY).release).toBe('43');
  });

  it('starts a changelog where there is none', () => {
    const { text } = bump(SPEC.slice(0, SPEC.indexOf('%changelog')), ENTRY);
    expect(text).toMatch(/\n\n%changelog\n\* Sun Nov 08 2026 .* - 0-42\n- run\n$/);
  });

  it('leaves to rpmautospec what is its', () => {
    const auto = SPEC.replace('41%{?dist}', '%autorelease');
    expect(bump(auto, ENTRY)).toEqual({ text: auto, release: null });
    const log = `${SPEC.slice(0, SPEC.indexOf('%changelog'))}%autochangelog\n`;
    expect(bump(log, ENTRY).text).toContain('%autochangelog\n');
    expect(bump(log, ENTRY).text).not.toContain('packagerbot');
  });

  it.each([
    [SPEC.replace(/^Release:.*\n/m, '').replace('Release: of', 'of'), /no Release to bump/],
    [SPEC.replace('41%{?dist}', '%{rel}'), /no number to bump/],
  ])('refuses a spec without a release to count up', (text, words) => {
    expect(() => bump(text, ENTRY)).toThrow(words);
  });
});

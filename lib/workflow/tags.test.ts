import { describe, expect, it } from 'vitest';
import { FOUNDING_WORDS, sideTagOf, TAG_STEPS, tagBook } from './tags.ts';

function fedora(dist: string, stable: string) {
  return {
    name: dist.toUpperCase(),
    candidate_tag: `${dist}-updates-candidate`,
    pending_signing_tag: `${dist}-signing-pending`,
    pending_testing_tag: `${dist}-updates-testing-pending`,
    testing_tag: `${dist}-updates-testing`,
    pending_stable_tag: `${dist}-updates-pending`,
    stable_tag: stable,
    override_tag: `${dist}-override`,
  };
}

const epel = {
  name: 'EPEL-9',
  candidate_tag: 'epel9-testing-candidate',
  pending_signing_tag: 'epel9-signing-pending',
  pending_testing_tag: 'epel9-testing-pending',
  testing_tag: 'epel9-testing',
  pending_stable_tag: 'epel9-pending',
  stable_tag: 'epel9',
  override_tag: 'epel9-override',
};

/** Containers share the override tag, and have no signing. */
const container = {
  ...fedora('f77-container', 'f77-container-updates'),
  name: 'F77C',
  pending_signing_tag: '',
  override_tag: 'f77-override',
};

const book = tagBook([fedora('f77', 'f77'), fedora('f76', 'f76-updates'), epel, container]);

describe('tagBook', () => {
  it.each([
    ['f77-updates-candidate', 'candidate', 'F77'],
    ['f77-signing-pending', 'signing-pending', 'F77'],
    ['f77-updates-testing-pending', 'testing-pending', 'F77'],
    ['f76-updates-testing', 'testing', 'F76'],
    ['f76-updates-pending', 'pending', 'F76'],
    ['f76-updates', 'stable', 'F76'],
    ['f77', 'stable', 'F77'],
    ['f76-override', 'override', 'F76'],
    ['f76-build', 'build', 'F76'],
    ['epel9-testing-candidate', 'candidate', 'EPEL-9'],
    ['epel9-testing-pending', 'testing-pending', 'EPEL-9'],
    ['epel9', 'stable', 'EPEL-9'],
    ['epel9-build', 'build', 'EPEL-9'],
  ])('%s is %s of %s', (tag, step, release) => {
    expect(book.usesOf(tag)).toEqual([{ step, release, sideTag: null }]);
  });

  it('tells of every release that shares a tag', () => {
    expect(book.usesOf('f77-build').map(({ step, release }) => [step, release])).toEqual([
      ['build', 'F77'],
      ['build', 'F77C'],
    ]);
  });

  it.each([
    'f75-updates-candidate',
    'f76-pending',
    'f77-updates',
    '',
    'eln',
    'f77-build-side',
    'module-a-1-build',
  ])('knows nothing of "%s"', (tag) => {
    expect(book.usesOf(tag)).toEqual([]);
  });

  it.each([
    ['f76-build-side-104211', 'side-tag'],
    ['f76-build-side-104211-signing-pending', 'signing-pending'],
    ['f76-build-side-104211-testing-pending', 'testing-pending'],
  ])('%s is %s of a side tag', (tag, step) => {
    expect(book.usesOf(tag)).toEqual([{ step, release: 'F76', sideTag: 'f76-build-side-104211' }]);
  });

  it('knows a side tag of no release by its form', () => {
    expect(book.usesOf('f75-build-side-9')).toEqual([
      { step: 'side-tag', release: null, sideTag: 'f75-build-side-9' },
    ]);
  });
});

describe('sideTagOf', () => {
  it.each([
    ['f76-build-side-104211', 'f76-build-side-104211'],
    ['epel9-build-side-3-testing-pending', 'epel9-build-side-3'],
    ['f76-build', null],
    ['f76-build-side-x', null],
    ['f76-build-side-1-elsewhere', null],
  ])('%s', (tag, sideTag) => {
    expect(sideTagOf(tag)).toBe(sideTag);
  });
});

describe('the founding document’s words', () => {
  it.each([
    ['f77-updates-candidate', 'candidate'],
    ['f77-signing-pending', 'signing-pending'],
    ['f77-updates-testing-pending', 'testing-pending'],
  ] as const)('%s ends with the word for %s', (tag, step) => {
    expect(tag.endsWith(`-${FOUNDING_WORDS[step]}`)).toBe(true);
    expect(book.usesOf(tag).map((use) => use.step)).toEqual([step]);
  });

  it('are those of three steps', () => {
    expect(Object.keys(FOUNDING_WORDS)).toEqual(TAG_STEPS.slice(1, 4));
  });
});

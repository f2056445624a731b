import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../targets/config-error.ts';
import { checkChoice, packageOf } from './choice.ts';

describe('checkChoice', () => {
  it('takes fifty packages of every kind if nothing is named', () => {
    expect(checkChoice({})).toEqual({ count: 50, release: null, package: null, nvr: null, update: null });
    expect(checkChoice({ PW_COUNT: '', PW_NVR: '' })).toMatchObject({ count: 50, nvr: null });
  });

  it.each([
    [{ PW_COUNT: '1' }, { count: 1 }],
    [{ PW_COUNT: '200' }, { count: 200 }],
    [{ PW_RELEASE: 'EPEL-10.1' }, { release: 'EPEL-10.1' }],
    [
      { PW_PACKAGE: 'libstdc++', PW_RELEASE: 'f44' },
      { package: 'libstdc++', release: 'f44' },
    ],
    [{ PW_NVR: 'python3.14-3.14.0~rc2-1.fc44' }, { nvr: 'python3.14-3.14.0~rc2-1.fc44' }],
    [{ PW_UPDATE: 'FEDORA-2026-0123abcdef' }, { update: 'FEDORA-2026-0123abcdef' }],
    [{ PW_UPDATE: 'FEDORA-EPEL-2026-0123abcdef' }, { update: 'FEDORA-EPEL-2026-0123abcdef' }],
    [{ PW_UPDATE: 'FEDORA-EPEL-NEXT-2026-0123abcdef' }, { update: 'FEDORA-EPEL-NEXT-2026-0123abcdef' }],
  ])('%j', (env, choice) => {
    expect(checkChoice(env)).toMatchObject(choice);
  });

  it.each([
    ['PW_COUNT', '0'],
    ['PW_COUNT', '201'],
    ['PW_COUNT', '1e2'],
    ['PW_COUNT', '-5'],
    ['PW_RELEASE', 'F 44'],
    ['PW_RELEASE', '44'],
    ['PW_PACKAGE', '../bash'],
    ['PW_NVR', 'bash'],
    ['PW_NVR', 'bash-5.3'],
    ['PW_NVR', 'bash-5.3-1 fc44'],
    ['PW_UPDATE', 'FEDORA-2026-0123ABCDEF'],
    ['PW_UPDATE', 'FEDORA-2026-0123abcde'],
    ['PW_UPDATE', 'fedora-2026-0123abcdef'],
    ['PW_UPDATE', 'https://bodhi.example/updates/FEDORA-2026-0123abcdef'],
  ])('refuses %s=%s, names both, and says what is valid', (name, value) => {
    const check = () => checkChoice({ [name]: value });
    expect(check).toThrow(ConfigError);
    expect(check).toThrow(name);
    expect(check).toThrow(`"${value}"`);
    expect(check).toThrow('Valid: ');
  });

  it.each([
    { PW_NVR: 'bash-5.3-1.fc44', PW_UPDATE: 'FEDORA-2026-0123abcdef' },
    { PW_NVR: 'bash-5.3-1.fc44', PW_PACKAGE: 'bash' },
    { PW_UPDATE: 'FEDORA-2026-0123abcdef', PW_RELEASE: 'F44' },
  ])('refuses what excludes each other: %j', (env) => {
    expect(() => checkChoice(env)).toThrow(`${Object.keys(env).join(' and ')} exclude each other`);
  });
});

describe('packageOf', () => {
  it('leaves hyphens in the name', () => {
    expect(packageOf('plasma-desktop-6.5.1-2.fc44')).toBe('plasma-desktop');
  });
});

import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../targets/resolve.ts';
import { resolveDrive } from './settings.ts';

function settings(env: Record<string, string>) {
  return resolveDrive(env, resolveConfig(env, { target: 'local', only: '' }));
}

const GLOSTER = 'dummy-test-package-gloster';
const CRESTED = 'dummy-test-package-crested';

describe('what is driven', () => {
  it('is one test package on loopback, and then k6 may reach nothing else', () => {
    const { packages, flow, timeScale, touched } = settings({});
    expect({ packages, flow, timeScale, hit: touched.hit }).toEqual({
      packages: [GLOSTER],
      flow: [],
      timeScale: 1,
      hit: ['local'],
    });
    expect(touched.blockedNets).toContain('128.0.0.0/1');
  });

  it('may read elsewhere, where k6 is then let out', () => {
    const { touched } = settings({ PW_RESULTSDB_URL: 'https://resultsdb.fedoraproject.org' });
    expect(touched).toEqual({ hit: ['local'], blockedNets: [] });
  });

  it('is the pair with multi, and every test package with sweep', () => {
    expect(settings({ PW_FLOW: 'multi' }).packages).toEqual([CRESTED, 'dummy-test-package-rubino']);
    expect(settings({ PW_FLOW: 'sweep' }).packages).toHaveLength(3);
    expect(settings({ PW_FLOW: 'sweep', PW_PACKAGE: CRESTED }).packages).toEqual([CRESTED]);
  });

  it.each([
    [
      { PW_PACKAGE: 'bash' },
      /PW_PACKAGE: "bash" is no test package of local\. Valid: dummy-test-package-gloster/,
    ],
    [{ PW_FLOW: 'multi', PW_PACKAGE: CRESTED }, /PW_PACKAGE.*multi/],
    [{ PW_FLOW: 'pr,multi' }, /pr and multi exclude each other/],
    [{ PW_FLOW: 'all' }, /PW_FLOW: "all" is unknown\. Valid: pr, multi, sweep/],
    [{ PW_RELEASE: '44' }, /PW_RELEASE: "44"/],
    [{ PW_TIME_SCALE: '0' }, /PW_TIME_SCALE: "0"/],
    [{ PW_TIME_SCALE: 'fast' }, /PW_TIME_SCALE: "fast"/],
    [{ PW_UNLOCK: 'staging' }, /PW_UNLOCK: "staging" is unknown/],
    [{ PW_TARGET: 'seed', PW_UNLOCK: 'seed' }, /target seed has no test packages/],
  ])('is refused in one line: %j', (env, words) => {
    expect(() => settings(env)).toThrow(words);
  });
});

describe('who may be written to', () => {
  it('is nobody but loopback without an unlock', () => {
    expect(() => settings({ PW_TARGET: 'stg' })).toThrow(/belongs to stg, and PW_UNLOCK is ""/);
    expect(settings({ PW_TARGET: 'stg', PW_UNLOCK: 'stg' }).touched.hit).toEqual(['stg']);
  });

  it.each([
    'PW_KOJI_URL',
    'PW_BODHI_URL',
    'PW_DIST_GIT_URL',
    'PW_LOOKASIDE_URL',
    'PW_FAS_KDC_URL',
    'PW_FAS_OIDC_URL',
  ])('is told from the address: %s of local leads to production', (variable) => {
    const host = {
      PW_KOJI_URL: 'koji',
      PW_BODHI_URL: 'bodhi',
      PW_DIST_GIT_URL: 'src',
      PW_LOOKASIDE_URL: 'src',
    };
    const name = Object.entries(host).find(([one]) => one === variable)?.[1] ?? 'id';
    const env = { [variable]: `https://${name}.fedoraproject.org` };
    expect(() => settings(env)).toThrow(/workflow refused: \S+ belongs to prod/);
    expect(() => settings({ ...env, PW_UNLOCK: 'prod' })).toThrow(/PW_PROD_PACKAGE is ""/);
    const both = { ...env, PW_UNLOCK: 'prod', PW_PROD_PACKAGE: GLOSTER };
    expect(settings(both).touched.hit).toContain('prod');
  });

  it('is nobody of a foreign host, whatever is unlocked', () => {
    const env = { PW_KOJI_URL: 'https://koji.example.org', PW_UNLOCK: 'stg,prod' };
    expect(() => settings(env)).toThrow(/neither loopback nor a host of a target/);
  });

  it('is production only with each package by its name', () => {
    const prod = { PW_TARGET: 'prod', PW_UNLOCK: 'prod' };
    expect(() => settings({ ...prod, PW_PROD_PACKAGE: CRESTED })).toThrow(
      /PW_PROD_PACKAGE=dummy-test-package-gloster/,
    );
    expect(() => settings({ ...prod, PW_FLOW: 'multi', PW_PROD_PACKAGE: CRESTED })).toThrow(
      /PW_PROD_PACKAGE/,
    );
    expect(settings({ ...prod, PW_PROD_PACKAGE: GLOSTER }).touched.hit).toEqual(['prod']);
  });
});

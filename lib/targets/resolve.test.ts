import { describe, expect, it } from 'vitest';
import { ADDRESS_NAMES, ADDRESSES } from './addresses.ts';
import { resolveConfig, TARGETS } from './resolve.ts';
import { TARGET_NAMES } from './target.ts';

const DEFAULTS = { target: 'local', only: '' };
const config = (env: Record<string, string>) => resolveConfig(env, DEFAULTS);

describe('resolveConfig', () => {
  it('takes the local target and its defaults from an empty environment', () => {
    expect(config({})).toMatchObject({ strict: false, reportDir: 'reports', only: '', skip: '', hosts: {} });
    expect(config({}).target.name).toBe('local');
  });

  it.each([
    [{ PW_TARGET: 'porD' }, 'unknown target "porD". Valid: local, stg, prod, seed'],
    [{ PW_KOJI_ULR: 'http://x' }, /^unknown variable PW_KOJI_ULR\. Valid: PW_TARGET, /],
    [{ PW_STRICT: 'yes' }, 'PW_STRICT: "yes" is neither 0 nor 1. Valid: 0, 1'],
    [
      { PW_KOJI_URL: 'koji.example.org' },
      /^PW_KOJI_URL: "koji\.example\.org" is no valid address\. Valid: http:\/\//,
    ],
    [{ PW_KOJI_URL: 'ftp://koji.example.org' }, /^PW_KOJI_URL: .*Valid: http/],
    [{ PW_KOJI_URL: 'http://koji.example.org:0' }, /^PW_KOJI_URL/],
    [{ PW_KOJI_URL: 'http://koji.example.org:99999' }, /^PW_KOJI_URL/],
    [{ PW_KOJI_URL: 'http://koji.example.org/?a=b' }, /^PW_KOJI_URL/],
    [{ PW_KOJI_URL: 'http://user:word@koji.example.org' }, /^PW_KOJI_URL/],
    [{ PW_FEDMSG_URL: 'tcp://hub.example.org' }, /^PW_FEDMSG_URL: .*Valid: tcp:\/\/host:port/],
    [{ PW_FEDMSG_URL: 'http://hub.example.org:80' }, /^PW_FEDMSG_URL/],
    [{ PW_RESOLVE: 'koji.example.org' }, /^PW_RESOLVE: "koji\.example\.org" is no pair/],
    [{ PW_CI_ENV: 'prd' }, /^PW_CI_ENV: "prd" is no environment\. Valid: prod, stage, stg$/],
    [{ PW_CI_ENV: 'constructor' }, /^PW_CI_ENV/],
  ])('refuses %o in one line', (env, message) => {
    expect(() => config(env)).toThrowError(message);
    try {
      config(env);
    } catch (thrown) {
      expect(String(thrown)).not.toContain('\n');
    }
  });

  it('lets an address override one of the target’s, without its trailing slash', () => {
    const { target } = config({ PW_TARGET: 'prod', PW_KOJI_URL: 'http://127.0.0.1:9/' });
    expect(target.addresses.koji).toEqual({ url: 'http://127.0.0.1:9', source: 'PW_KOJI_URL' });
    expect(target.addresses.bodhi.url).toBe('https://bodhi.fedoraproject.org');
  });

  it('takes IPv6 addresses and pins hosts', () => {
    expect(config({ PW_KOJI_URL: 'http://[::1]:80' }).target.addresses.koji.url).toBe('http://[::1]:80');
    expect(config({ PW_RESOLVE: 'a.example=10.0.0.1, b.example=::1' }).hosts).toEqual({
      'a.example': '10.0.0.1',
      'b.example': '::1',
    });
  });

  it('follows the target in the environment of CI topics, unless told otherwise', () => {
    expect(config({ PW_TARGET: 'prod' }).target.ciTopicPrefix).toBe('org.centos.prod');
    expect(config({ PW_TARGET: 'stg' }).target.ciTopicPrefix).toBe('org.centos.stage');
    expect(config({ PW_TARGET: 'prod', PW_CI_ENV: 'stage' }).target.ciTopicPrefix).toBe('org.centos.stage');
    expect(config({ PW_TARGET: 'prod', PW_CI_ENV: 'stg' }).target.ciTopicPrefix).toBe('org.centos.stage');
  });
});

describe('targets', () => {
  it.each(TARGET_NAMES)('%s has every address with its source, or says why not', (name) => {
    for (const address of ADDRESS_NAMES) {
      const found = TARGETS[name].addresses[address];
      if (found.url === null) {
        expect(found.why).not.toBe('');
        continue;
      }
      expect(found.source).not.toBe('');
      const scheme = found.url.slice(0, found.url.indexOf(':'));
      expect(ADDRESSES[address].schemes).toContain(scheme);
      expect(found.url.endsWith('/')).toBe(false);
    }
  });

  it('says that staging signs nothing', () => {
    expect(TARGETS.stg.capabilities.signing).toMatch(/signs nothing/);
    expect(TARGETS.prod.capabilities.signing).toBe(true);
  });
});

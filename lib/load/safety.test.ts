import { describe, expect, it } from 'vitest';
import { ConfigError } from '../targets/config-error.ts';
import { resolveConfig } from '../targets/resolve.ts';
import { planOf } from './plan.ts';
import { addressesOf, permitted } from './safety.ts';
import { resolveLoad } from './settings.ts';

function permission(env: Record<string, string>) {
  const settings = resolveLoad(env);
  const config = resolveConfig(env, { target: 'local', only: '' });
  return permitted(config, settings, addressesOf(settings));
}

function planned(env: Record<string, string>) {
  const settings = resolveLoad(env);
  return planOf(settings, permission(env));
}

describe('who may be loaded', () => {
  it('is loopback, and then k6 itself may reach nothing else', () => {
    const { hit, blockedNets } = permission({});
    expect(hit).toEqual(['local']);
    expect(blockedNets).toContain('128.0.0.0/1');
    expect(blockedNets).toContain('::/0');
    // Between them the nets hold every first byte but 127, and that one nowhere.
    const covers = (byte: number) =>
      blockedNets
        .filter((net) => net.includes('.'))
        .some((net) => {
          const [base = '', bits = ''] = net.split('/');
          const size = 2 ** (8 - Number(bits));
          const from = Number(base.split('.')[0]);
          return byte >= from && byte < from + size;
        });
    for (let byte = 0; byte < 256; byte++) expect(covers(byte)).toBe(byte !== 127);
  });

  it.each(['http://127.0.0.1:8080', 'http://127.9.8.7', 'http://localhost:1', 'http://[::1]:80'])(
    'takes %s for loopback',
    (url) => {
      expect(permission({ PW_KOJI_URL: url, PW_ONLY: 'koji' }).hit).toEqual(['local']);
    },
  );

  it('is a target that is unlocked by its name', () => {
    expect(permission({ PW_TARGET: 'stg', PW_UNLOCK: 'stg' })).toMatchObject({
      hit: ['stg'],
      blockedNets: [],
    });
    expect(permission({ PW_TARGET: 'prod', PW_UNLOCK: 'stg,prod' }).hit).toEqual(['prod']);
  });

  it('follows the address, not the name of the target', () => {
    const toProd = { PW_KOJI_URL: 'https://koji.fedoraproject.org', PW_ONLY: 'koji' };
    expect(() => permission(toProd)).toThrow(/koji\.fedoraproject\.org belongs to prod/);
    expect(permission({ ...toProd, PW_UNLOCK: 'prod' }).hit).toEqual(['prod']);
    const home = { PW_KOJI_URL: 'http://127.0.0.1:1', PW_DATAGREPPER_URL: 'http://127.0.0.1:2' };
    expect(permission({ PW_TARGET: 'prod', ...home }).hit).toEqual(['local']);
  });

  it('follows a pin of a name before the name', () => {
    const pinned = (pin: string, url = 'https://koji.fedoraproject.org') =>
      permission({ PW_KOJI_URL: url, PW_ONLY: 'koji', PW_RESOLVE: pin });
    expect(pinned('koji.fedoraproject.org=127.0.0.1').hit).toEqual(['local']);
    expect(pinned('*.fedoraproject.org=127.0.0.1').hit).toEqual(['local']);
    expect(() => pinned('koji.fedoraproject.org=10.0.0.1')).toThrow(/belongs to prod/);
    expect(() => pinned('localhost=10.0.0.1', 'http://localhost')).toThrow(/pinned to 10\.0\.0\.1/);
    expect(() => pinned('127.0.0.1=10.0.0.1', 'http://127.0.0.1')).toThrow(/pinned to 10\.0\.0\.1/);
  });

  it.each([
    [{ PW_TARGET: 'prod' }, /belongs to prod, and PW_UNLOCK is "". Valid: PW_UNLOCK=prod/],
    [{ PW_TARGET: 'stg', PW_UNLOCK: 'prod' }, /belongs to stg, and PW_UNLOCK is "prod"/],
    [{ PW_TARGET: 'seed', PW_UNLOCK: 'seed' }, /belongs to prod/],
    [{ PW_KOJI_URL: 'https://koji.example.org', PW_UNLOCK: 'stg,prod,local' }, /neither loopback nor a host/],
    [{ PW_KOJI_URL: 'http://10.1.2.3', PW_UNLOCK: 'prod' }, /10\.1\.2\.3, which is neither/],
    [{ PW_KOJI_URL: 'http://127.0.0.1.example.org' }, /neither loopback/],
    [{ PW_KOJI_URL: 'http://127.1', PW_UNLOCK: 'prod' }, /neither loopback/],
  ])('is not %j', (env, said) => {
    expect(() => permission(env)).toThrow(ConfigError);
    expect(() => permission(env)).toThrow(said);
  });
});

describe('how much may be asked', () => {
  it('has a ceiling per target, which only its own variable raises', () => {
    const prod = { PW_TARGET: 'prod', PW_UNLOCK: 'prod' };
    expect(planned(prod).peak).toBe(5);
    expect(() => planned({ ...prod, PW_PROFILE: 'average' })).toThrow(
      /average asks 60 requests\/s, the ceiling of prod is 10. Valid: PW_RATE_SCALE of at most 0\.166, or PW_RATE_CEILING/,
    );
    expect(planned({ ...prod, PW_PROFILE: 'average', PW_RATE_SCALE: '0.166' }).peak).toBeCloseTo(9.96);
    expect(planned({ ...prod, PW_PROFILE: 'average', PW_RATE_CEILING: '60' }).peak).toBe(60);
  });

  it('ends a climb at the ceiling, and refuses one that begins above it', () => {
    const climb = planned({ PW_PROFILE: 'breakpoint', PW_RATE_CEILING: '100' });
    expect(climb.peak).toBeLessThanOrEqual(100);
    expect(climb.windows.length).toBeGreaterThan(5);
    expect(() => planned({ PW_PROFILE: 'breakpoint', PW_RATE_CEILING: '30' })).toThrow(/begins at 40/);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { edit, rows } from '../../../tests/support/koji-tamper.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Finding } from '../../probe/finding.ts';
import { runProbes } from '../../probe/run.ts';
import type { XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { local } from '../../targets/local.ts';
import { archesOf, byArch } from './builders.ts';
import { kojiProbes } from './probes.ts';

let world: World;

beforeAll(() => {
  world = createWorld();
});

async function finding(id: string, tamper: Tamper): Promise<Finding> {
  const transport = twinTransport(world, [koji], tamper);
  const probes = kojiProbes.filter((probe) => probe.id === id);
  const [found] = (await runProbes(nodeEngine({ transport }), local, probes)).findings;
  if (found === undefined) throw new Error(`no probe ${id}`);
  return found;
}

describe('builders', () => {
  const without = (arch: string): Tamper =>
    edit('listHosts', (all) => rows(all).filter((row) => !String(row.arches).includes(arch)));
  const silent = (arch: string, ts: XmlRpcValue): Tamper =>
    edit('listHosts', (all) =>
      rows(all).map((row) => (String(row.arches).includes(arch) ? { ...row, update_ts: ts } : row)),
    );

  it('an architecture without an enabled one is named', async () => {
    expect(await finding('koji.builders.enabled', without('s390x'))).toMatchObject({
      verdict: 'failed',
      value: 1,
      reason: 'no enabled builder for s390x',
    });
    expect(await finding('koji.builders.checkedIn', without('s390x'))).toMatchObject({
      verdict: 'failed',
      value: 1,
    });
  });

  it('no builders at all are none for every architecture', async () => {
    expect(
      await finding(
        'koji.builders.enabled',
        edit('listHosts', () => []),
      ),
    ).toMatchObject({
      verdict: 'failed',
      value: 4,
    });
  });

  it('disabled ones do not count, should the hub send them', async () => {
    const disabled = edit('listHosts', (all) => rows(all).map((row) => ({ ...row, enabled: false })));
    expect(await finding('koji.builders.enabled', disabled)).toMatchObject({ verdict: 'failed', value: 4 });
  });

  it('an architecture whose builders are silent is named', async () => {
    const anHourAgo = world.now() / 1000 - 3600.5;
    expect(await finding('koji.builders.checkedIn', silent('aarch64', anHourAgo))).toMatchObject({
      verdict: 'failed',
      value: 1,
      reason: expect.stringContaining('no builder checked in for aarch64 (9 enabled, last 60 min ago)'),
    });
    expect(await finding('koji.builders.enabled', silent('aarch64', anHourAgo))).toMatchObject({
      verdict: 'ok',
    });
    expect(await finding('koji.builders.checkedIn', silent('aarch64', null))).toMatchObject({
      reason: expect.stringContaining('(9 enabled, never)'),
    });
  });

  it('a time to come is no check-in: it would stay fresh until it has come', async () => {
    const tomorrow = world.now() / 1000 + 86_400;
    expect(await finding('koji.builders.checkedIn', silent('aarch64', tomorrow))).toMatchObject({
      verdict: 'failed',
      value: 1,
      reason: expect.stringContaining('aarch64 (9 enabled, last 24 h ahead of now)'),
    });
  });
});

describe('architectures', () => {
  it('go by the names under which koji hands out work', () => {
    expect(archesOf('x86_64 i686 armv7hl  i386')).toEqual(['armhfp', 'i386', 'x86_64']);
    expect(archesOf(null)).toEqual([]);
  });

  it('are not mistaken for others that begin alike', () => {
    const host = { name: 'a', arches: 'ppc64le', enabled: true, update_ts: 1 };
    expect(byArch(['ppc64', 'ppc64le'], [host], 2000).map((one) => one.enabled)).toEqual([0, 1]);
  });
});

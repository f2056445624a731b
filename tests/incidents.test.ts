import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../lib/systems/index.ts';
import { STAGE_IDS } from '../thresholds/stages.ts';
import { systemOf, untouchedBy } from '../tools/incident-systems.ts';
import { root } from '../tools/root.ts';
import { faultsOf, incidentsNamed, loadIncidents } from '../twin/incidents/index.ts';
import { startTwin } from '../twin/twin.ts';
import { k6Run, k6Trace } from './support/k6.ts';
import { start } from './support/start.ts';

const { all, pending } = await loadIncidents();
const IDS = PROBES.map(({ id }) => id);
const matches = (pattern: string, id: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/\./g, '\\.'))
      .join('.*')}$`,
  ).test(id);

describe('the list of incidents', () => {
  it('holds each of the 34 on record, and a designed one for each system that has none', () => {
    const ids = [...all, ...pending].map(({ id }) => id);
    const numbers = Array.from({ length: 38 }, (_, n) => String(n + 1));
    const wanted = numbers.filter((id) => !['15', '16', '32', '35'].includes(id));
    expect(ids).toEqual(expect.arrayContaining([...wanted, 'lookaside', 'sigul', 'waiverdb']));
    expect(new Set(ids).size).toBe(ids.length);
    expect(pending.length).toBeLessThanOrEqual(4);
  });

  it.each(all.map((one) => [one.id, one] as const))('%s is complete', (_id, one) => {
    for (const text of [one.title, one.story, one.source, one.plain]) expect(text.length).toBeGreaterThan(5);
    expect(one.date === null).toBe(one.source.startsWith('designed'));
    expect(one.faults.length).toBeGreaterThan(0);
    expect(one.systems.length).toBeGreaterThan(0);
    const { expect: wanted } = one;
    if (wanted.scenario === 'health') expect(IDS).toContain(wanted.probe);
    if (wanted.scenario === 'trace') expect(STAGE_IDS).toContain(wanted.stage);
  });

  it.each(all.map((one) => [one.id, one] as const))('%s names no probe in its faults', (_id, { faults }) => {
    const said = JSON.stringify(faults, (_key, value: unknown) =>
      value instanceof RegExp ? value.source : value,
    );
    for (const id of IDS) expect(said).not.toContain(id);
  });

  it.each(all.map((one) => [one.id, one] as const))('%s tells who else sees it, and why', (_id, one) => {
    const untouched = new Set(untouchedBy(one.systems));
    for (const { probe, why } of one.also) {
      expect(
        IDS.some((id) => matches(probe, id)),
        probe,
      ).toBe(true);
      expect(why.length).toBeGreaterThan(10);
      const system = systemOf(probe);
      expect(system !== null && untouched.has(system), `${probe} must stay untouched`).toBe(false);
    }
  });

  it.each(pending.map((one) => [one.id, one] as const))('%s says what it waits for', (_id, { waitsFor }) => {
    expect(waitsFor.length).toBeGreaterThan(20);
  });
});

describe('--incident', { timeout: 60_000 }, () => {
  it('names the valid ones for one that is not there: one line, 107', async () => {
    const { code, stderr } = await start(['--incident', 'nosuch']);
    expect(code).toBe(107);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('--incident: "nosuch" is no incident. Valid: 1, 2, 3,');
  });

  it.each([
    [['--incident', '11'], 'cannot be shown yet: '],
    [['--incident', '3', '--target', 'stg'], 'only the embedded twin suffers one'],
    [['--incident', '3', '--scenario', 'workflow'], '--incident belongs to health, trace, load'],
  ])('%j is refused', async (args, said) => {
    const { code, stderr } = await start(args);
    expect(code).toBe(107);
    expect(stderr).toContain(said);
  });

  it('of the twin names the valid ones too', () => {
    const script = join(root, 'twin/main.ts');
    const args = ['--import', 'tsx', script, '--port-base', '0', '--incident', 'nosuch'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(status).toBe(107);
    expect(stderr).toContain('--incident: "nosuch" is no incident');
  });
});

/** What k6 makes of a twin that suffers these at once. */
async function suffering<T>(
  ids: string,
  ask: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const twin = await startTwin({ portBase: 0, faults: faultsOf(await incidentsNamed(ids)) });
  try {
    return await ask(twin.env);
  } finally {
    await twin.stop();
  }
}

const HEALTH = join(root, 'dist/oss/health.js');

describe('a twin that suffers', { timeout: 90_000 }, () => {
  it('two incidents at once shows both', async () => {
    const { code, result } = await suffering('14,36', (env) => k6Run(HEALTH, env));
    expect(code).toBe(99);
    const failed = (result?.systems ?? [])
      .flatMap(({ probes }) => probes)
      .filter(({ verdict, causedBy }) => verdict === 'failed' && causedBy === null)
      .map(({ probe }) => probe);
    expect(failed).toEqual(['fas.kdc.asReq', 'koji.builders.checkedIn']);
  });

  it('one that only a trace sees fails the trace', async () => {
    const { code, result } = await suffering('27', (env) => k6Trace({ ...env, PW_COUNT: '10' }));
    expect(code).toBe(99);
    expect(result?.stages.find(({ stage }) => stage === 'ci.announce')).toMatchObject({ verdict: 'failed' });
  });

  it('is the same twin for the systems that it does not concern', async () => {
    const only = 'fas,dist-git,lookaside,fedmsg,resultsdb';
    const { code, result } = await suffering('2', (env) => k6Run(HEALTH, { ...env, PW_ONLY: only }));
    expect({ code, verdict: result?.verdict }).toEqual({ code: 0, verdict: 'ok' });
  });
});

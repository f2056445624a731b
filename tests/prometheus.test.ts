import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SYSTEMS } from '../lib/targets/systems.ts';
import { BURNS, GOAL_SYSTEMS, LEAST_JUDGED, SCHEDULE, SYSTEM_GOALS } from '../thresholds/availability.ts';
import { CALL_IDS, CALL_OBJECTIVES } from '../thresholds/calls.ts';
import { limitOf, probeIds } from '../thresholds/objectives.ts';
import { ALERTS } from '../thresholds/prometheus/alerts.ts';
import { recordingGroups } from '../thresholds/prometheus/recording.ts';
import { prometheusQueries, prometheusRules, runbookPath } from '../thresholds/prometheus/rules.ts';
import { timeOf } from '../thresholds/prometheus/time.ts';
import { root } from '../tools/root.ts';
import { otlpPoints } from './support/otlp.ts';

const rules = prometheusRules();
const recordings = recordingGroups(timeOf(1)).flatMap((group) => group.rules);
const recorded = recordings.map(({ record }) => record);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

afterEach(() => {
  vi.doUnmock('../thresholds/objectives.ts');
  vi.doUnmock('../thresholds/calls.ts');
  vi.resetModules();
});

/** The rules as they would be with other tables. */
async function compiled(): Promise<string> {
  vi.resetModules();
  const module = await import('../thresholds/prometheus/rules.ts');
  return module.prometheusRules();
}

describe('goals', () => {
  it('are those of the systems, in their order', () => {
    expect([...GOAL_SYSTEMS].sort()).toEqual([...SYSTEMS].sort());
  });

  it('let no single failed run fire an alert, and a dead system fire each', () => {
    for (const system of GOAL_SYSTEMS) {
      for (const { rate, long, short } of BURNS) {
        const limit = rate * (1 - SYSTEM_GOALS[system].goal);
        expect(SCHEDULE.health / long, `${system} ${rate}`).toBeLessThan(limit);
        expect(limit, `${system} ${rate}`).toBeLessThan(1);
        expect(short, 'three runs').toBeGreaterThanOrEqual(3 * SCHEDULE.health);
        expect((LEAST_JUDGED * long) / SCHEDULE.health, 'six runs').toBeGreaterThanOrEqual(6);
      }
    }
  });
});

describe('rules', () => {
  it('hold each limit of the tables, beside its probe', () => {
    for (const id of probeIds()) {
      const { warn, fail, unit } = limitOf(id);
      for (const [which, value] of Object.entries({ warn, fail })) {
        const rule = recordings.find(
          ({ record, labels }) => record === `packager:probe_limit:${which}` && labels?.unit === unit,
        );
        const lines = rule?.expr.split('\n').filter((line) => line.endsWith(` + ${value}`)) ?? [];
        const ids = lines.flatMap((line) => /"(.*)"/.exec(line)?.[1]?.split('|') ?? []);
        expect(ids, `${id} ${which}`).toContain(id.replaceAll('.', '[.]'));
      }
    }
  });

  it('change with a limit of a probe', async () => {
    vi.doMock('../thresholds/objectives.ts', async (original) => {
      const real = await original<typeof import('../thresholds/objectives.ts')>();
      return {
        ...real,
        limitOf: (id: Parameters<typeof real.limitOf>[0]) =>
          id === 'koji.hub.getBuild' ? { ...real.limitOf(id), fail: 4321 } : real.limitOf(id),
      };
    });
    const other = await compiled();
    expect(other).not.toBe(rules);
    expect(other).toContain('{probe=~"koji[.]hub[.]getBuild"} * 0 + 4321');
  });

  it('change with a limit of a call', async () => {
    vi.doMock('../thresholds/calls.ts', async (original) => {
      const real = await original<typeof import('../thresholds/calls.ts')>();
      const tag = { ...real.CALL_OBJECTIVES['koji.getTag'], p95: 4321 };
      return { ...real, CALL_OBJECTIVES: { ...real.CALL_OBJECTIVES, 'koji.getTag': tag } };
    });
    expect(await compiled()).toContain('packager:call_seconds:p95{call=~"koji[.]getTag"} > 4.321');
  });

  it('hold the limits of each call', () => {
    for (const id of CALL_IDS) {
      const { p95, p99, errors } = CALL_OBJECTIVES[id];
      const lines = rules.split('\n').filter((line) => line.includes(id.replace('.', '[.]')));
      const holds = (series: string, limit: number): boolean =>
        lines.some((line) => line.includes(`packager:${series}{`) && line.endsWith(` > ${limit}`));
      expect(holds('call_seconds:p95', p95 / 1000), `${id} p95`).toBe(true);
      expect(holds('call_seconds:p99', p99 / 1000), `${id} p99`).toBe(true);
      expect(holds('call_errors:ratio', errors), `${id} errors`).toBe(true);
    }
  });

  it('look only at what is recorded', () => {
    const known = new Set(recorded);
    const named = prometheusQueries().flatMap(({ expr }) => expr.match(/packager:\w+:\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('divide every window by the time scale', () => {
    expect(prometheusRules(60)).toContain('pw_probe_verdict"}[15s]');
    expect(prometheusRules(60)).toContain('packager:system_failed:last[12h]');
    expect(timeOf(60).duration(3600)).toBe('1m');
    expect(timeOf(1).duration(5400)).toBe('90m');
    expect(timeOf(16).duration(60)).toBe('3750ms');
    expect(timeOf(1).duration(0)).toBe('0ms');
    for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => timeOf(wrong)).toThrow('time scale');
    }
  });
});

describe('alerts', () => {
  it('have a runbook and stand in the docs', () => {
    const page = read('docs/prometheus.md');
    for (const { name } of ALERTS) {
      expect(existsSync(join(root, runbookPath(name))), name).toBe(true);
      expect(page, name).toContain(name);
    }
    expect(new Set(ALERTS.map(({ name }) => name)).size).toBe(ALERTS.length);
  });

  it('are about series that the docs explain', () => {
    const page = read('docs/prometheus.md');
    for (const record of new Set(recorded.map((name) => name.replace(/:[^:]*$/, '')))) {
      expect(page, record).toContain(record.replace('packager:', ''));
    }
  });
});

describe('OTLP', () => {
  it('refuses what is cut short or is none', () => {
    expect(otlpPoints(Buffer.alloc(0))).toEqual([]);
    expect(() => otlpPoints(Buffer.from([0x0a, 0x05, 0x12]))).toThrow('cut short');
    expect(() => otlpPoints(Buffer.from([0x0b]))).toThrow('wire type 3');
  });
});

import { describe, expect, it } from 'vitest';
import { countOf, elementsOf } from '../../tests/support/junit-xml.ts';
import {
  allOk,
  degraded,
  hostile,
  kojiDown,
  nothingReported,
  oneSystem,
  SAMPLES,
  sample,
  staging,
} from '../../tests/support/sample-result.ts';
import { renderJunit } from './junit.ts';

describe('JUnit', () => {
  it.each(Object.keys(SAMPLES))('of %s is well-formed', (name) => {
    const make = SAMPLES[name];
    expect(elementsOf(make === undefined ? '' : renderJunit(make())).length).toBeGreaterThan(2);
  });

  it('has a suite per system and a case per probe, and one for the run', () => {
    const xml = renderJunit(allOk());
    expect(countOf(xml, 'testsuite')).toBe(17);
    expect(countOf(xml, 'testcase')).toBe(allOk().systems.flatMap(({ probes }) => probes).length + 1);
    expect(xml).toContain('<testcase name="koji.hub.getBuild" classname="health.local.koji" time="0.1"/>');
    expect(countOf(xml, 'failure') + countOf(xml, 'error') + countOf(xml, 'skipped')).toBe(0);
  });

  it('tells failures from errors, and the totals agree', () => {
    const xml = renderJunit(kojiDown());
    const probes = kojiDown().systems.flatMap((system) => system.probes);
    const failed = probes.filter(({ verdict }) => verdict === 'failed').length + 1;
    const unknown = probes.filter(({ verdict }) => verdict === 'unknown').length;
    expect([countOf(xml, 'failure'), countOf(xml, 'error')]).toEqual([failed, unknown]);
    expect(elementsOf(xml)[0]?.attributes).toContain(`failures="${failed}" errors="${unknown}" skipped="0"`);
    expect(xml).toContain('message="fault 1014 &quot;database outage&quot; in a 200 answer, 3 of 3"');
    expect(xml).toContain('caused by: koji.hub.getBuild');
  });

  it('lets degraded pass, and says why', () => {
    const xml = renderJunit(degraded());
    expect(countOf(xml, 'failure') + countOf(xml, 'error')).toBe(0);
    expect(xml).toContain('<system-out>degraded: slow: decision');
    expect(xml).toContain('8120 ms (3000)');
  });

  it('skips what was skipped', () => {
    expect(countOf(renderJunit(staging()), 'skipped')).toBe(6);
  });

  it.each([
    ['a run that reported nothing', nothingReported()],
    ['a run of which all was skipped', sample(() => ({ verdict: 'skipped', value: null }))],
    ['a run that its notes make unknown', sample(() => ({}), { notes: ['the guard did not finish'] })],
  ])('never shows %s as green', (_what, result) => {
    const xml = renderJunit(result);
    expect(countOf(xml, 'error')).toBe(1);
    expect(elementsOf(xml)[0]?.attributes).toContain('errors="1"');
  });

  it('holds the objectives', () => {
    const objectives = [
      {
        objective: 'koji.getBuild.latency',
        verdict: 'failed',
        value: 714,
        limit: 500,
        unit: 'ms',
        samples: 900,
        minSamples: 100,
      },
    ] as const;
    const xml = renderJunit({ ...oneSystem(), objectives });
    expect(xml).toContain('<failure message="714 ms (500), 900 samples of at least 100">');
  });

  it('shows hostile text as text', () => {
    const xml = renderJunit(hostile());
    expect(new Set(elementsOf(xml).map(({ name }) => name))).toEqual(
      new Set(['testsuites', 'testsuite', 'testcase', 'failure']),
    );
    expect(xml).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  });
});

import { describe, expect, it } from 'vitest';
import { allOk } from '../../tests/support/sample-result.ts';
import { limitOf } from '../../thresholds/objectives.ts';
import { SYSTEMS } from '../targets/systems.ts';
import { HEADLINES, headlinesOf } from './headlines.ts';

describe('headlines', () => {
  it.each(SYSTEMS)('of %s are one or two figures of its own probes', (system) => {
    const headlines = HEADLINES[system];
    expect(headlines.length).toBeLessThanOrEqual(2);
    for (const { probe } of headlines) {
      expect(limitOf(probe)).toBeDefined();
      expect(probe.startsWith(`${system}.`)).toBe(true);
    }
  });

  it('leave out what was not asked or has no figure', () => {
    const [fas] = allOk().systems;
    if (fas === undefined) throw new Error('no fas in the sample');
    expect(headlinesOf(fas)).toEqual(['KDC answered in 100 ms (500)', 'clock skew 12 s (60)']);
    const probes = fas.probes.map((probe) =>
      probe.probe === 'fas.kdc.asReq' ? { ...probe, value: null } : probe,
    );
    expect(headlinesOf({ ...fas, probes })).toEqual(['clock skew 12 s (60)']);
    expect(headlinesOf({ ...fas, probes: [] })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { probeIds } from '../../thresholds/objectives.ts';
import { PROBES } from '../systems/index.ts';
import { DEPENDENCIES, isOneOf, SHARED_PARTS, SHARED_SYSTEMS, sharedPart } from './dependencies.ts';

const IDS: readonly string[] = PROBES.map(({ id }) => id);
const PATTERNS = [
  ...DEPENDENCIES.flatMap(({ dependents }) => dependents),
  ...SHARED_PARTS.flatMap(({ members }) => members),
];

describe('the dependency graph', () => {
  it.each([...new Set(PATTERNS)])('%s names probes that there are', (pattern) => {
    expect(pattern.split('.')).toHaveLength(3);
    expect(IDS.filter((id) => isOneOf(id, [pattern]))).not.toEqual([]);
  });

  it('names causes that are probes, and says why', () => {
    for (const { causes, why } of DEPENDENCIES) {
      for (const cause of causes) expect(IDS).toContain(cause);
      expect(why.length).toBeGreaterThan(5);
    }
    for (const { name, why, members } of SHARED_PARTS) {
      expect(why).not.toBe('');
      expect(sharedPart(name)?.members).toBe(members);
      const systems = new Set(IDS.filter((id) => isOneOf(id, members)).map((id) => id.split('.')[0]));
      expect(systems.size).toBeGreaterThanOrEqual(SHARED_SYSTEMS);
    }
    expect(sharedPart('koji.hub.apiVersion')).toBeUndefined();
  });

  it('has no probe behind itself', () => {
    const causes = (id: string): readonly string[] =>
      DEPENDENCIES.filter(({ dependents }) => isOneOf(id, dependents)).flatMap((one) => {
        const ids: readonly string[] = one.causes;
        return ids.includes(id) ? ids.slice(0, ids.indexOf(id)) : ids;
      });
    const above = (id: string, passed: readonly string[]): void => {
      expect(passed, `${id} stands on itself`).not.toContain(id);
      for (const cause of causes(id)) above(cause, [...passed, id]);
    };
    for (const id of probeIds()) above(id, []);
  });

  it('compares the parts of an id one by one', () => {
    expect(isOneOf('koji.hub.getBuild', ['koji.hub.*'])).toBe(true);
    expect(isOneOf('koji.hub.getBuild', ['koji.*.*'])).toBe(true);
    expect(isOneOf('koji.hub.getBuild', ['koji.web.*', 'koji.hub.listTags'])).toBe(false);
  });
});

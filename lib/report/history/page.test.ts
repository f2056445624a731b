import { describe, expect, it } from 'vitest';
import { ALLOWED, ATTRIBUTES, dataIn, nestingOf, seen, tagsOf } from '../../../tests/support/page.ts';
import {
  DOWN,
  HISTORY_GOALS,
  healthRun,
  kojiWeek,
  loadRun,
  past,
  type Result,
  traceRun,
  workflowRun,
} from '../../../tests/support/sample-history.ts';
import { HOSTILE } from '../../../tests/support/sample-result.ts';
import { renderHistory } from './page.ts';
import { historyOf } from './summary.ts';

const render = (results: readonly Result[], notes: readonly string[] = []): string =>
  renderHistory(historyOf(past(results), HISTORY_GOALS), HISTORY_GOALS, { pack: '0.1.0', notes });

const everything = (): readonly Result[] => [
  ...kojiWeek(),
  traceRun(3),
  traceRun(9, true),
  workflowRun(5),
  workflowRun(50, true),
  loadRun(7),
  loadRun(70, true),
];
const two = (): readonly Result[] => [...everything(), healthRun(0, {}, 'stg'), healthRun(2, {}, 'stg')];
const hostile = (): readonly Result[] =>
  [0, 1, 2].map((n) =>
    healthRun(n, {
      koji: { ...DOWN, reason: HOSTILE, evidence: HOSTILE },
      bodhi: { ...DOWN, reason: HOSTILE, causedBy: HOSTILE },
    }),
  );
const SETS: Readonly<Record<string, () => readonly Result[]>> = {
  'a week of koji': kojiWeek,
  everything,
  'two targets': two,
  'a single run': () => [healthRun(0)],
  'no health run': () => [traceRun(0, true), loadRun(1)],
  'hostile texts': hostile,
};

describe('the page over many runs', () => {
  it.each(Object.keys(SETS))('of %s is well nested, of known tags, and runs and loads nothing', (name) => {
    const page = render(SETS[name]?.() ?? []);
    const tags = tagsOf(page);
    expect(nestingOf(tags)).toBe('well nested');
    for (const tag of tags) {
      expect(ALLOWED).toContain(tag.name);
      for (const key of tag.attributes.keys()) expect(ATTRIBUTES).toContain(key);
    }
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(/url\(|@import/.test(page)).toBe(false);
    expect(tags.filter((tag) => tag.name === 'script' && !tag.closing)).toHaveLength(1);
    expect(page).not.toContain('NaN');
    expect(page).not.toContain('Infinity');
  });

  it.each(Object.keys(SETS))('of %s has each id once, and every anchor leads somewhere', (name) => {
    const tags = tagsOf(render(SETS[name]?.() ?? []));
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const { attributes } of tags) {
      const named = [attributes.get('href'), attributes.get('aria-labelledby')];
      for (const to of named) if (to !== undefined) expect(ids).toContain(to.replace('#', ''));
    }
  });

  it('shows availability, budget and the incident with its reach', () => {
    const page = render(everything(), ['2 files left out: copies of the same run.']);
    expect(page).toContain('2 files left out');
    const koji = seen(page, '#prod-koji', '</tr>');
    expect(koji).toContain('koji build');
    expect(koji).toContain('96 % 99 % spent 4 times 96 of 100');
    expect(seen(page, '#prod-sigul', '</tr>')).toContain('100 % left 96 of 96, 4 not judged');
    const incident = seen(page, '>Incidents<', '</section>');
    expect(incident).toContain('koji.hub.apiVersion 2026-11-20 06:20:00Z 2026-11-20 06:40:00Z 20 min 4 of 5');
    expect(incident).toContain('Reached sigul.');
    expect(seen(page, 'Stages, the worst first', '</tr>')).toContain('nearest its limit');
    expect(seen(page, '>Load runs<', '</section>')).toContain('koji.getBuild.latency 812 ms (300)');
    expect(seen(page, 'Every probe', '</section>')).toContain('koji.hub.getBuild ✓ ok 96 of 100');
  });

  it('shows the last verdict of each probe', () => {
    const page = render([healthRun(0), healthRun(1, { 'koji.hub.getBuild': DOWN })]);
    expect(seen(page, '<th scope="row">koji.hub.getBuild', '</tr>')).toContain('failed 1 of 2');
    expect(seen(page, '<th scope="row">koji.hub.listTags', '</tr>')).toContain('ok 2 of 2');
    expect(seen(page, '>Incidents<', '</section>')).toContain('goes on');
  });

  it('says what it cannot say', () => {
    const page = render([healthRun(0)]);
    expect(seen(page, '#prod-koji', '</tr>')).toContain('not enough data');
    expect(seen(page, '>Incidents<', '</section>')).toContain('None: nothing failed');
  });

  it('holds what it says as data', () => {
    const data = dataIn(render(kojiWeek()));
    expect(data).toMatchObject({
      scenario: 'history',
      verdict: 'failed',
      targets: [
        {
          target: 'prod',
          runs: [{ scenario: 'health', count: 100, last: 'ok' }],
          from: '2026-11-20T03:00:00.000Z',
        },
      ],
    });
  });
});

import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Limits, Unit } from '../tools/dashboards/figure.ts';
import { OBJECTIVES, type Objectives } from '../tools/dashboards/objectives.ts';
import { pages } from '../tools/dashboards/pages.ts';
import { draw } from '../tools/dashboards/preview/draw.ts';
import { previewFiles, readSample } from '../tools/dashboards/preview/files.ts';
import { answersOf, decodeSample, encodeSample, type Series } from '../tools/dashboards/preview/sample.ts';

const all = pages();

describe('pictures of dashboards', () => {
  const previews = previewFiles(all, readSample());

  it('show the data of every panel', () => {
    expect(previews.size).toBe(all.length + 1);
    for (const [path, text] of previews) {
      if (path.endsWith('.svg')) expect(XMLValidator.validate(text), path).toBe(true);
      expect(text, path).not.toMatch(/no data|NaN|undefined|Infinity/);
    }
  });

  it('are all on the page of dashboards', () => {
    const page = previews.get('docs/dashboards.md') ?? '';
    for (const { uid } of all) expect(page).toContain(`(images/dashboards/${uid}.svg)`);
  });

  it('are of a sample that knows nearly every query, and say where it does not', () => {
    const sample = readSample();
    const figures = all.flatMap((page) => page.sections.flatMap((section) => section.figures));
    const asked = figures.flatMap((figure) => answersOf(sample, figure));
    // Who adds a probe needs no Prometheus: `npm run test:real` asks a real one for all of them.
    expect(asked.filter((answer) => answer === null).length).toBeLessThan(asked.length / 20);
    const none = previewFiles(all, { ...sample, spans: {}, moments: {} });
    expect(none.get('docs/images/dashboards/packager-fas.svg')).toContain('newer than the sample');
  });

  it('follow the tables without a new sample', () => {
    const { stage, probe } = OBJECTIVES;
    const strict: Objectives = {
      ...OBJECTIVES,
      stage: (id) => ({ ...stage(id), warn: 1 }),
      probe: (id) => ({ ...probe(id), warn: probe(id).warn / 2 }),
    };
    const then = previewFiles(pages(strict), readSample());
    const changed = [...previews].filter(([path, text]) => then.get(path) !== text).map(([path]) => path);
    expect(changed).toContain('docs/images/dashboards/packager-flow.svg');
    expect(changed).toContain('docs/images/dashboards/packager-koji.svg');
    expect(changed).not.toContain('docs/images/dashboards/packager-hot-path.svg');
  });

  it('keep a sample as it was, through a file', () => {
    const sample = readSample();
    expect(decodeSample(encodeSample(sample))).toEqual(sample);
  });
});

describe('what a picture draws of a panel', () => {
  const box = { x: 0, y: 0, w: 600, h: 200 };
  const base = {
    title: 't',
    description: 'd',
    width: 6,
    height: 4,
    leadsTo: null,
    withBudget: false,
  } as const;
  const series = (...values: (number | null)[]): Series => ({ labels: { probe: 'a.b.c' }, values });
  const query = { expr: 'a:b:c', legend: '{{probe}}' };
  const nowOf = (unit: Unit, limits: Limits | null, value: number): string =>
    draw({ ...base, look: 'now', unit, limits, queries: [query] }, [[series(value)]], box);
  const linesOf = (limits: Limits, tensFrom: number | null, ...values: (number | null)[]): string =>
    draw(
      { ...base, look: 'lines', unit: 's', limits, tensFrom, queries: [query] },
      [[series(...values)]],
      box,
    );

  it('is the verdict as a word in its colour', () => {
    expect(nowOf('verdict', null, 0)).toMatch(/fill="#56a64b".*>ok</s);
    expect(nowOf('verdict', null, 2)).toMatch(/fill="#f2495c".*>failed</s);
    expect(nowOf('verdict', null, 3)).toMatch(/fill="#b877d9".*>unknown</s);
  });

  it('is the colour of the limit that a figure is past', () => {
    const limits = { warn: 1, fail: 2 };
    expect(nowOf('s', limits, 0.5)).toContain('#56a64b');
    expect(nowOf('s', limits, 1.5)).toContain('#e0b400');
    expect(nowOf('s', limits, 2.5)).toContain('#f2495c');
    expect(nowOf('short', null, 7)).not.toContain('<rect');
  });

  it('says of a budget that there is not enough data, and is red below zero', () => {
    expect(nowOf('budget', null, -100)).toContain('>not enough data<');
    expect(nowOf('budget', null, -0.5)).toMatch(/fill="#f2495c".*>-50 %</s);
    expect(nowOf('budget', null, 0.1)).toContain('#e0b400');
  });

  it('keeps the first limit in sight, the next one only where figures come near', () => {
    const dashes = (drawn: string): number => drawn.split('stroke-dasharray').length - 1;
    for (const tensFrom of [null, 0.01]) {
      expect(dashes(linesOf({ warn: 10, fail: 50 }, tensFrom, 0.1, 0.2))).toBe(1);
      expect(dashes(linesOf({ warn: 10, fail: 50 }, tensFrom, 0.1, 60))).toBe(2);
      expect(dashes(linesOf({ warn: null, fail: 50 }, tensFrom, 0.1, 0.2))).toBe(1);
    }
  });

  it('leaves a gap where nothing was known', () => {
    const path = /d="(M[^"]*)" stroke="#73bf69"/.exec(
      linesOf({ warn: 1, fail: 2 }, null, 0.1, null, 0.2, 0.3),
    )?.[1];
    expect(path?.replace(/[\d. ]+/g, '')).toBe('MML');
  });

  it('puts what failed first, and says how much there is no room for', () => {
    const of = (probe: string, value: number): Series => ({ labels: { probe }, values: [value] });
    const all = [
      of('fine', 0),
      of('dim', 3),
      of('broken', 2),
      ...Array.from({ length: 20 }, () => of('more', 0)),
    ];
    const columns = { probe: 'probe' };
    const drawn = draw(
      { ...base, look: 'rows', unit: 'verdict', columns, value: 'verdict', queries: [query] },
      [all],
      box,
    );
    expect(drawn.indexOf('broken')).toBeLessThan(drawn.indexOf('dim'));
    expect(drawn.indexOf('dim')).toBeLessThan(drawn.indexOf('fine'));
    expect(drawn).toMatch(/… and 1\d more/);
  });

  it('says so where there is nothing', () => {
    expect(draw({ ...base, look: 'verdicts', unit: 'verdict', queries: [query] }, [[]], box)).toContain(
      'no data',
    );
  });
});

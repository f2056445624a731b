import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import {
  filled,
  filledText,
  list,
  literal,
  nullable,
  number,
  object,
  type Shaped,
  string,
} from '../lib/protocols/shape.ts';
import { PROBES } from '../lib/systems/index.ts';
import { SYSTEMS } from '../lib/targets/systems.ts';
import { CALL_IDS } from '../thresholds/calls.ts';
import { STAGE_IDS } from '../thresholds/stages.ts';
import { STEP_NAMES } from '../thresholds/steps.ts';
import type { Page } from '../tools/dashboards/figure.ts';
import { OBJECTIVES, type Objectives } from '../tools/dashboards/objectives.ts';
import { dashboardFiles, pages } from '../tools/dashboards/pages.ts';
import { exprOf } from '../tools/dashboards/query.ts';
import { SYSTEMS_OF, TARGETS } from '../tools/dashboards/series.ts';
import { root } from '../tools/root.ts';

const RULES = 'deploy/prometheus/packager-workflow.rules.yml';

const place = object({ x: number, y: number, w: number, h: number });
const source = object({ type: literal('prometheus'), uid: literal('$datasource') });

/** What every panel that shows something must have. */
const panel = object({
  title: filledText,
  description: filledText,
  gridPos: place,
  datasource: source,
  fieldConfig: object({ defaults: object({ unit: filledText, noValue: filledText }) }),
  targets: filled(object({ refId: filledText, expr: filledText, datasource: source })),
});

const variable = object({ name: string, type: string });

const dashboard = object({
  uid: filledText,
  title: filledText,
  description: filledText,
  schemaVersion: literal(42),
  timezone: literal('utc'),
  panels: filled(object({ type: filledText, gridPos: place })),
  templating: object({ list: list(variable) }),
});

type Place = Shaped<typeof place>;

const all = pages();
const files = [...dashboardFiles(all)];
const documents = files.map(([path, text]) => ({ path, text, raw: JSON.parse(text) }));

function overlap(one: Place, other: Place): boolean {
  const apart =
    one.x + one.w <= other.x ||
    other.x + other.w <= one.x ||
    one.y + one.h <= other.y ||
    other.y + other.h <= one.y;
  return !apart;
}

/** Whether PromQL's own grammar takes an expression, and the series that it names. */
function understood(expr: string): { readonly parses: boolean; readonly series: readonly string[] } {
  let parses = true;
  const series: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) parses = false;
      if (type.name === 'VectorSelector') series.push(expr.slice(from, to).replace(/[{[].*/s, ''));
    },
  });
  return { parses, series };
}

function exprsOf(page: Page): string[] {
  const figures = page.sections.flatMap((section) => section.figures);
  return [...figures.flatMap(({ queries }) => queries.map(exprOf)), ...page.marks.map(({ expr }) => expr)];
}

const CHOICES = [TARGETS, SYSTEMS_OF].map((query) => query.replace(/^label_values\((.*), \w+\)$/, '$1'));

describe('dashboards', () => {
  it('has one for the workflow, the flow, the hot path, load runs and each system', () => {
    const uids = documents.map(({ raw }) => dashboard(raw, '').uid);
    expect(uids).toEqual([
      'packager-workflow',
      'packager-flow',
      'packager-hot-path',
      'packager-load',
      ...SYSTEMS.map((system) => `packager-${system}`),
    ]);
  });

  it.each(documents)(
    '$path is whole: each panel says what it shows, of what, and in which unit',
    ({ path, raw }) => {
      const { uid, panels, templating } = dashboard(raw, path);
      expect(uid).toMatch(/^[a-z][a-z-]{7,39}$/);
      expect(path.endsWith(`/${uid}.json`)).toBe(true);
      expect(Object.hasOwn(raw, 'id')).toBe(false);
      expect(templating.list.slice(0, 2).map(({ name }) => name)).toEqual(['datasource', 'target']);
      const shown = raw.panels.filter((_: unknown, at: number) => panels[at]?.type !== 'row');
      const whole = list(panel)(shown, `${path} panels`);
      expect(new Set(whole.map(({ title }) => title)).size).toBe(whole.length);
      for (const { title, targets } of whole) {
        expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      }
    },
  );

  it.each(documents)('$path lays its panels out side by side', ({ path, raw }) => {
    const { panels } = dashboard(raw, path);
    for (const [at, { gridPos }] of panels.entries()) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (const other of panels.slice(at + 1)) expect(overlap(gridPos, other.gridPos)).toBe(false);
    }
  });

  it('lets the systems be chosen on the overview', () => {
    const [overview] = documents;
    const names = dashboard(overview?.raw, '').templating.list.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'target', 'system']);
  });
});

describe('what dashboards ask', () => {
  it('would notice an expression that is none', () => {
    expect(understood('sum(packager:runs:count1h{').parses).toBe(false);
    expect(understood('max(a:b:c{d="e"} == 2) or f:g:h').series).toEqual(['a:b:c', 'f:g:h']);
  });

  it.each(all)('is PromQL: $uid', (page) => {
    for (const expr of [...exprsOf(page), ...CHOICES]) expect(understood(expr).parses, expr).toBe(true);
  });

  it('is a series that a recording rule makes, and of the chosen target', () => {
    const rules = readFileSync(join(root, RULES), 'utf8');
    const recorded = new Set([...rules.matchAll(/record: ["']?([\w:]+)/g)].map(([, name]) => name));
    expect(recorded.size).toBeGreaterThan(10);
    for (const expr of [...all.flatMap(exprsOf), ...CHOICES]) {
      const { series } = understood(expr);
      expect(series.length, expr).toBeGreaterThan(0);
      expect(
        series.filter((name) => !recorded.has(name)),
        expr,
      ).toEqual([]);
    }
    for (const expr of all.flatMap(exprsOf))
      expect(expr.split('{').length, expr).toBe(expr.split('target="$target"').length);
  });

  it('leaves out no system, stage, step or call', () => {
    const asked = (uid: string): string =>
      all.flatMap((page) => (page.uid === uid ? exprsOf(page) : [])).join('\n');
    expect(SYSTEMS.filter((one) => !asked('packager-workflow').includes(`system="${one}"`))).toEqual([]);
    // Greenwave told of its gates until 2022.
    expect(STAGE_IDS.filter((one) => !asked('packager-flow').includes(`stage="${one}"`))).toEqual([
      'gate.decide',
      'gate.unblock',
    ]);
    expect(STEP_NAMES.filter((one) => !asked('packager-flow').includes(`step="${one}"`))).toEqual([]);
    expect(CALL_IDS.filter((one) => !asked('packager-hot-path').includes(`call="${one}"`))).toEqual([]);
  });

  it('leaves out no latency of a probe that is judged by it', () => {
    for (const { id, system, set } of PROBES) {
      if (set === 'deep' || OBJECTIVES.probe(id).unit !== 'ms') continue;
      const page = all.find(({ uid }) => uid === `packager-${system}`);
      const named =
        page === undefined
          ? []
          : exprsOf(page).filter(
              (expr) => expr.startsWith('packager:probe_seconds') && expr.includes(`probe="${id}"`),
            );
      expect(named.length, id).toBe(1);
    }
  });
});

describe('limits on dashboards', () => {
  const texts = (objectives: Objectives) => dashboardFiles(pages(objectives));
  const now = texts(OBJECTIVES);

  /** The dashboards that a change of the tables changes. */
  function changed(part: Partial<Objectives>): string[] {
    const then = texts({ ...OBJECTIVES, ...part });
    return [...now].flatMap(([path, text]) =>
      then.get(path) === text ? [] : [path.replace(/.*\/|\.json/g, '')],
    );
  }

  it('are those of the tables', () => {
    const { probe, call, stage, step, goal } = OBJECTIVES;
    const of = 'koji.hub.getBuild';
    expect(changed({ probe: (id) => (id === of ? { ...probe(id), warn: 501 } : probe(id)) })).toEqual([
      'packager-koji',
    ]);
    expect(changed({ probe: (id) => (id === of ? { ...probe(id), fail: 2001 } : probe(id)) })).toEqual([
      'packager-koji',
    ]);
    expect(
      changed({ call: (id) => (id === 'koji.getBuild' ? { ...call(id), errors: 0.02 } : call(id)) }),
    ).toEqual(['packager-hot-path']);
    expect(
      changed({ stage: (id) => (id === 'sign.build' ? { ...stage(id), warn: 901 } : stage(id)) }),
    ).toEqual(['packager-flow']);
    expect(
      changed({ step: (name) => (name === 'login' ? { ...step(name), fail: 121 } : step(name)) }),
    ).toEqual(['packager-flow']);
    expect(changed({ goal: (name) => (name === 'fas' ? 0.5 : goal(name)) })).toEqual(['packager-fas']);
    expect(changed({})).toEqual([]);
  });

  it('stand on the panel as steps of colour, in the unit of its series', () => {
    const koji = JSON.parse(now.get('deploy/grafana/dashboards/packager-koji.json') ?? '');
    const { warn, fail } = OBJECTIVES.probe('koji.hub.getBuild');
    const steps = object({ steps: list(object({ color: string, value: nullable(number) })) });
    const found = list(
      object({
        targets: list(object({ expr: string })),
        fieldConfig: object({ defaults: object({ thresholds: steps }) }),
      }),
    )(
      koji.panels.filter(({ type }: { type: string }) => type === 'timeseries'),
      'panels',
    ).find(({ targets }) => targets.some(({ expr }) => expr.includes('probe="koji.hub.getBuild"')));
    expect(found?.fieldConfig.defaults.thresholds.steps).toEqual([
      { color: 'green', value: null },
      { color: 'yellow', value: warn / 1000 },
      { color: 'red', value: fail / 1000 },
    ]);
  });
});

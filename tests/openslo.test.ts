import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Limit, limit } from '../thresholds/limit.ts';
import { compileOpenSlo } from '../thresholds/openslo/compile.ts';
import type { Slo } from '../thresholds/openslo/documents.ts';
import { toYaml } from '../thresholds/openslo/yaml.ts';
import { recordingGroups } from '../thresholds/prometheus/recording.ts';
import { timeOf } from '../thresholds/prometheus/time.ts';
import { objectivePages } from '../tools/objective-pages.ts';
import { TABLES, type Tables } from '../tools/objectives/tables.ts';
import { openSloFiles } from '../tools/openslo-files.ts';
import { root } from '../tools/root.ts';
import { openSloFaults } from './support/openslo-schema.ts';

/** The documents of a text, as any reader of YAML sees them. */
function documentsIn(yaml: string): readonly unknown[] {
  return parseAllDocuments(yaml).map((one) => {
    expect(one.errors).toEqual([]);
    expect(one.warnings).toEqual([]);
    return one.toJS();
  });
}

const compiled = compileOpenSlo(TABLES);
const documents = [...compiled.values()].flat();
const slos = documents.filter((one): one is Slo => one.kind === 'SLO');

function first(): Slo {
  const [slo] = slos;
  if (slo === undefined) throw new Error('no SLO at all');
  return slo;
}

function queriesOf({ spec }: Slo): readonly string[] {
  const of = spec.indicator.spec;
  const sources = 'ratioMetric' in of ? [of.ratioMetric.bad, of.ratioMetric.total] : [of.thresholdMetric];
  return sources.map(({ metricSource }) => metricSource.spec.query);
}

describe('the OpenSLO documents', () => {
  it('are on disk as valid YAML, document for document', () => {
    const files = readdirSync(join(root, 'deploy/openslo')).sort();
    expect(files).toEqual([...compiled.keys()].sort());
    for (const [file, made] of compiled) {
      expect(documentsIn(readFileSync(join(root, 'deploy/openslo', file), 'utf8'))).toEqual(
        JSON.parse(JSON.stringify(made)),
      );
    }
  });

  it('are all valid', () => {
    for (const one of documents) expect(openSloFaults(one), one.metadata.name).toEqual([]);
  });

  it('are an objective for each system, probe and step, for each stage that can fail, and three for each call', () => {
    const failing = Object.values(TABLES.stages).filter(({ fail }) => fail !== null);
    expect(slos).toHaveLength(
      TABLES.systems.length +
        TABLES.probes.length +
        Object.keys(TABLES.steps).length +
        failing.length +
        3 * Object.keys(TABLES.calls).length,
    );
  });

  it('have names of their own, and services that are there', () => {
    const names = documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names).toHaveLength(new Set(names).size);
    for (const { spec } of slos) expect(names).toContain(`Service ${spec.service}`);
  });

  it('ask for recorded series of production only', () => {
    const recorded = new Set(
      recordingGroups(timeOf(1)).flatMap(({ rules }) => rules.map(({ record }) => record)),
    );
    for (const query of slos.flatMap(queriesOf)) {
      expect(recorded).toContain(query.slice(0, query.indexOf('{')));
      expect(query).toContain('target="prod"');
    }
  });

  it.each<readonly [string, (slo: Slo) => unknown]>([
    ['a target of all', (slo) => ({ ...slo, spec: { ...slo.spec, objectives: [{ target: 1 }] } })],
    ['no objective', (slo) => ({ ...slo, spec: { ...slo.spec, objectives: [] } })],
    ['no service', (slo) => ({ ...slo, spec: { ...slo.spec, service: undefined } })],
    ['a name with a dot', (slo) => ({ ...slo, metadata: { ...slo.metadata, name: 'koji.hub' } })],
    ['an unknown member', (slo) => ({ ...slo, spec: { ...slo.spec, window: '30d' } })],
    ['an unknown kind', (slo) => ({ ...slo, kind: 'SLX' })],
    [
      'a window in words',
      (slo) => ({ ...slo, spec: { ...slo.spec, timeWindow: [{ duration: 'a month', isRolling: true }] } }),
    ],
  ])('would not be valid with %s', (_what, spoilt) => {
    expect(openSloFaults(first())).toEqual([]);
    expect(openSloFaults(JSON.parse(JSON.stringify(spoilt(first()))))).not.toEqual([]);
  });
});

describe('YAML', () => {
  it('says what was meant, whatever texts look like', () => {
    const texts = [
      'no',
      '1.5',
      '2026-11-20',
      'a: b # c',
      '- x',
      '',
      ' \t',
      "it's",
      '"',
      '\\n',
      'ü ✗ \u2028',
      '{a}',
      '&x',
      '%',
      '\u0007',
    ];
    const value = {
      texts,
      nested: [
        [1, [2.5, -3]],
        [{ a: true, b: { c: 'd' } }, { e: null }],
      ],
      left: undefined,
    };
    expect(documentsIn(toYaml([value, { other: 1 }]))).toEqual([
      JSON.parse(JSON.stringify(value)),
      { other: 1 },
    ]);
  });
});

describe('another limit in the table', () => {
  const id = 'koji.hub.getBuild';
  const change = (of: Limit): Limit => limit(of.unit, 123, 4567, of.why, of.patience);
  const altered: Tables = {
    ...TABLES,
    probes: TABLES.probes.map((one) => (one.id === id ? { ...one, limit: change(one.limit) } : one)),
  };

  /** Paths whose content is another one than on disk. */
  const stale = (made: ReadonlyMap<string, string>): readonly string[] =>
    [...made].filter(([path, text]) => readFileSync(join(root, path), 'utf8') !== text).map(([path]) => path);

  it('changes its OpenSLO document and its pages, and nothing else', () => {
    expect(stale(openSloFiles())).toEqual([]);
    expect(stale(objectivePages())).toEqual([]);
    expect(stale(openSloFiles(altered))).toEqual(['deploy/openslo/koji.yaml']);
    expect(stale(objectivePages(altered))).toEqual(['docs/objectives/README.md', `docs/objectives/${id}.md`]);
  });

  it('stands in each of them', () => {
    const yaml = openSloFiles(altered).get('deploy/openslo/koji.yaml') ?? '';
    const slo = documentsIn(yaml).find((one) => JSON.stringify(one).includes(`"displayName":"${id}"`));
    expect(slo).toMatchObject({
      metadata: { annotations: { unit: 'ms', 'degraded-past': '123', 'failed-past': '4567' } },
    });
    expect(objectivePages(altered).get(`docs/objectives/${id}.md`)).toContain('| degraded | past 123 ms |');
  });
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../tools/root.ts';

/** Bottom first: a file imports only from its own layer or from those before it. */
const LAYERS = [
  'thresholds',
  'lib/k6',
  'lib/protocols',
  'lib/targets',
  'lib/probe',
  'lib/systems',
  'lib/workflow',
  'lib/load',
  'lib/report',
  'lib/scenario',
  'scenarios',
] as const;

/** The one module of lib/k6 that is types only, for everyone. */
const PORTS = 'lib/k6/ports.ts';

interface Import {
  readonly from: string;
  readonly what: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry}`;
    if (statSync(join(root, path)).isDirectory()) return sources(path);
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^'"]*?from\s+'([^']+)'/gms)].map(([, what = '']) => ({
    from: file,
    what: what.startsWith('.') ? relative(root, resolve(root, dirname(file), what)) : what,
  }));
}

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) => path.startsWith(`${layer}/`));
}

const imports = ['lib', 'scenarios', 'thresholds'].flatMap(sources).flatMap(importsOf);

describe('layers', () => {
  it('sees the imports at all', () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.some(({ what }) => what === 'k6/http')).toBe(true);
  });

  it('lets each file import only what stands below it', () => {
    const wrong = imports.filter(
      ({ from, what }) => what !== PORTS && layerOf(what) >= 0 && layerOf(what) > layerOf(from),
    );
    expect(wrong).toEqual([]);
  });

  it('lets only lib/k6 import k6', () => {
    const wrong = imports.filter(({ from, what }) => /^k6(\/|$)/.test(what) && !from.startsWith('lib/k6/'));
    expect(wrong).toEqual([]);
  });

  it('keeps probes and reports free of the engine', () => {
    const pure = [
      'lib/protocols',
      'lib/targets',
      'lib/probe',
      'lib/systems',
      'lib/workflow',
      'lib/load',
      'lib/report',
      'thresholds',
    ];
    const wrong = imports.filter(
      ({ from, what }) =>
        pure.some((layer) => from.startsWith(`${layer}/`)) && what.startsWith('lib/k6/') && what !== PORTS,
    );
    expect(wrong).toEqual([]);
  });

  it('lets the twin import addresses and protocols only', () => {
    const outside = sources('twin')
      .flatMap(importsOf)
      .filter(({ what }) => /^(?:lib|scenarios|thresholds|tools|tests)\//.test(what));
    expect(outside.length).toBeGreaterThan(10);
    const allowed = (what: string): boolean => what === PORTS || /^lib\/(?:targets|protocols)\//.test(what);
    expect(outside.filter(({ what }) => !allowed(what))).toEqual([]);
  });

  it('lets no bundled file import Node or a package', () => {
    const wrong = imports.filter(
      ({ what }) => what.startsWith('node:') || /^(?!lib|thresholds|k6)[^.]/.test(what),
    );
    expect(wrong).toEqual([]);
  });
});

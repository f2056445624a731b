import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLiteralOptions } from '../build.mjs';
import { SERVED } from '../lib/systems/served.ts';
import { checkBundle } from '../tools/bundle-rules.mjs';
import { root } from '../tools/root.ts';
import type { Interceptor } from '../twin/service.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Run } from './support/k6.ts';

const good = { code: 'export default function () {}', imports: [], exports: ['default'], sm: false };

describe('checkBundle', () => {
  it('lets a plain bundle pass', () => {
    expect(checkBundle(good)).toEqual([]);
    expect(checkBundle({ ...good, imports: [{ path: 'k6/http', external: true }] })).toEqual([]);
  });

  it.each([
    ['an import of a package', { imports: [{ path: 'lodash', external: true }] }, 'imports lodash'],
    ['an import of Node', { imports: [{ path: 'node:fs', external: true }] }, 'imports node:fs'],
    ['an extension', { imports: [{ path: 'k6/x/kafka', external: true }] }, 'k6/x/kafka'],
    ['no default export', { exports: ['setup'] }, 'no default export'],
    ['\\p{…}', { code: 'const r = /\\p{L}/u;' }, '\\\\p{'],
    ['Intl', { code: 'new Intl.NumberFormat()' }, 'Intl'],
    ['toLocaleString', { code: 'n.toLocaleString()' }, 'toLocale'],
    ['a six-digit escape', { code: "const s = '\\u{10FFFF}';" }, 'u{10FFFF}'],
    ['for await', { code: 'for await (const x of y) {}' }, 'for await'],
    ['URL', { code: 'new URL(x)' }, 'URL'],
    ['1 MiB of code', { code: ' '.repeat(1024 * 1024 + 1) }, 'bytes, more than'],
    ['128 KiB for Synthetic Monitoring', { code: ' '.repeat(128 * 1024 + 1), sm: true }, 'bytes, more than'],
    ['TextEncoder for Synthetic Monitoring', { code: 'new TextEncoder()', sm: true }, 'TextEncoder'],
  ])('refuses %s', (_name, change, words) => {
    const faults = checkBundle({ ...good, ...change });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });

  it('refuses a bundle without literal options for Synthetic Monitoring', () => {
    expect(() => withLiteralOptions('var x = 1;\nexport {\n  x as default\n};')).toThrowError(
      /no literal `options`/,
    );
  });
});

describe('dist', () => {
  it('has one bundle per scenario', () => {
    for (const file of readdirSync(join(root, 'scenarios'))) {
      expect(existsSync(join(root, 'dist/oss', file.replace(/\.ts$/, '.js'))), file).toBe(true);
    }
  });

  it.each(['local', 'stg', 'prod'])(
    'has Synthetic Monitoring bundles of %s for each system it can serve',
    (target) => {
      const folder = join(root, 'dist/sm', target);
      const wanted = [
        'health.js',
        'trace.js',
        ...(SERVED[target] ?? []).map((system) => `health-${system}.js`),
      ];
      expect(readdirSync(folder).sort()).toEqual(wanted.sort());
      for (const file of wanted) {
        expect(statSync(join(folder, file)).size, file).toBeLessThanOrEqual(128 * 1024);
        expect(readFileSync(join(folder, file), 'utf8'), file).toContain('export const options = {');
      }
    },
  );

  it('leaves out what staging cannot serve', () => {
    expect(SERVED.stg).not.toContain('sigul');
    expect(SERVED.prod).toContain('sigul');
  });
});

describe('a Synthetic Monitoring bundle, with the flags of its runner', () => {
  const FLAGS = [
    '--no-thresholds',
    '--summary-mode',
    'disabled',
    '--throw',
    '--vus',
    '1',
    '--iterations',
    '1',
  ];
  const script = join(root, 'dist/sm/local/health-waiverdb.js');
  let fault: Interceptor = (_address, _request, next) => next();
  let twin: Twin;

  beforeAll(async () => {
    twin = await startTwin({ portBase: 0, intercept: (...args) => fault(...args) });
  });
  afterAll(() => twin.stop());

  it('ends with 0 when ok', async () => {
    expect(await k6Run(script, twin.env, FLAGS)).toMatchObject({ code: 0, errors: '' });
  });

  it('ends with 0 when degraded', async () => {
    let asked = 0;
    fault = (_address, { path }, next) =>
      path === '/healthcheck' && asked++ === 0 ? { status: 503 } : next();
    expect(await k6Run(script, twin.env, FLAGS)).toMatchObject({ code: 0, errors: '' });
  });

  it.each([
    ['failed', () => ({ status: 503 })],
    ['unknown', () => ({ status: 403 })],
  ])('ends with 110 and one error that names the probe when %s', async (verdict, reply) => {
    fault = reply;
    const { code, errors } = await k6Run(script, twin.env, FLAGS);
    expect(code).toBe(110);
    expect(errors).toContain(`${verdict}: waiverdb.health.check`);
    expect(errors).toContain('source=stacktrace');
  });
});

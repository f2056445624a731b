// Builds every scenario into one self-contained file: dist/oss for `k6 run`, dist/sm for Synthetic Monitoring.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { checkBundle } from './tools/bundle-rules.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Scenarios that Synthetic Monitoring can run, and the targets they are built for. */
const SM_SCENARIOS = ['health', 'trace', 'pages'];
const SM_TARGETS = ['local', 'stg', 'prod'];

/**
 * @typedef {{ entry: string, target?: string, only?: string, sm?: boolean, plugins?: import('esbuild').Plugin[] }} What
 */

/**
 * What makes k6's engine take the output: ES modules with k6 left out, no async generators (it has none), and
 * UTF-8 kept as it is (it crashes on the six-digit escapes that esbuild writes otherwise).
 * @param {What} what
 */
export function bundleSettings({ entry, target = 'local', only = '', sm = false, plugins = [] }) {
  /** @satisfies {import('esbuild').BuildOptions} */
  const settings = {
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2022',
    supported: { 'async-generator': false, 'for-await': false },
    external: ['k6', 'k6/*'],
    charset: 'utf8',
    legalComments: 'none',
    // White space only: the literal `options` is found by its name, in a statement of its own.
    minifyWhitespace: sm,
    sourcemap: sm ? false : 'linked',
    metafile: true,
    write: false,
    outdir: 'out',
    define: {
      __PW_TARGET__: JSON.stringify(target),
      __PW_ONLY__: JSON.stringify(only),
      __PW_VERSION__: JSON.stringify(version),
      __PW_SM__: String(sm),
    },
    absWorkingDir: root,
    plugins,
  };
  return settings;
}

/**
 * esbuild exports names in a list at the end; Synthetic Monitoring's form looks for this very text.
 * @param {string} code
 */
export function withLiteralOptions(code) {
  const declared = code.replace(/\bvar options ?= ?\{/, 'export const options = {');
  const listed = declared.replace(
    /export ?\{([^}]*)\}/,
    (/** @type {string} */ _all, /** @type {string} */ names) => {
      const kept = names.split(',').filter((name) => name.trim() !== 'options' && name.trim() !== '');
      return `export {${kept.join(',')}}`;
    },
  );
  if (listed === declared || declared === code) throw new Error('the bundle declares no literal `options`');
  return listed;
}

/**
 * Builds one bundle, checks it, writes it.
 * @param {What & { out: string }} what
 */
export async function bundle({ out, ...what }) {
  const result = await build(bundleSettings(what));
  const [meta] = Object.values(result.metafile.outputs).filter((output) => output.entryPoint !== undefined);
  if (meta === undefined) throw new Error(`${out}: esbuild made nothing`);
  mkdirSync(dirname(out), { recursive: true });
  for (const file of result.outputFiles) {
    const isMap = file.path.endsWith('.map');
    const code = what.sm ? withLiteralOptions(file.text) : file.text;
    if (!isMap) {
      const faults = checkBundle({
        code,
        imports: meta.imports,
        exports: meta.exports,
        sm: what.sm === true,
      });
      if (faults.length > 0) throw new Error(`${out}: ${faults.join('; ')}`);
    }
    writeFileSync(isMap ? `${out}.map` : out, code);
  }
}

/**
 * Systems of which the target can serve a probe: each gets a bundle of its own.
 * @param {string} target
 * @returns {Promise<string[]>}
 */
async function systemsOf(target) {
  const result = await build({
    stdin: {
      contents: `export { SERVED } from './lib/systems/served.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const source = Buffer.from(result.outputFiles[0]?.contents ?? '').toString('base64');
  const { SERVED } = await import(`data:text/javascript;base64,${source}`);
  return SERVED[target];
}

export async function buildAll() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const scenarios = readdirSync(join(root, 'scenarios'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  const work = [];
  for (const name of scenarios) {
    const entry = `scenarios/${name}.ts`;
    work.push(bundle({ entry, out: join(root, 'dist/oss', `${name}.js`) }));
    if (!SM_SCENARIOS.includes(name)) continue;
    for (const target of SM_TARGETS) {
      const folder = join(root, 'dist/sm', target);
      work.push(bundle({ entry, target, sm: true, out: join(folder, `${name}.js`) }));
      if (name !== 'health') continue;
      for (const only of await systemsOf(target)) {
        work.push(bundle({ entry, target, only, sm: true, out: join(folder, `${name}-${only}.js`) }));
      }
    }
  }
  await Promise.all(work);
  return work.length;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const count = await buildAll();
  console.log(`built ${count} bundles into dist/`);
}

// Builds every scenario into one self-contained file: dist/oss for `k6 run`, dist/sm for Synthetic Monitoring.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
 * @typedef {{ entry: string, target?: string, only?: string, sm?: boolean, minify?: boolean,
 *   part?: boolean, plugins?: import('esbuild').Plugin[] }} What
 */

/**
 * What makes k6's engine take the output: ES modules with k6 left out, no async generators (it has none), and
 * UTF-8 kept as it is (it crashes on the six-digit escapes that esbuild writes otherwise).
 * @param {What} what
 */
export function bundleSettings(what) {
  const { entry, target = 'local', only = '', sm = false, minify = sm, part = false, plugins = [] } = what;
  /** @satisfies {import('esbuild').BuildOptions} */
  const settings = {
    entryPoints: [entry],
    bundle: true,
    // What another bundle loads while it starts is loaded by `require`.
    format: part ? 'cjs' : 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2022',
    supported: { 'async-generator': false, 'for-await': false },
    external: ['k6', 'k6/*', './load-control.js'],
    charset: 'utf8',
    legalComments: 'none',
    minify,
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
    logOverride: { 'import-is-undefined': 'error' },
    absWorkingDir: root,
    plugins,
  };
  return settings;
}

/**
 * Synthetic Monitoring's form looks for the text `export const options = {`; esbuild declares it under any name, in
 * any statement, and exports it in a list at the end.
 * @param {string} code
 */
export function withLiteralOptions(code) {
  const list = /export ?\{([^}]*)\};?\s*$/.exec(code);
  const names = list?.[1]?.split(',').map((name) => name.trim()) ?? [];
  const listed = names.find((name) => name === 'options' || name.endsWith(' as options'));
  const inner = listed?.split(' ')[0]?.replace(/\$/g, '\\$&');
  const declared = new RegExp(`([,;\\s])${inner} ?= ?\\{`).exec(code);
  if (list === null || listed === undefined || declared === null) {
    throw new Error('the bundle declares no literal `options`');
  }
  const start = declared.index;
  const open = start + declared[0].length - 1;
  const end = closing(code, open) + 1;
  // It may stand among others of one `var`: those before it and after it become statements of their own.
  const before = code.slice(0, start).replace(/\bvar$/, '');
  const after = code[end] === ',' ? `;var ${code.slice(end + 1)}` : code.slice(end);
  const kept = names.filter((name) => name !== listed && name !== '');
  return `${before};export const options = ${code.slice(open, end)}${after}`.replace(
    list[0],
    `export {${kept.join(',')}};\n`,
  );
}

/**
 * The brace that closes the one at `open`.
 * @param {string} code
 * @param {number} open
 */
function closing(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}' && --depth === 0) return at;
  }
  throw new Error('the literal `options` never ends');
}

/**
 * Builds one bundle and checks it. Returns its files by path: the code, and the map beside it.
 * @param {What & { out: string }} what
 */
async function made({ out, ...what }) {
  const result = await build(bundleSettings(what));
  const [meta] = Object.values(result.metafile.outputs).filter((output) => output.entryPoint !== undefined);
  if (meta === undefined) throw new Error(`${out}: esbuild made nothing`);
  /** @type {[string, string][]} */
  const files = [];
  for (const file of result.outputFiles) {
    const isMap = file.path.endsWith('.map');
    const code = what.sm ? withLiteralOptions(file.text) : file.text;
    if (!isMap) {
      const faults = checkBundle({
        code,
        imports: meta.imports,
        exports: meta.exports,
        sm: what.sm === true,
        part: what.part === true,
      });
      if (faults.length > 0) throw new Error(`${out}: ${faults.join('; ')}`);
    }
    files.push([isMap ? `${out}.map` : out, code]);
  }
  return files;
}

/**
 * Builds one bundle, checks it, writes it.
 * @param {What & { out: string }} what
 */
export async function bundle(what) {
  for (const [path, code] of await made(what)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}

/**
 * Systems of which each target can serve a probe: each of them gets a bundle of its own.
 * @returns {Promise<Record<string, string[]>>}
 */
async function servedSystems() {
  const outfile = join(root, 'node_modules/.cache/served.mjs');
  await build({
    entryPoints: [join(root, 'lib/systems/served.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logOverride: { 'import-is-undefined': 'error' },
  });
  const { SERVED } = await import(pathToFileURL(outfile).href);
  return SERVED;
}

/** All of a load run but what its virtual users need. */
const LOAD_CONTROL = {
  entry: 'lib/scenario/load-control.ts',
  out: join(root, 'dist/oss/load-control.js'),
  part: true,
};

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export async function buildAll() {
  const served = await servedSystems();
  const scenarios = readdirSync(join(root, 'scenarios'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  /** @type {ReturnType<typeof made>[]} */
  const work = [];
  for (const name of scenarios) {
    const entry = `scenarios/${name}.ts`;
    const out = join(root, 'dist/oss', `${name}.js`);
    // Every virtual user carries its own copy of a load run's code.
    work.push(made({ entry, out, minify: name === 'load' }));
    if (name === 'load') work.push(made(LOAD_CONTROL));
    if (!SM_SCENARIOS.includes(name)) continue;
    for (const target of SM_TARGETS) {
      const folder = join(root, 'dist/sm', target);
      work.push(made({ entry, target, sm: true, out: join(folder, `${name}.js`) }));
      if (name !== 'health') continue;
      for (const only of served[target] ?? []) {
        work.push(made({ entry, target, only, sm: true, out: join(folder, `${name}-${only}.js`) }));
      }
    }
  }
  const files = (await Promise.all(work)).flat();
  // Only now: a build that fails leaves the last good bundles alone. What is the same stays untouched, so that a run
  // that has just begun keeps its bundle.
  const current = new Map(files);
  for (const path of filesBelow(join(root, 'dist'))) {
    if (!current.has(path)) rmSync(path);
  }
  for (const [path, code] of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === code) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, code);
    renameSync(`${path}.new`, path);
  }
  return work.length;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const count = await buildAll();
  console.log(`built ${count} bundles into dist/`);
}

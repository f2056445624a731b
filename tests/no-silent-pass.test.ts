import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../build.mjs';
import { root } from '../tools/root.ts';
import { html, type Interceptor, type TwinReply } from '../twin/service.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Run, variant } from './support/k6.ts';

/** What stands between k6 and the twin in the row under way. */
let fault: Interceptor = (_address, _request, next) => next();
let twin: Twin;
let dist: string;
const table: string[] = [];

const DEAD = 'http://127.0.0.1:9';
const LOGIN = html('<!doctype html><title>Log in</title><form><input type="password" name="p"></form>');
const CHALLENGE = html('<!doctype html><title>Making sure you&#39;re not a bot!</title>');

const body = (reply: TwinReply): string => String(reply.body ?? '');

/** Changes the answers of one address whose path matches. */
function tamper(
  at: string,
  path: RegExp,
  change: (reply: TwinReply) => TwinReply | Promise<TwinReply>,
): Interceptor {
  return async (address, request, next) => {
    const reply = await next();
    return address === at && path.test(request.path) ? change(reply) : reply;
  };
}

interface Row {
  readonly name: string;
  readonly fault?: Interceptor;
  readonly env?: Readonly<Record<string, string>>;
  readonly script?: string;
  readonly flags?: readonly string[];
  /** Verdict of the result file; null: no result, the run was refused or could not report. */
  readonly verdict: 'failed' | 'unknown' | null;
  readonly code: 99 | 107 | 110;
  /** Probe, or words of k6's error or of the result's notes, that must name what is wrong. */
  readonly culprit: string;
}

const WAIVERDB = { PW_ONLY: 'waiverdb' };
const waivers = /^\/api\/v1\.0\/waivers\/$/;

const ROWS: readonly Row[] = [
  { name: 'twin down', env: { DOWN: 'all' }, verdict: 'failed', code: 99, culprit: 'koji.hub.apiVersion' },
  {
    name: 'one system down',
    env: { PW_KOJI_URL: DEAD },
    verdict: 'failed',
    code: 99,
    culprit: 'koji.hub.getBuild',
  },
  {
    name: 'all answers 503',
    fault: async () => ({ status: 503, body: 'no server is available' }),
    verdict: 'failed',
    code: 99,
    culprit: 'bodhi.api.updates',
  },
  {
    name: 'a probe that throws before its request',
    script: 'throws',
    env: WAIVERDB,
    verdict: 'unknown',
    code: 110,
    culprit: 'waiverdb.api.about',
  },
  {
    name: 'a probe that never settles',
    script: 'hangs',
    env: WAIVERDB,
    verdict: 'unknown',
    code: 110,
    culprit: 'waiverdb.api.about',
  },
  {
    name: 'a probe that reports nothing',
    script: 'silent',
    env: WAIVERDB,
    verdict: 'unknown',
    code: 110,
    culprit: 'waiverdb.health.check',
  },
  {
    name: 'an exception in the guard',
    script: 'guard',
    env: WAIVERDB,
    verdict: 'unknown',
    code: 110,
    culprit: 'the guard counted 0',
  },
  {
    name: 'a typo in a tag',
    script: 'tag',
    env: WAIVERDB,
    verdict: 'unknown',
    code: 99,
    culprit: 'pw_probe_runs{probe:waiverdb.api.about}',
  },
  {
    name: 'a typo in a selector',
    env: { PW_ONLY: 'kojji' },
    verdict: null,
    code: 107,
    culprit: 'kojji',
  },
  {
    name: 'nothing selected',
    env: { PW_ONLY: 'koji', PW_SKIP: 'koji' },
    verdict: null,
    code: 107,
    culprit: 'leaves no probe selected',
  },
  {
    name: 'setup switched off',
    env: WAIVERDB,
    flags: ['--no-setup'],
    verdict: 'unknown',
    code: 110,
    culprit: 'no findings from setup()',
  },
  {
    name: 'an empty but well-formed answer',
    env: WAIVERDB,
    fault: tamper('waiverdb', waivers, (reply) => ({
      ...reply,
      body: JSON.stringify({ ...JSON.parse(body(reply)), data: [] }),
    })),
    verdict: 'failed',
    code: 99,
    culprit: 'waiverdb.waivers.list',
  },
  {
    name: 'an HTML login page with 200',
    env: WAIVERDB,
    fault: tamper('waiverdb', waivers, () => LOGIN),
    verdict: 'failed',
    code: 99,
    culprit: 'waiverdb.waivers.list',
  },
  {
    name: 'a challenge page with 200',
    env: WAIVERDB,
    fault: tamper('waiverdb', waivers, () => CHALLENGE),
    verdict: 'unknown',
    code: 110,
    culprit: 'waiverdb.waivers.list',
  },
  {
    name: 'a truncated JSON body',
    env: WAIVERDB,
    fault: tamper('waiverdb', waivers, (reply) => ({ ...reply, body: body(reply).slice(0, 200) })),
    verdict: 'failed',
    code: 99,
    culprit: 'waiverdb.waivers.list',
  },
  {
    name: 'a truncated XML body',
    env: { PW_ONLY: 'koji' },
    fault: tamper('koji', /^\/kojihub/, (reply) => ({ ...reply, body: body(reply).slice(0, 90) })),
    verdict: 'failed',
    code: 99,
    culprit: 'koji.hub.getBuild',
  },
  {
    name: 'a hang',
    env: WAIVERDB,
    fault: tamper('waiverdb', waivers, () => new Promise(() => undefined)),
    verdict: 'failed',
    code: 99,
    culprit: 'waiverdb.waivers.list',
  },
  {
    name: 'everything skipped',
    env: { PW_TARGET: 'stg', PW_ONLY: 'sigul' },
    verdict: 'unknown',
    code: 110,
    culprit: 'sigul.signature.age',
  },
];

const source = (path: string): string => readFileSync(join(root, path), 'utf8');

const about = /const version = defineProbe\(\{[\s\S]*?\n\}\);/;
const broken = (run: string): string =>
  source('lib/systems/waiverdb/probes.ts').replace(about, (code) =>
    code.replace(/run: async[\s\S]*/, `${run}});`),
  );

beforeAll(async () => {
  dist = mkdtempSync(join(tmpdir(), 'pw-variants-'));
  twin = await startTwin({ portBase: 0, intercept: (...args) => fault(...args) });
  const metrics = source('lib/k6/run-metrics.ts');
  const run = source('lib/probe/run.ts');
  await bundle({ entry: 'scenarios/health.ts', out: join(dist, 'health.js') });
  await variant(join(dist, 'throws.js'), {
    'lib/systems/waiverdb/probes.ts': broken(`run: async () => { throw new TypeError('no such thing'); }`),
  });
  await variant(join(dist, 'hangs.js'), {
    'lib/systems/waiverdb/probes.ts': broken(`run: () => new Promise(() => undefined)`),
  });
  await variant(join(dist, 'silent.js'), {
    'lib/probe/run.ts': run.replace('return { findings,', 'return { findings: findings.slice(1),'),
  });
  await variant(join(dist, 'guard.js'), {
    'lib/k6/run-metrics.ts': metrics.replace(
      'const tags = {',
      `throw new Error('out of order'); const tags = {`,
    ),
  });
  await variant(join(dist, 'tag.js'), {
    'lib/k6/run-metrics.ts': metrics.replace(
      'const tags = { ...sample.tags }',
      'const tags = { prob: sample.tags.probe }',
    ),
  });
});

afterAll(async () => {
  await twin.stop();
  rmSync(dist, { recursive: true, force: true });
  const widths = [44, 10, 10, 10];
  const line = (...cells: string[]): string =>
    cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ');
  console.log([line('no silent pass', 'expected', 'actual', 'verdict', 'culprit'), ...table].join('\n'));
});

describe('no silent pass', () => {
  it.each(ROWS)('$name', { timeout: 60_000 }, async (row) => {
    fault = row.fault ?? ((_address, _request, next) => next());
    const { DOWN, ...given } = row.env ?? {};
    const addresses = DOWN === undefined ? twin.env : deadAddresses(twin.env);
    const env = given.PW_TARGET === undefined ? { ...addresses, ...given } : given;
    const ran = await k6Run(join(dist, `${row.script ?? 'health'}.js`), env, row.flags);
    const verdict = ran.result?.verdict ?? null;
    const findings = ran.result?.systems.flatMap((system) => system.probes) ?? [];
    const named = findings.filter((one) => one.verdict !== 'ok').map((one) => one.probe);
    const words = `${ran.errors}\n${ran.result?.notes.join('\n') ?? ''}`;
    const culprit = named.includes(row.culprit) || words.includes(row.culprit);
    const cells = [row.name.padEnd(44), String(row.code).padEnd(10), String(ran.code).padEnd(10)];
    table.push([...cells, String(verdict).padEnd(10), culprit ? row.culprit : 'NOT NAMED'].join(' '));
    expect({ code: ran.code, verdict, culprit }).toEqual({
      code: row.code,
      verdict: row.verdict,
      culprit: true,
    });
  });
});

/** Every address on a port that nothing listens on. */
function deadAddresses(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace(/:\d+/, ':9')]));
}

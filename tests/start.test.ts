import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../lib/report/result.ts';
import { PROBES } from '../lib/systems/index.ts';
import { ADDRESS_NAMES, TWIN_PORT_BASE } from '../lib/targets/addresses.ts';
import { SYSTEMS } from '../lib/targets/systems.ts';
import { CALL_IDS } from '../thresholds/calls.ts';
import { root } from '../tools/root.ts';
import { startTwin } from '../twin/twin.ts';
import { k6Run } from './support/k6.ts';
import { start } from './support/start.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pw-start-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function result(): RunResult {
  const parsed: RunResult = JSON.parse(readFileSync(join(dir, 'health.json'), 'utf8'));
  return parsed;
}

const free = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

describe('npm start', () => {
  it('finds every system of the twin ok, writes every report, and leaves nothing running', {
    timeout: 90_000,
  }, async () => {
    const { code, stdout, stderr } = await start([], { PW_REPORT_DIR: dir });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { systems, verdict, notes } = result();
    const probes = systems.flatMap((system) => system.probes);
    expect(probes.filter((probe) => probe.verdict !== 'ok')).toEqual([]);
    expect({ verdict, notes }).toEqual({ verdict: 'ok', notes: [] });
    expect(systems.map(({ system }) => system)).toEqual(SYSTEMS);
    expect(probes.length).toBeGreaterThanOrEqual(60);
    for (const system of SYSTEMS) expect(stdout).toContain(system);
    for (const kind of ['json', 'xml', 'md', 'html'])
      expect(existsSync(join(dir, `health.${kind}`)), kind).toBe(true);
    for (const index of ADDRESS_NAMES.keys()) expect(await free(TWIN_PORT_BASE + index)).toBe(true);
  });

  it('gives the verdicts that k6 alone gives', { timeout: 90_000 }, async () => {
    await start([], { PW_REPORT_DIR: dir });
    const verdicts = (run: RunResult | null) =>
      run?.systems.flatMap(({ probes }) => probes.map(({ probe, verdict }) => `${probe} ${verdict}`));
    const twin = await startTwin({ portBase: TWIN_PORT_BASE });
    try {
      const alone = await k6Run(join(root, 'dist/oss/health.js'), {});
      expect(alone.code).toBe(0);
      expect(verdicts(alone.result)).toEqual(verdicts(result()));
      const flags = [
        '--no-thresholds',
        '--summary-mode',
        'disabled',
        '--throw',
        '--vus',
        '1',
        '--iterations',
        '1',
      ];
      expect(await k6Run(join(root, 'dist/sm/local/health.js'), {}, flags)).toMatchObject({ code: 0 });
      const dead = { PW_KOJI_URL: 'http://127.0.0.1:9' };
      expect(await k6Run(join(root, 'dist/sm/local/health.js'), dead, flags)).toMatchObject({ code: 110 });
    } finally {
      await twin.stop();
    }
  });

  it('says that koji is down, and who needs it', { timeout: 90_000 }, async () => {
    const { code } = await start([], { PW_REPORT_DIR: dir, PW_KOJI_URL: 'http://127.0.0.1:9' });
    expect(code).toBe(99);
    const { systems } = result();
    const probes = systems.flatMap((system) => system.probes);
    const koji = systems.find(({ system }) => system === 'koji');
    expect(koji?.verdict).toBe('failed');
    expect(koji?.probes.find(({ probe }) => probe === 'koji.hub.getBuild')?.reason).toContain(
      'connection refused',
    );
    const others = probes.filter(({ system, verdict }) => system !== 'koji' && verdict !== 'ok');
    expect(others.map(({ probe }) => probe)).toEqual(
      expect.arrayContaining([
        'robosignatory.queue.length',
        'robosignatory.queue.oldest',
        'sigul.signature.present',
      ]),
    );
    for (const { verdict, reason, causedBy } of others) {
      expect({ verdict, reason }).toMatchObject({
        verdict: 'unknown',
        reason: expect.stringMatching(/^needs koji/),
      });
      expect(causedBy).toMatch(/^koji\./);
    }
  });

  it('ends with 110 where no report can be written', { timeout: 90_000 }, async () => {
    const blocked = join(dir, 'a-file');
    writeFileSync(blocked, '');
    const { code, stderr } = await start(['--only', 'waiverdb'], { PW_REPORT_DIR: join(blocked, 'reports') });
    expect(code).toBe(110);
    expect(stderr).toContain(join(blocked, 'reports'));
  });

  it('is 0 for the list, asks nothing, and names every address of the founding document', async () => {
    const { code, stdout } = await start(['--target', 'seed', '--list']);
    expect(code).toBe(0);
    expect(stdout).toContain('https://admin.fedoraproject.org/accounts');
    expect(stdout).toContain('jenkins-fedora-infra.apps.ci.centos.org');
  });
});

describe('npm start -- --list', () => {
  const probes = async (args: readonly string[], env = {}): Promise<string[]> => {
    const { code, stdout } = await start(args, env);
    expect(code).toBe(0);
    return [...stdout.matchAll(/^ {4}([a-z-]+\.\S+)/gm)].map(([, id = '']) => id);
  };

  it('holds every probe, also the deep ones, but for those to be skipped', async () => {
    const all = await probes(['--list']);
    expect(all.toSorted()).toEqual(PROBES.map(({ id }) => id).toSorted());
    expect(await probes(['--list', '--skip', 'koji,deep'])).toEqual(
      PROBES.filter(({ system, set }) => system !== 'koji' && set === 'default').map(({ id }) => id),
    );
  });

  it('holds what --only names, and a flag beats its variable', async () => {
    expect(await probes(['--list', '--only', 'fedmsg'], { PW_ONLY: 'kojji' })).toEqual([
      'fedmsg.gateway.greeting',
    ]);
  });

  it('tells windows, calls and objectives of a load run', async () => {
    const { code, stdout } = await start(['--list', '--scenario', 'load', '--profile', 'spike']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^load: profile spike is about to ask http:\/\/127\.0\.0\.1/);
    expect(stdout).toContain('ceiling: 1000 requests/s');
    expect(stdout).toMatch(/^w18 /m);
    for (const call of CALL_IDS) expect(stdout).toContain(`${call} `);
  });

  it('is what --dry-run prints of a run', async () => {
    expect(await probes(['--dry-run'])).toEqual(
      PROBES.filter(({ set }) => set === 'default').map(({ id }) => id),
    );
  });
});

describe('bad input', () => {
  it.each<[readonly string[], Record<string, string>, string]>([
    [['--target', 'porD'], {}, 'unknown target "porD". Valid: local, stg, prod, seed'],
    [['--scenario', 'helth'], {}, 'unknown scenario "helth". Valid: health'],
    [['--only', 'kojji'], {}, 'PW_ONLY: "kojji" selects nothing. Valid: fas, '],
    [['--only', 'koji.hub.getBild'], {}, 'PW_ONLY: "koji.hub.getBild" selects nothing'],
    [['--only', 'koji', '--skip', 'koji'], {}, 'leaves no probe selected'],
    [['--profile', 'smoke'], {}, '--profile belongs to load'],
    [['--scenario', 'load', '--target', 'prod'], {}, 'load refused: koji.fedoraproject.org belongs to prod'],
    [['--scenario', 'load', '--profile', 'storm'], {}, 'PW_PROFILE: "storm" is unknown. Valid: smoke'],
    [['--scenario', 'load', '--only', 'bodhi'], {}, 'PW_ONLY: "bodhi" selects no call of load'],
    [['--target', '-x'], {}, "Option '--target' argument is ambiguous. Valid: --target"],
    [['--colour'], {}, "Unknown option '--colour'. Valid: --target"],
    [[], { PW_TARGT: 'prod' }, 'unknown variable PW_TARGT. Valid: PW_TARGET'],
    [[], { PW_KOJI_URL: 'koji' }, 'PW_KOJI_URL: "koji" is no valid address. Valid: http://'],
    [[], { K6_BIN: '/nonexistent/k6' }, 'K6_BIN: "/nonexistent/k6" is no k6 that runs'],
    [
      [],
      { PATH: '/nonexistent', XDG_CACHE_HOME: '/nonexistent' },
      'no k6 in K6_BIN, PATH or the cache, and no Go',
    ],
  ])('%j %j is one line and 107', async (args, env, words) => {
    const { code, stdout, stderr } = await start(args, env);
    expect({ code, stdout }).toEqual({ code: 107, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('names the port that is taken', { timeout: 60_000 }, async () => {
    const port = TWIN_PORT_BASE + 2;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      for (const tool of ['tools/start.ts', 'twin/main.ts']) {
        const { code, stderr } = await start([], {}, tool);
        expect(code).toBe(107);
        expect(stderr).toContain(`port ${port} of the twin (fas-kdc, PW_FAS_KDC_URL) is taken`);
      }
    } finally {
      server.close();
    }
  });

  it.each([
    [['--port-base', 'x'], '--port-base: "x" is no port. Valid: 0 for free ones, or 1024 to '],
    [['--port-base', '-1'], "Option '--port-base' argument is ambiguous. Valid: --port-base N"],
    [['--port-base', '70000'], '--port-base: "70000" is no port'],
    [['--incident', 'nope'], '--incident: "nope" is no incident. Valid: 1, '],
  ])('npm run twin %j is one line and 107', async (args, words) => {
    const { code, stderr } = await start(args, {}, 'twin/main.ts');
    expect(code).toBe(107);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('npm test without k6 and Go is one line and 107', async () => {
    const nowhere = { PATH: '/nonexistent', XDG_CACHE_HOME: '/nonexistent' };
    const { code, stderr } = await start([], nowhere, 'tools/test.ts');
    expect(code).toBe(107);
    expect(stderr).toMatch(/^no k6 in K6_BIN, PATH or the cache, and no Go .*\n$/);
  });
});

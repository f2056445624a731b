import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findK6 } from '../tools/k6-binary.ts';
import { root } from '../tools/root.ts';
import { TWIN_CREDENTIALS } from '../twin/accounts/people.ts';
import { Realm } from '../twin/accounts/realm.ts';
import type { TwinReply, TwinRequest } from '../twin/service.ts';
import { DriveBench, SCALE } from './support/drive-bench.ts';
import { CLEAN, start } from './support/start.ts';

let bench: DriveBench;
let dir: string;
beforeAll(async () => {
  bench = await DriveBench.start();
  dir = mkdtempSync(join(tmpdir(), 'pw-secrets-'));
}, 60_000);
afterAll(async () => {
  await bench.twin.stop();
  rmSync(dir, { recursive: true, force: true });
});

interface Printed {
  readonly code: number | null;
  readonly output: string;
}

/** Runs k6 as an operator would who wants to know everything, and gives all that it wrote anywhere. */
async function everything(env: Readonly<Record<string, string>>, flags: readonly string[]): Promise<Printed> {
  const k6 = await findK6(() => undefined);
  const args = ['run', '--no-usage-report', '--verbose', '--out', `json=${join(dir, 'metrics.json')}`];
  return new Promise((resolve, reject) => {
    const child = spawn(k6.path, [...args, ...flags, join(root, 'dist/oss/workflow.js')], {
      cwd: root,
      env: { ...CLEAN, ...bench.twin.env, PW_TIME_SCALE: String(SCALE), PW_REPORT_DIR: dir, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += String(chunk);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      const files = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));
      resolve({ code, output: [output, ...files].join('\n') });
    });
  });
}

/** Every secret that passes the wire: what the client sends, and what it is given. */
function overheard(): ReadonlySet<string> {
  const secrets = new Set<string>();
  const keep = (value: string | undefined): void => {
    if (value !== undefined && value.length >= 8) secrets.add(value);
  };
  const hear = (request: TwinRequest, reply: TwinReply): void => {
    keep(request.headers.authorization?.split(' ')[1]);
    keep(request.headers['koji-session-key']);
    for (const cookie of (request.headers.cookie ?? '').split('; '))
      keep(cookie.split('=').slice(1).join('='));
    const body = String(reply.body ?? '');
    keep(/<name>session-key<\/name>\s*<value><string>([^<]+)/.exec(body)?.[1]);
    for (const name of ['access_token', 'id_token', 'csrf_token']) {
      keep(new RegExp(`"${name}": ?"([^"]+)"`).exec(body)?.[1]);
    }
    keep(/[?&]code=([^&\s"<]+)/.exec(`${reply.headers?.location ?? ''} ${body}`)?.[1]);
    keep(reply.headers?.['www-authenticate']?.split(' ')[1]);
  };
  bench.intercept = async (_address, request, next) => {
    const reply = await next();
    hear(request, reply);
    return reply;
  };
  return secrets;
}

/** A secret as it is, and as base64 of it in any of the three places that it may have among other bytes. */
function formsOf(secret: string): readonly string[] {
  const shifted = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${'x'.repeat(shift)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last letters also hold bits of what stands beside it.
    return encoded.slice(Math.ceil((shift * 8) / 6) + 1, -2);
  });
  return [secret, ...shifted.filter((one) => one.length >= 8)];
}

function told(output: string, secrets: Iterable<string>): readonly string[] {
  return [...secrets].filter((secret) => formsOf(secret).some((form) => output.includes(form)));
}

const GIVEN = [TWIN_CREDENTIALS.password, TWIN_CREDENTIALS.pagureToken];

describe('secrets of a full run', { timeout: 120_000 }, () => {
  it('are in no log, summary, report or metric', async () => {
    const heard = overheard();
    const { code, output } = await everything({ PW_FLOW: 'pr' }, []);
    expect(code).toBe(0);
    expect(output).toContain('the stable tag');
    expect(heard.size).toBeGreaterThan(10);
    expect(told(output, [...GIVEN, ...heard])).toEqual([]);
    // The search finds what is there.
    expect(told(`x${Buffer.from(`a:${TWIN_CREDENTIALS.password}`).toString('base64')}`, GIVEN)).toHaveLength(
      1,
    );
  });

  it('are in none of a run that goes wrong either', async () => {
    const heard = overheard();
    bench.twin.live.behave({ ills: ['waiver refused'] });
    const { code, output } = await everything({}, ['--http-debug=']);
    bench.twin.live.behave({ ills: [] });
    expect(code).toBe(99);
    expect(told(output, [...GIVEN, ...heard])).toEqual([]);
  });

  it('may come from k6’s own source of secrets, and be a keytab', async () => {
    const realm = new Realm({ name: bench.twin.world.realm, now: Date.now, addresses: [] });
    const keytab = Buffer.from(await realm.keytabOf(TWIN_CREDENTIALS.principal)).toString('base64');
    const file = join(dir, 'secrets');
    writeFileSync(file, `principal=${TWIN_CREDENTIALS.principal}\nkeytab=${keytab}\n`);
    const env = { PW_SECRET_PRINCIPAL: '', PW_SECRET_PASSWORD: '', PW_PACKAGE: 'dummy-test-package-crested' };
    const { code, output } = await everything(env, [`--secret-source=file=${file}`]);
    rmSync(file);
    expect({ code, told: told(output.replace(`keytab=${keytab}`, ''), [keytab]) }).toEqual({
      code: 0,
      told: [],
    });
  });
});

describe('without credentials', { timeout: 60_000 }, () => {
  it('npm start says so in one line, and asks nothing', async () => {
    const env = { PW_TARGET: 'stg', PW_UNLOCK: 'stg', PW_REPORT_DIR: dir };
    const { code, stdout, stderr } = await start(['--scenario', 'workflow'], env);
    expect({ code, stdout }).toEqual({ code: 107, stdout: '' });
    expect(stderr.trim()).toMatch(/^no credentials: .*PW_SECRET_PRINCIPAL/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('k6 alone names what is missing, and sends nothing', async () => {
    let asked = 0;
    bench.intercept = (_address, _request, next) => {
      asked++;
      return next();
    };
    const { code, result } = await bench.run({ PW_SECRET_PRINCIPAL: '', PW_SECRET_PASSWORD: '' });
    expect({ code, asked, verdict: result?.verdict }).toEqual({ code: 110, asked: 0, verdict: 'unknown' });
    expect(result?.notes.join()).toMatch(/^no principal: /);
  });
});

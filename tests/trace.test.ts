import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TraceResult } from '../lib/report/trace/result.ts';
import type { Interceptor } from '../twin/service.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Trace } from './support/k6.ts';
import { start } from './support/start.ts';

const well: Interceptor = (_address, _request, next) => next();
let fault = well;
let asked = 0;
let twin: Twin;

beforeAll(async () => {
  twin = await startTwin({
    portBase: 0,
    intercept: (address, request, next) => {
      asked++;
      return fault(address, request, next);
    },
  });
});
afterAll(() => twin.stop());
beforeEach(() => {
  fault = well;
  asked = 0;
});

describe('npm start -- --scenario trace', { timeout: 90_000 }, () => {
  it('follows fifty packages of every kind from end to end, fast and politely', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pw-trace-'));
    try {
      const { code, stderr } = await start(['--scenario', 'trace'], { PW_REPORT_DIR: dir });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const result: TraceResult = JSON.parse(readFileSync(join(dir, 'trace.json'), 'utf8'));
      const { traces, requests, durationMs, stages, verdict } = result;
      console.log(`${traces.length} packages, ${requests} requests, ${durationMs} ms`);
      expect(verdict).toBe('ok');
      expect(traces).toHaveLength(50);
      expect(requests).toBeLessThanOrEqual(600);
      expect(durationMs).toBeLessThan(60_000);
      const updates = (test: (one: (typeof traces)[number]) => boolean): number =>
        new Set(traces.filter(test).map(({ update }) => update)).size;
      expect(updates(({ sideTag }) => sideTag)).toBeGreaterThanOrEqual(5);
      expect(updates(({ kind }) => kind === 'epel')).toBeGreaterThanOrEqual(5);
      expect(updates(({ kind }) => kind === 'stable')).toBeGreaterThanOrEqual(5);
      for (const { stage, count, p90, verdict: judged } of stages) {
        if (judged === 'skipped') continue;
        expect(count, stage).toBeGreaterThan(0);
        expect(p90, stage).not.toBeNull();
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('a trace with the real k6', { timeout: 60_000 }, () => {
  it('is k6’s own verdict too', async () => {
    const { code, errors, result } = await k6Trace({ ...twin.env, PW_COUNT: '10' });
    expect({ code, errors, verdict: result?.verdict }).toEqual({ code: 0, errors: '', verdict: 'ok' });
    expect(result?.traces).toHaveLength(10);
  });

  it('follows just what is named', async () => {
    const build = twin.world
      .builds()
      .filter((one) => one.outcome === 'complete')
      .at(-400);
    if (build === undefined) throw new Error('no build');
    const { code, result } = await k6Trace({ ...twin.env, PW_NVR: build.nvr });
    expect(result?.traces.map(({ nvr }) => nvr)).toEqual([build.nvr]);
    expect(code).toBe(0);
  });

  it.each([
    [{ PW_NVR: 'no-such-package-1.0-1.fc46' }, 'no-such-package-1.0-1.fc46'],
    [{ PW_UPDATE: 'FEDORA-2020-0123456789' }, 'FEDORA-2020-0123456789'],
    [{ PW_RELEASE: 'F12' }, 'F12'],
    [{ PW_PACKAGE: 'no-such-package' }, 'no-such-package'],
  ])('%j is not found: one line, 110', async (env, named) => {
    const { code, result } = await k6Trace({ ...twin.env, ...env });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 110, verdict: 'unknown' });
    expect(result?.notes).toHaveLength(1);
    expect(result?.notes[0]).toContain(named);
  });

  it.each([
    [{ PW_NVR: 'bash' }, 'PW_NVR: "bash"'],
    [{ PW_UPDATE: 'fedora-1' }, 'PW_UPDATE: "fedora-1"'],
    [{ PW_COUNT: 'many' }, 'PW_COUNT: "many"'],
    [{ PW_RELEASE: 'F 44' }, 'PW_RELEASE: "F 44"'],
  ])('%j is malformed: one line and 107, before any request', async (env, said) => {
    const { code, errors, result } = await k6Trace({ ...twin.env, ...env });
    expect({ code, result, asked }).toEqual({ code: 107, result: null, asked: 0 });
    expect(errors.replace(/\\"/g, '"')).toContain(said);
    expect(errors.split('\n')).toHaveLength(1);
  });

  it.each<[string, Interceptor]>([
    ['bodhi down', async (address, _request, next) => (address === 'bodhi' ? { status: 503 } : next())],
    ['koji down', async (address, _request, next) => (address === 'koji' ? { status: 503 } : next())],
    [
      'datagrepper down',
      async (address, _request, next) => (address === 'datagrepper' ? { status: 503 } : next()),
    ],
    [
      'a bus that says nothing',
      async (address, { path }, next) => {
        const reply = await next();
        if (address !== 'datagrepper' || !/\/(?:raw|v2\/search)/.test(path)) return reply;
        const page = { ...JSON.parse(String(reply.body)), raw_messages: [], total: 0, pages: 0, count: 0 };
        return { ...reply, body: JSON.stringify(page) };
      },
    ],
    [
      'a login page for resultsdb',
      async (address, _request, next) => (address === 'resultsdb' ? LOGIN : next()),
    ],
  ])('%s does not pass', async (_what, under) => {
    fault = under;
    const { code, result } = await k6Trace({ ...twin.env, PW_COUNT: '10' });
    expect([99, 110]).toContain(code);
    expect(['failed', 'unknown']).toContain(result?.verdict);
  });
});

const LOGIN = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Log in</title><form><input type="password" name="p"></form>',
};

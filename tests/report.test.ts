import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRuns } from '../tools/report/files.ts';
import { dataIn } from './support/page.ts';
import { healthRun, kojiWeek, loadRun, traceRun, workflowRun } from './support/sample-history.ts';
import { start } from './support/start.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pw-report-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, content: unknown): string {
  const file = join(dir, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const report = (...args: readonly string[]) => start(args, { PW_REPORT_DIR: dir }, 'tools/report.ts');

describe('npm run report', () => {
  it('makes one page of files and folders, of every scenario, and leaves out copies', async () => {
    for (const [n, result] of kojiWeek().entries()) put(`runs/day-${n % 3}/${n}.json`, result);
    put('runs/copy.json', kojiWeek()[7]);
    put('runs/bench.json', { ratios: [] });
    put('runs/health.html', '<p>no JSON</p>');
    const files = [put('t.json', traceRun(2)), put('w.json', workflowRun(3)), put('l.json', loadRun(4))];
    const { code, stdout, stderr } = await report(join(dir, 'runs'), ...files);
    expect(stderr).toContain('bench.json is no result of a run');
    expect(stderr).toContain('1 file left out: copies of the same run.');
    expect(stdout).toContain('✗ prod: koji used up the error budget');
    expect(stdout).toContain('103 runs on one page');
    expect(code).toBe(0);
    const page = readFileSync(join(dir, 'history.html'), 'utf8');
    expect(dataIn(page)).toMatchObject({
      targets: [
        {
          runs: [
            { scenario: 'health', count: 100 },
            { scenario: 'trace', count: 1 },
            { scenario: 'workflow', count: 1 },
            { scenario: 'load', count: 1 },
          ],
        },
      ],
    });
  });

  it('writes where it is told to', async () => {
    const out = join(dir, 'deep/page.html');
    expect((await report(put('h.json', healthRun(0)), '--out', out)).code).toBe(0);
    expect(existsSync(out)).toBe(true);
  });

  it('refuses bad files in a line each that names them, and writes no page', async () => {
    put('good.json', healthRun(1));
    put('bad.json', '{"schema": 1, "scenario": "health", "tar');
    const { code, stdout, stderr } = await report(dir);
    expect(stderr).toMatch(/^\S*bad\.json: not a result file: no JSON, or cut short\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(107);
    expect(existsSync(join(dir, 'history.html'))).toBe(false);
  });

  it.each([
    ['no file', [], /no result file named/],
    ['--compare', ['--compare', 'a', 'b'], /--compare is not in this version/],
    ['an unknown flag', ['--since', '2026'], /'--since'.*npm run report/],
  ])('refuses %s', async (_what, args, says) => {
    const { code, stderr } = await report(...args);
    expect(stderr).toMatch(says);
    expect(code).toBe(107);
  });

  it('refuses what is not there, an empty folder, and a place where nothing can be written', async () => {
    expect(() => readRuns([join(dir, 'nowhere.json')])).toThrow(/nowhere\.json: cannot be read/);
    mkdirSync(join(dir, 'empty'));
    const empty = await report(join(dir, 'empty'));
    expect(empty.stderr).toContain('no result file in');
    const file = put('h.json', healthRun(0));
    const unwritable = await report(file, '--out', join(file, 'page.html'));
    expect(unwritable.stderr).toContain('cannot be written');
    expect([empty.code, unwritable.code]).toEqual([107, 107]);
  });
});

describe('reading many files', () => {
  it.each([
    [
      'cut short',
      '{"schema": 1, "scenario": "health", "tar',
      /bad\.json: not a result file: no JSON, or cut short/,
    ],
    ['empty', '', /bad\.json: not a result file/],
    ['foreign', { hello: 'world' }, /bad\.json: not a result file: schema is missing/],
    ['a list', [], /bad\.json: not a result file: the answer is a list of 0/],
    [
      'of a later form',
      { ...healthRun(0), schema: 2 },
      /bad\.json: not a result file: schema is 2, expected 1/,
    ],
    ['of no target', { ...healthRun(0), target: '<b>' }, /bad\.json: not a result file: target is "<b>"/],
    [
      'of no time',
      { ...healthRun(0), startedAt: '2026-11-31' },
      /bad\.json: not a result file: startedAt is/,
    ],
    [
      'without its systems',
      { ...healthRun(0), systems: undefined },
      /bad\.json: not a result file: systems is missing/,
    ],
  ])('refuses one that is %s', (_what, content, says) => {
    put('bad.json', content);
    expect(() => readRuns([dir])).toThrow(says);
  });

  it('names ten bad ones, and counts the others', () => {
    for (let n = 0; n < 13; n++) put(`${n}.json`, 'no');
    expect(() => readRuns([dir])).toThrow(/and 3 more$/);
  });

  it('keeps a run once, whatever names its file has', () => {
    const file = put('a.json', healthRun(0));
    const { runs, copies } = readRuns([file, file, put('b.json', healthRun(0)), dir]);
    expect(runs).toHaveLength(1);
    expect(copies).toEqual([join(dir, 'b.json')]);
  });
});

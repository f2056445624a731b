import { describe, expect, it } from 'vitest';
import type { Finding, Judged } from './finding.ts';
import { accountFor, decodeReport, encodeReport, endingOf } from './guard.ts';
import { missing } from './judge.ts';
import { defineProbe } from './probe.ts';

const probe = defineProbe({
  id: 'koji.hub.getBuild',
  question: '?',
  at: 'koji',
  run: async () => ({ reason: '', data: 0 }),
});
const finding = (verdict: Judged): Finding => ({ ...missing(probe, 'why'), verdict });

describe('endingOf', () => {
  it.each<[readonly Judged[], boolean, string, number]>([
    [['ok', 'ok'], false, 'ok', 0],
    [['ok', 'degraded'], false, 'degraded', 0],
    [['ok', 'degraded'], true, 'degraded', 99],
    [['ok', 'unknown', 'degraded'], false, 'unknown', 110],
    [['ok', 'unknown', 'degraded'], true, 'unknown', 110],
    [['failed', 'unknown'], false, 'failed', 99],
    [['ok', 'skipped'], false, 'ok', 0],
    [['skipped', 'skipped'], false, 'unknown', 110],
    [[], false, 'unknown', 110],
  ])('%j (strict %s) is %s, %d', (verdicts, strict, verdict, code) => {
    expect(endingOf(verdicts.map(finding), strict)).toMatchObject({ verdict, code });
  });

  it('names the culprits', () => {
    expect(endingOf([finding('failed'), finding('ok')], false).summary).toBe(
      'failed: koji.hub.getBuild (why)',
    );
    expect(endingOf([finding('skipped')], false).summary).toBe('unknown: koji.hub.getBuild (why)');
  });
});

describe('accountFor', () => {
  it('makes a probe without a finding unknown', () => {
    expect(accountFor([probe], [])).toMatchObject([
      { verdict: 'unknown', reason: 'no finding was reported' },
    ]);
    expect(accountFor([probe], [finding('ok')])).toMatchObject([{ verdict: 'ok' }]);
  });
});

describe('decodeReport', () => {
  const report = { startedAt: 1, durationMs: 2, requests: 3, findings: [finding('ok')], remarks: ['a'] };

  it('reads what encodeReport wrote', () => {
    expect(decodeReport(encodeReport(report))).toEqual(report);
    const remembered = { ...report, findings: [{ ...finding('ok'), recent: ['ok', 'failed'] as const }] };
    expect(decodeReport(encodeReport(remembered))).toEqual(remembered);
  });

  it.each([
    [undefined, 'no findings from setup()'],
    [{}, 'no findings from setup()'],
    ['{', 'JSON'],
    ['{"findings":[]}', 'setup data.startedAt is missing'],
    [JSON.stringify({ ...report, findings: [{ ...finding('ok'), verdict: 'fine' }] }), 'findings[0].verdict'],
    [JSON.stringify({ ...report, findings: [{ ...finding('ok'), system: 'koij' }] }), 'findings[0].system'],
  ])('refuses %j', (data, words) => {
    expect(() => decodeReport(data)).toThrowError(words);
  });
});

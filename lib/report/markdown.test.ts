import { describe, expect, it } from 'vitest';
import {
  allOk,
  edgeDown,
  HOSTILE,
  hostile,
  kojiDown,
  nothingReported,
  planned,
  sample,
  staging,
} from '../../tests/support/sample-result.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunResult } from './result.ts';

const render = (result: RunResult): string =>
  renderMarkdown(result, { dir: 'reports', title: 'local (embedded twin)', color: false });

/** What is left when code spans are taken out: all that a forge would interpret. */
const outsideCode = (text: string): string => text.replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');

describe('Markdown', () => {
  it('starts with the verdict', () => {
    expect(render(allOk())).toMatch(/^## ✓ OK: A package can travel from kinit to the stable tag\.\n/);
    expect(render(kojiDown())).toMatch(/^## ✗ FAILED: koji and datanommer fail\.\n/);
    expect(render(nothingReported())).toMatch(/^## \? UNKNOWN: The run could not be judged\.\n/);
  });

  it('does not claim the whole way where a part was skipped', () => {
    expect(render(staging())).toContain('OK: All that was asked is well.');
  });

  it('shows the culprit with its evidence, and what waits', () => {
    const text = render(kojiDown());
    expect(text).toContain('### ✗ koji failed');
    expect(text).toContain(
      '- ✗ **koji.hub.getBuild** `fault 1014 "database outage" in a 200 answer, 3 of 3` (errors 0) [new]',
    );
    expect(text).toContain('  - seen: `<methodResponse>');
    expect(text).toContain('  - see: `https://koji.example/answer?of=koji.hub.getBuild`');
    expect(text).toContain('| sign | robosignatory | ? unknown | 3 | needs koji: koji.hub.getBuild |');
  });

  it('names what is behind many faults once', () => {
    const koji = render(kojiDown());
    expect(koji).toContain(
      '  - behind it: koji.hub.apiVersion, koji.hub.versionHeader and 4 more; 1 of sigul',
    );
    const edge = render(edgeDown());
    expect(edge).toMatch(/^## ✗ FAILED: \d+ systems fail, most of them by what they share: shared edge\.\n/);
    expect(edge).toContain('✗ **shared edge** (the reverse proxies');
    expect(edge).toContain(': `down: HTTP 503, 3 of 3`\n');
    expect(edge).toContain('| build | koji | ✗ failed | 14 | caused by shared edge |');
    expect(edge).not.toContain('### ✗ koji');
  });

  it('says that an outage was planned', () => {
    expect(render(planned())).toMatch(
      /^## ! DEGRADED: A planned outage of koji and robosignatory; all else works\.\n/,
    );
  });

  it('has a row for each system, of as many cells as the head', () => {
    for (const result of [allOk(), kojiDown(), staging(), hostile('skipped')]) {
      const rows = render(result)
        .split('\n')
        .filter((line) => line.startsWith('|'));
      expect(rows).toHaveLength(18);
      for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
    }
  });

  it('tells the notes', () => {
    expect(render(nothingReported())).toContain('> `Error: setup returned no report`');
  });

  it('keeps hostile text in code spans: no mark-up, no mention, no link', () => {
    const text = outsideCode(render(hostile()));
    for (const word of ['script', '<img', '@someone', '#123', 'javascript:', '**bold**']) {
      expect(text).not.toContain(word);
    }
  });

  it.each(['`', '``` a', 'a `` b ` c', '|'])('fences %j', (reason) => {
    const text = render(
      sample((id) => (id === 'koji.hub.getBuild' ? { verdict: 'failed', value: null, reason } : {})),
    );
    const line = text.split('\n').find((one) => one.includes('**koji.hub.getBuild**')) ?? '';
    expect(outsideCode(line)).toBe('- ✗ **koji.hub.getBuild**  (errors 0)');
  });

  it('stays below what forges take', () => {
    const long = HOSTILE.repeat(20);
    const worst = sample((id) => ({
      verdict: 'failed',
      value: null,
      reason: `${id} ${long}`,
      evidence: long,
      url: `https://x.example/${long}`,
    }));
    expect(render(worst).length).toBeLessThan(65_536);
    const notes = worst.systems.flatMap(({ probes }) => probes.map(({ probe }) => `${probe} ${long}`));
    const text = render({ ...worst, notes });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain(`and ${notes.length - 5} more`);
  });
});

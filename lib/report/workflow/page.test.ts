import { describe, expect, it } from 'vitest';
import { ALLOWED, ATTRIBUTES, dataIn, nestingOf, seen, tagsOf } from '../../../tests/support/page.ts';
import {
  accountLacks,
  buildHangs,
  hostileWorkflow,
  loginFails,
  nothingDriven,
  plainRun,
  pushRefused,
  slowRun,
  sweepRun,
  unknownStep,
  WORKFLOW_FACTS,
  WORKFLOW_SAMPLES,
  waivedRun,
} from '../../../tests/support/sample-workflow.ts';
import type { DriveOutcome } from '../../workflow/drive/outcome.ts';
import { renderPage } from './page.ts';
import { buildWorkflow } from './result.ts';

const render = (outcome: DriveOutcome): string =>
  renderPage(buildWorkflow(outcome, WORKFLOW_FACTS), {
    dir: 'reports',
    title: 'local (embedded twin)',
    color: false,
  });

const SAMPLES = Object.entries(WORKFLOW_SAMPLES);

/** The row of a step on the axis, as markup. */
function rowOf(page: string, step: number): string {
  const start = page.indexOf(`<span class="no">${step}</span>`);
  if (start < 0) throw new Error(`no row of step ${step}`);
  return page.slice(start, page.indexOf('</tr>', start));
}

interface Bar {
  readonly look: string;
  readonly left: number;
  readonly width: number;
  /** Where its limits are, as far as they are within the run. */
  readonly warn: number | null;
  readonly limit: number | null;
}

/** The bar of a step and its marks; null where there is none. */
function barOf(page: string, step: number): Bar | null {
  const [lane] = /<span class="lane".*?<\/span>/.exec(rowOf(page, step)) ?? [];
  const [, look = '', left, width] =
    /<i class="(\w+)" style="left:([\d.]+)%;width:([\d.]+)%">/.exec(lane ?? '') ?? [];
  if (lane === undefined) return null;
  const mark = (name: string): number | null => {
    const [, at] = new RegExp(`<b class="${name}" style="left:([\\d.]+)%">`).exec(lane) ?? [];
    return at === undefined ? null : Number(at);
  };
  return { look, left: Number(left), width: Number(width), warn: mark('warn'), limit: mark('limit') };
}

describe('the page of a workflow run', () => {
  it.each(SAMPLES)('of %s is well nested and of known tags and attributes only', (_name, make) => {
    const tags = tagsOf(render(make()));
    for (const { name, attributes } of tags) {
      expect(ALLOWED).toContain(name);
      for (const key of attributes.keys()) expect(ATTRIBUTES).toContain(key);
    }
    expect(nestingOf(tags)).toBe('well nested');
  });

  it.each(SAMPLES)('of %s needs nothing else, runs nothing and carries the result', (_name, make) => {
    const page = render(make());
    const tags = tagsOf(page);
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(page.slice(0, page.indexOf('</style>'))).not.toMatch(/url\(|@import/);
    expect(tags.filter((tag) => tag.name === 'script' && !tag.closing)).toHaveLength(1);
    for (const { attributes } of tags) {
      expect(attributes.get('href') ?? 'https://').toMatch(/^https:\/\//);
      expect(attributes.get('style') ?? '').not.toContain('url(');
    }
    expect(dataIn(page)).toEqual(JSON.parse(JSON.stringify(buildWorkflow(make(), WORKFLOW_FACTS))));
  });

  it.each(SAMPLES)('of %s names all that has no text, by ids that are there once', (_name, make) => {
    const page = render(make());
    const tags = tagsOf(page);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const { attributes } of tags) {
      for (const id of attributes.get('aria-labelledby')?.split(' ') ?? []) expect(ids).toContain(id);
      if (attributes.get('role') === 'img') expect(attributes.get('aria-label')).toMatch(/\w/);
    }
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('tells the verdict, what is wrong, the way, what is left, then every step', () => {
    const page = render({ ...buildHangs(), swept: sweepRun().swept });
    const order = [
      '<h1>',
      'Step 8, koji builds and announces it</h2>',
      'The way of the package</h2>',
      'Left behind: 3 things</h2>',
      'Left by earlier runs: 2 of 3 things gone</h2>',
      'Every step</h2>',
    ];
    const places = order.map((words) => page.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('says of what is wrong what was seen, how long it took and where to look', () => {
    expect(seen(render(pushRefused()), 'Step 5, commit and push<', '</section>')).toMatch(
      /not a fast-forward ng refs\/heads\/rawhide non-fast-forward failed \(infrastructure\) after 140 ms; degraded past 60 s, given up past 2 min Look at https:\/\/dist-git\.example\/push .*docs\/systems\/dist-git\.md/,
    );
    const slow = render(slowRun());
    expect(seen(slow, 'Step 8, koji builds and announces it<', '</section>')).toContain(
      'degraded (slow) after 16 min; degraded past 15 min',
    );
    expect(slow).toContain('Step 11, testing-pending tag</h2>');
    expect(seen(render(unknownStep()), 'Step 12, ', '</section>')).toContain('a challenge page (403)');
    expect(render(waivedRun())).not.toContain('class="card');
  });

  it('has a line for each thing that lacks, and the failed step before what it left unknown', () => {
    expect(render(accountLacks())).toContain(
      '<p>newcomer has not signed the FPCA</p><p>newcomer is not in the group packager</p>',
    );
    const page = render(loginFails());
    expect(page.indexOf('id="wrong-login"')).toBeGreaterThan(0);
    expect(page.indexOf('id="wrong-login"')).toBeLessThan(page.indexOf('id="wrong-preconditions"'));
  });

  it('draws the steps one after another on one axis', () => {
    const page = render(waivedRun());
    const bars = Array.from({ length: 21 }, (_, step) => barOf(page, step));
    let end = 0;
    for (const bar of bars) {
      expect(bar?.left).toBeGreaterThanOrEqual(end - 0.02);
      end = (bar?.left ?? 0) + (bar?.width ?? 0);
    }
    expect(bars[0]?.left).toBe(0);
    expect(end).toBeCloseTo(100, 1);
    // The build takes 104 s of some 344.
    expect(bars[8]?.width).toBeCloseTo((104 / 344) * 100, 0);
  });

  it('marks the objective of each step beside its bar, where it lies within the run', () => {
    const page = render(waivedRun());
    const login = barOf(page, 1);
    expect(login?.warn).toBeCloseTo((60 / 344) * 100, 0);
    expect(login?.limit).toBeCloseTo((120 / 344) * 100, 0);
    const submit = barOf(page, 7);
    expect((submit?.warn ?? 0) - (submit?.left ?? 0)).toBeCloseTo((60 / 344) * 100, 0);
    expect(submit?.left).toBeGreaterThan(20);
    expect(barOf(page, 8)).toMatchObject({ warn: null, limit: null });
    const hung = barOf(render(buildHangs()), 8);
    expect(hung).toMatchObject({ look: 'failed' });
    expect(hung?.warn).toBeCloseTo(50, 0);
    expect(hung?.limit).toBeGreaterThan(99);
  });

  it('shows every time beside its limits, also those that lie behind the end of the run', () => {
    const row = rowOf(render(waivedRun()), 8);
    expect(row).toContain('>104 s (15 min)<');
    const gauge =
      /class="gauge ok"[^>]*><i style="width:([\d.]+)%"><\/i><b class="warn" style="left:([\d.]+)%"><\/b><b class="limit" style="left:([\d.]+)%">/;
    const [, took, warn, limit] = (gauge.exec(row) ?? []).map(Number);
    expect(took).toBeCloseTo(5.6, 1);
    expect(warn).toBeCloseTo(48.5, 1);
    expect(limit).toBeCloseTo(97.1, 1);
  });

  it('looks different where a step is not well, and where a test failed', () => {
    expect(barOf(render(slowRun()), 8)?.look).toBe('degraded');
    expect(barOf(render(unknownStep()), 12)?.look).toBe('unknown');
    const page = render(waivedRun());
    expect(barOf(page, 13)?.look).toBe('degraded');
    expect(rowOf(page, 13)).toContain(
      '<strong class="degraded">test failed</strong> 1 run: failed after 90 s',
    );
    expect(rowOf(page, 12)).not.toContain('<strong');
  });

  it('has no bar for what was skipped, but the reason', () => {
    const page = render(buildHangs());
    for (let step = 9; step <= 20; step += 1) {
      expect(barOf(page, step)).toBeNull();
      expect(rowOf(page, step)).toContain(
        'skipped: not reached: step 8, koji builds and announces it, failed',
      );
    }
    expect(rowOf(page, 6)).toContain('skipped: not asked for: --pr makes it');
  });

  it('says the same to those who do not see the bars', () => {
    expect(rowOf(render(buildHangs()), 8)).toContain(
      'for 30 min: TIMED OUT; degraded past 15 min, given up past 30 min"',
    );
    const table = seen(render(plainRun()), '21 steps in figures', '</details>');
    expect(table).toMatch(
      / 8 koji builds and announces it koji ok 2026-11-23 15:04:06Z 104 s 15 min 30 min dummy-test/,
    );
    expect(table).toMatch(/ 17 waive the failed test bodhi skipped – – 60 s 2 min no test failed/);
  });

  it('links what was left behind, and says why', () => {
    const page = render(buildHangs());
    expect(page).toContain('<a href="https://src.example/koji-task" rel="noreferrer">91020011</a>');
    expect(seen(page, 'Left behind: 3 things', '</section>')).toContain(
      'koji task 91020011 koji refused to cancel it: fault 1001 &quot;not yours&quot;',
    );
    expect(render(nothingDriven())).not.toContain('Left behind');
  });

  it('says what became of what earlier runs had left', () => {
    const page = render(sweepRun());
    const text = seen(page, 'Left by earlier runs', '</section>');
    expect(text).toMatch(/side tag f46-build-side-1041 gone/);
    expect(text).toMatch(/update FEDORA-2026-00000000aa still there : bodhi refused: 403/);
    expect(page).not.toContain('The way of the package');
    expect(render(plainRun())).not.toContain('earlier runs');
  });

  it('shows only what was found', () => {
    const page = render(nothingDriven());
    expect(seen(page, '<h1>', '</h1>')).toContain('the workflow threw: no twin');
    expect(page).not.toContain('<section');
    expect(page).not.toContain('role="note"');
  });

  it('shows hostile text as text', () => {
    const page = render(hostileWorkflow());
    const shown = page.replace(/<script type="application\/json".*<\/script>/s, '');
    expect(shown).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown).not.toMatch(/<img|<x>|onmouseover='|\u202e|href="javascript/);
    expect(JSON.stringify(dataIn(page))).toContain('</script><script>alert(1)');
  });
});

import { describe, expect, it } from 'vitest';
import { ALLOWED, ATTRIBUTES, dataIn, nestingOf, seen, tagsOf } from '../../../tests/support/page.ts';
import {
  hostileTrace,
  incomplete,
  nothingTraced,
  oneFailed,
  onTime,
  slow,
  stuckSigning,
  TRACE_FACTS,
  TRACE_SAMPLES,
} from '../../../tests/support/sample-trace.ts';
import { traceOf, traceRunOf } from '../../../tests/support/sample-traces.ts';
import type { TraceRunOutcome } from '../../workflow/trace/outcome.ts';
import { renderPage } from './page.ts';
import { buildTrace } from './result.ts';

const render = (outcome: TraceRunOutcome): string =>
  renderPage(buildTrace(outcome, TRACE_FACTS), {
    dir: 'reports',
    title: 'local (embedded twin)',
    color: false,
  });

const SAMPLES = Object.entries(TRACE_SAMPLES);

/** The row of a stage. */
const rowOf = (page: string, title: string): string => seen(page, `</span>${title}<`, '</tr>');

/** The bars of a package's way, by their tooltips. */
function barsOf(
  page: string,
  nvr: string,
): readonly { look: string; left: number; width: number; title: string }[] {
  const start = page.indexOf(`>${nvr}</a></span><span class="alias"`);
  if (start < 0) throw new Error(`no way of ${nvr}`);
  const row = page.slice(start, page.indexOf('</tr>', start));
  return [...row.matchAll(/<i class="([^"]*)" style="left:([\d.]+)%;width:([\d.]+)%" title="([^"]*)">/g)].map(
    ([, look = '', left, width, title = '']) => ({ look, left: Number(left), width: Number(width), title }),
  );
}

describe('the page of a trace run', () => {
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
    expect(dataIn(page)).toEqual(JSON.parse(JSON.stringify(buildTrace(make(), TRACE_FACTS))));
  });

  it.each(SAMPLES)('of %s names all that has no text, by ids that are there once', (_name, make) => {
    const page = render(make());
    const tags = tagsOf(page);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const { name, closing, attributes } of tags) {
      for (const id of attributes.get('aria-labelledby')?.split(' ') ?? []) expect(ids).toContain(id);
      if (attributes.get('role') === 'img') expect(attributes.get('aria-label')).toMatch(/\w/);
      if (name === 'svg' && !closing) {
        expect(attributes.get('role') === 'img' || attributes.get('aria-hidden') === 'true').toBe(true);
      }
    }
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('tells the verdict, then who is stuck, the stages, the ways, the answers, the rest', () => {
    const run = { ...stuckSigning(), traces: [...stuckSigning().traces, ...incomplete().traces.slice(0, 2)] };
    const page = render(run);
    const order = [
      'packages are stuck: 9 in',
      '12 packages stuck</h2>',
      'How long each stage takes',
      'The way of each package',
      'What people asked',
      'What the records do not tell',
      'Every moment',
    ];
    const places = order.map((words) => page.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('links each stuck package to the page that a human needs, and says since when', () => {
    const page = render(stuckSigning());
    const card = page.slice(page.indexOf('12 packages stuck'), page.indexOf('</section>'));
    expect(card).toContain(
      '<a href="https://bodhi.fedoraproject.org/updates/FEDORA-2026-aaaaaaa108" rel="noreferrer">nano-4.108-1.fc46</a>',
    );
    expect(seen(page, '12 packages stuck', '</section>')).toMatch(
      /update to signed: 9 nano-4\.108-1\.fc46 2\.4 h since 2026-11-23 12:41:04Z .*queued to running: 3 python/,
    );
    expect(render(onTime())).not.toContain('id="stuck"');
  });

  it('folds what would be a wall of stuck packages, and loses none', () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      traceOf('rawhide', n, { until: 7 * 60_000, age: 70 * 3_600_000 }),
    );
    const page = render(traceRunOf(many, () => ({}), { verdict: 'failed' }));
    const card = seen(page, '40 packages stuck', '</section>');
    expect(card).toContain('24 more');
    expect(card.match(/since 2026/g)).toHaveLength(40);
  });

  it('shows each stage in figures, beside its limit and its past', () => {
    const page = render(stuckSigning());
    expect(rowOf(page, 'update to signed')).toMatch(
      /more than 60 min.* 41 100 s 10 min \(15 min\) 65 min 3\.2 min, 3\.2x slower 9 2\.3 min rust-serde/,
    );
    expect(rowOf(page, 'build')).toContain(' 50 20 min 37 min (2 h) 42 min no history ');
    expect(rowOf(render(slow()), 'queued to running')).toContain(' ! 34 min (15 min) ');
    expect(page).toContain('none in this sample: test that could not be run, result to decision');
  });

  it('has columns of waiting, stuck and not told only where there are any', () => {
    const heads = (page: string): string => seen(page, '<th scope="col">passed', '</thead>');
    expect(heads(render(onTime()))).toContain('waiting slowest');
    expect(heads(render(stuckSigning()))).toContain('waiting stuck slowest');
    expect(heads(render(incomplete()))).toContain('usual p90, now not told slowest');
  });

  it('draws p50 to p90 and on to p99 between the limits, on one axis', () => {
    const page = render(stuckSigning());
    const image = /aria-label="(p50 100 s[^"]*)">(.*?)<\/svg>/.exec(page);
    expect(image?.[1]).toBe(
      'p50 100 s, p90 10 min, p99 65 min; degraded past 15 min; failed past 60 min; usually p90 3.2 min',
    );
    const place = (look: string): number =>
      Number(new RegExp(`class="${look}" d="M([\\d.]+)`).exec(image?.[2] ?? '')?.[1]);
    const order = ['spread', 'usual', 'tail', 'warn', 'limit'].map(place);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    // From p50 the bar ends where the tail begins.
    expect(image?.[2]).toContain(`H${place('tail')}"`);
  });

  it('says in words where a stage has nothing to draw', () => {
    expect(render(incomplete())).toContain(
      'aria-label="nothing passed; degraded past 15 min; failed past 60 min; no history"',
    );
    expect(render(onTime())).toContain('degraded past 15 d; nothing fails;');
  });

  it('draws the way of a package in order, from its push on', () => {
    const bars = barsOf(render(onTime()), 'bash-1.0-1.fc46');
    expect(bars.map(({ title }) => title).slice(0, 4)).toEqual([
      'push to build: 30 s',
      'build: 3 min',
      'build to candidate tag: 12 s',
      'candidate to automatic update: 38 s',
    ]);
    expect(bars.map(({ look }) => look).slice(0, 6)).toEqual(
      'g-build g-build g-build g-update g-sign g-sign'.split(' '),
    );
    for (const [n, { left, width }] of bars.slice(0, 5).entries()) {
      expect(left + width).toBeCloseTo(bars[n + 1]?.left ?? 0, 1);
    }
    for (const { left, width } of bars) expect(left + width).toBeLessThanOrEqual(100.01);
  });

  it('hatches where it waits, reddens where it is stuck, leaves a gap where nothing is recorded', () => {
    const page = render(stuckSigning());
    expect(barsOf(page, 'nano-4.108-1.fc46')).toContainEqual(
      expect.objectContaining({ look: 'g-sign stuck', title: 'update to signed: stuck, 2.4 h' }),
    );
    expect(barsOf(page, 'bash-3.30-1.fc45').at(-1)).toMatchObject({
      look: 'g-push waiting',
      title: 'rest in testing: waiting, 35 h',
    });
    const titles = barsOf(render(incomplete()), 'bash-1.140-1.fc46').map(({ title }) => title.split(':')[0]);
    expect(titles).toContain('test to result');
    expect(titles).not.toContain('queued to running');
    expect(titles).not.toContain('test');
  });

  it('draws a pull request before the push', () => {
    const bars = barsOf(render(onTime()), 'python-requests-3.2-1.fc46');
    const request = bars.filter(({ look }) => look === 'g-pr');
    expect(request.map(({ title }) => title)).toEqual([
      'pull request waits for CI: 6 min',
      'pull request is tested: 54 min',
      'pull request waits for its merge: 25 h',
    ]);
    const push = bars.find(({ title }) => title.startsWith('push to build'));
    for (const { left, width } of request) expect(left + width).toBeLessThanOrEqual(push?.left ?? 0);
  });

  it('says the same to those who do not see the bars', () => {
    const page = render(stuckSigning());
    expect(page).toMatch(
      /aria-label="push to build: 30 s; build: [^"]*update to signed: stuck, 2\.4 h; [^"]*"/,
    );
    const moments = seen(page, 'The moments of 50 packages', '</details>');
    expect(moments).toContain('nano-4.108-1.fc46 FEDORA-2026-aaaaaaa108 pushed 0 s ');
    expect(moments).toMatch(/built \d+ min 2026-11-2\d \d\d:\d\d:\d\dZ koji tagged as candidate/);
  });

  it('groups packages by how they stand, each with its page', () => {
    const page = render(stuckSigning());
    const groups = [...page.matchAll(/scope="rowgroup" colspan="3">([^<]*)</g)].map(([, text]) => text);
    expect(groups).toEqual(['12 stuck', '6 under way', '32 through, or ended early']);
    expect(page).toContain(
      'href="https://koji.fedoraproject.org/koji/buildinfo?buildID=2900108" rel="noreferrer">nano-4.108-1.fc46</a></span><span class="alias">',
    );
    expect(seen(render(oneFailed()), '1 through', '</section>')).toContain('build failed or canceled');
  });

  it('answers with rows, of many the first few open', () => {
    const text = seen(render(onTime()), 'What people asked', '</section>');
    expect(text).toContain('84 of 92 enabled builders have checked in aarch64 30 ready, 0 silent ppc64le');
    expect(text).toContain('gnome-shell median 23 min, p90 29 min 4 more texlive');
  });

  it('names what is missing, and who lacks it', () => {
    const text = seen(render(incomplete()), 'What the records do not tell', '</section>');
    expect(text).toContain('16 records of 9 packages');
    expect(text).toContain('message of “signed” 2 bash-4.150-1.fc46 and curl-5.151-1.fc46');
    expect(render(onTime())).not.toContain('What the records do not tell');
  });

  it('shows only what was found', () => {
    const page = render(nothingTraced());
    expect(seen(page, '<h1>', '</h1>')).toContain('no build bash-9.9.9-9.fc46 in koji');
    expect(page).not.toContain('<section');
    expect(page).not.toContain('role="note"');
  });

  it('shows hostile text as text', () => {
    const page = render(hostileTrace());
    const shown = page.replace(/<script type="application\/json".*<\/script>/s, '');
    expect(shown).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown).not.toMatch(/<img|<x>|onmouseover='|\u202e|href="javascript/);
    expect(JSON.stringify(dataIn(page))).toContain('</script><script>alert(1)');
  });
});

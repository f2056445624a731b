import { describe, expect, it } from 'vitest';
import { ALLOWED, ATTRIBUTES, dataIn, nestingOf, seen, tagsOf } from '../../../tests/support/page.ts';
import {
  allMet,
  climb,
  fallen,
  hostileLoad,
  LOAD_FACTS,
  LOAD_SAMPLES,
  nothingFound,
  seldom,
  slowHub,
  stopped,
} from '../../../tests/support/sample-load.ts';
import type { LoadOutcome } from '../../load/outcome.ts';
import { renderPage } from './page.ts';
import { buildLoad } from './result.ts';

const render = (outcome: LoadOutcome): string =>
  renderPage(buildLoad(outcome, LOAD_FACTS), {
    dir: 'reports',
    title: 'local (embedded twin)',
    color: false,
  });

const SAMPLES = Object.entries(LOAD_SAMPLES);

/** The row of a call. */
const rowOf = (page: string, call: string): string => seen(page, `</span>${call}</th>`, '</tr>');

describe('the page of a load run', () => {
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
    for (const { attributes } of tags) expect([...attributes.keys()]).not.toContain('href');
    expect(tags.filter((tag) => tag.name === 'script' && !tag.closing)).toHaveLength(1);
    expect(dataIn(page)).toEqual(JSON.parse(JSON.stringify(buildLoad(make(), LOAD_FACTS))));
  });

  it.each(SAMPLES)('of %s names all that has no text, by ids that are there once', (_name, make) => {
    const tags = tagsOf(render(make()));
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const { name, closing, attributes } of tags) {
      for (const id of attributes.get('aria-labelledby')?.split(' ') ?? []) expect(ids).toContain(id);
      if (name === 'svg' && !closing) expect(attributes.get('role')).toBe('img');
      if (attributes.get('role') === 'region') expect(attributes.get('tabindex')).toBe('0');
    }
  });

  it('says the verdict, then what broke, then the run, then every call', () => {
    const page = render(slowHub());
    const order = ['broke p95: 812 ms (300), and 2 more', 'What broke', 'The run over time', 'Every call'];
    const places = order.map((words) => page.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const broken = seen(page, 'What broke', '</section>');
    expect(broken).toMatch(/koji\.getBuild broke p95: 812 ms \(300\).*rawTopic broke p99: 6210 ms \(5000\)/);
    expect(broken).toContain('koji.getBuild broke errors: &gt;1 % (1)');
  });

  it('shows each figure of a call beside its limit, and marks the broken ones', () => {
    const page = render(slowHub());
    expect(rowOf(page, 'koji.getBuild')).toContain(
      'koji.getBuild 2.3 (2.3) 7.5 ms ✗ 812 ms (300) 75 ms (1500) ✗ &gt;1 % (1) 208 (100)',
    );
    expect(rowOf(page, 'koji.getTag')).toContain(
      'koji.getTag 2.3 (2.3) 7.5 ms 30 ms (300) 75 ms (1500) 0 % (1) 208 (100)',
    );
    expect(page.indexOf('</span>koji.getBuild</th>')).toBeLessThan(
      page.indexOf('</span>koji.getAPIVersion</th>'),
    );
  });

  it('draws p95 on its way to the limit', () => {
    const bars = [
      ...render(slowHub()).matchAll(/<td[^>]*>[^<]*<span class="bar (\w+)"[^>]*><i style="width:(\d+)%/g),
    ];
    expect(bars.slice(0, 2).map(([, look, width]) => [look, width])).toEqual([
      ['failed', '100'],
      ['ok', '10'],
    ]);
  });

  it('gives a call that is judged with others neither a mark nor a colour of its own', () => {
    const page = render(seldom());
    expect(page).toContain('<span class="sign"></span>datagrepper.id</th>');
    expect(page.match(/<span class="bar skipped"/g)).toHaveLength(7);
    expect(page.match(/<span class="bar ok"/g)).toHaveLength(17);
  });

  it('tells what is judged together and what was not asked, once', () => {
    const page = render(seldom());
    expect(page).toContain('judged together: late 1.2 % (5), errors 0 % (1), 208 answers (100)');
    expect(rowOf(page, 'koji.getRepo')).toContain('not asked: no repo of a build tag was found');
    expect(page).not.toContain('role="note"');
  });

  it('has the numbers of the charts in a table', () => {
    const page = render(slowHub());
    const [, low, high] = /<desc id="latency-d">.*?p95 from ([\d.]+) to ([\d.]+)\./.exec(page) ?? [];
    const table = seen(page, 'The numbers of the charts', '</table>');
    expect(table).toContain(` ${low} ms `);
    expect(table).toContain(` ${high} ms `);
    expect(table.match(/w\d\d/g)).toHaveLength(15);
  });

  it('draws only what was measured', () => {
    const page = render(stopped());
    expect(page).toContain('4 windows');
    const [, path = ''] = /<path class="line thick" d="([^"]*)"/.exec(page) ?? [];
    expect(path.match(/[ML]/g)).toHaveLength(4);
    expect(render(nothingFound())).not.toContain('<svg');
  });

  it('shows the notes that the headline does not', () => {
    const page = render(stopped());
    expect(page.match(/the run ended by itself after 24 of 90 s/g)).toHaveLength(2);
    expect(page).toContain('<p class="note" role="note">only 51.2 of 60 requests/s were made</p>');
  });

  it('says what a climb held in big, and the two steps that it rests on', () => {
    const page = render(climb());
    const answer = seen(page, 'The highest rate that was held', '</section>');
    expect(page).toContain('<span class="huge">201</span>');
    expect(answer).toContain('asked 201/s, reached 201/s, 1208 answers: every objective met');
    expect(answer).toContain(
      'asked 217/s, reached 202/s, 1305 answers: koji.getBuild broke p95: 812 ms (300)',
    );
    expect(page).toContain('The run over the rate asked');
    expect(page).toContain('200 /s asked');
    const table = seen(page, 'The numbers of the charts', '</table>');
    expect(table.match(/s\d\d/g)).toHaveLength(24);
    expect(table.match(/koji\.getBuild broke p95/g)).toHaveLength(2);
  });

  it('says below which rate a climb broke at once, and nothing of a climb without steps', () => {
    expect(render(fallen())).toContain('<span class="huge">&lt; 40</span>');
    const breakpoint = { highest: null, brokeAt: null, steps: [] };
    const notes = ['no step got enough answers to be judged'];
    const page = render(climb({ verdict: 'unknown', breakpoint, notes }));
    expect(page).not.toContain('class="huge"');
    expect(page).toMatch(/<h1>.*no step got enough answers to be judged/);
  });

  it('shows hostile text as text', () => {
    const page = render(hostileLoad());
    const shown = page.replace(/<script type="application\/json".*<\/script>/s, '');
    expect(shown).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown).not.toMatch(/<img|<x>|onmouseover='|\u202e/);
    expect(JSON.stringify(dataIn(page))).toContain('</script><script>alert(1)');
  });

  it('has nothing to say of what broke where nothing did', () => {
    const page = render(allMet());
    expect(page).toContain('26 calls met their objectives');
    expect(page).not.toContain('What broke');
  });
});

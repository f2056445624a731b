import { describe, expect, it } from 'vitest';
import { ALLOWED, ATTRIBUTES, dataIn, nestingOf, tagsOf } from '../../tests/support/page.ts';
import {
  allOk,
  edgeDown,
  HOSTILE,
  hostile,
  kojiDown,
  nothingReported,
  oneSystem,
  SAMPLES,
  sample,
} from '../../tests/support/sample-result.ts';
import { SYSTEMS } from '../targets/systems.ts';
import { html, link } from './html/markup.ts';
import { renderHtml } from './html/page.ts';
import type { RunResult } from './result.ts';

const render = (result: RunResult): string =>
  renderHtml(result, { dir: 'reports', title: 'local (embedded twin)', color: false });

describe('the HTML page', () => {
  it.each(Object.keys(SAMPLES))('of %s is well nested and of known tags and attributes only', (name) => {
    const make = SAMPLES[name];
    const page = make === undefined ? '' : render(make());
    const tags = tagsOf(page);
    for (const tag of tags) {
      expect(ALLOWED).toContain(tag.name);
      for (const key of tag.attributes.keys()) expect(ATTRIBUTES).toContain(key);
    }
    expect(nestingOf(tags)).toBe('well nested');
  });

  it.each(Object.keys(SAMPLES))('of %s needs nothing else and runs nothing', (name) => {
    const make = SAMPLES[name];
    const page = make === undefined ? '' : render(make());
    const tags = tagsOf(page);
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(/url\(|@import/.test(page)).toBe(false);
    expect(tags.filter((tag) => tag.name === 'script' && !tag.closing)).toHaveLength(1);
    for (const { attributes } of tags) {
      const href = attributes.get('href');
      if (href !== undefined) expect(href).toMatch(/^(?:#[a-z-]+|https?:\/\/)/);
    }
  });

  it.each(Object.keys(SAMPLES))('of %s carries the result', (name) => {
    const result = SAMPLES[name]?.();
    if (result === undefined) throw new Error(name);
    expect(dataIn(render(result))).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it.each(Object.keys(SAMPLES))('of %s has each id once, and every anchor leads somewhere', (name) => {
    const make = SAMPLES[name];
    const tags = make === undefined ? [] : tagsOf(render(make()));
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const { attributes } of tags) {
      const href = attributes.get('href') ?? '';
      if (href.startsWith('#')) expect(ids).toContain(href.slice(1));
      const label = attributes.get('aria-labelledby');
      if (label !== undefined) expect(ids).toContain(label);
    }
  });

  it('has an anchor for each system that was asked', () => {
    for (const result of [allOk(), kojiDown()]) {
      const page = render(result);
      for (const system of SYSTEMS) expect(page).toContain(` id="${system}"`);
    }
  });

  it('tells the story: verdict, way, what is wrong, everything', () => {
    const page = render(kojiDown());
    const order = ['koji and datanommer fail.', 'The way of a package', 'What is wrong', 'Every probe'];
    const places = order.map((words) => page.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(page).toContain('27 h</strong>');
    expect(page).toContain('degraded past 24 h, failed past 25 h');
    expect(page).toContain('1 of 2 probes need koji: koji.hub.getBuild');
    expect(page).toContain('<a href="https://koji.example/answer?of=koji.hub.getBuild"');
    expect(page).toContain('docs/systems/koji.md');
  });

  it('names what is behind many faults once', () => {
    const page = render(edgeDown());
    expect(page).toContain('<h3>shared edge</h3>');
    expect(page).toContain('Something else is behind these');
    expect(page).toContain('caused by shared edge');
    expect(render(kojiDown())).toContain('behind it: koji.hub.apiVersion, koji.hub.versionHeader, ');
  });

  it('says nothing of faults where there are none, and shows what was not asked', () => {
    const page = render(oneSystem());
    expect(page).not.toContain('What is wrong');
    expect(page.match(/not asked/g)).toHaveLength(15);
  });

  it('says what is wrong with the run itself', () => {
    const page = render(nothingReported());
    expect(page).toContain('The run could not be judged.');
    expect(page).toContain('Error: setup returned no report');
  });

  it('shows hostile text as text', () => {
    const page = render(hostile());
    const seen = page.replace(/<script type="application\/json".*<\/script>/, '');
    expect(seen).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(seen).not.toMatch(/<img|<x>|onmouseover='|href="javascript/);
    expect(JSON.stringify(dataIn(page))).toContain('</script><script>alert(1)');
  });

  it('shows objectives', () => {
    const objectives = [
      {
        objective: 'koji.getBuild.latency',
        verdict: 'failed',
        value: 714,
        limit: 500,
        unit: 'ms',
        samples: 900,
        minSamples: 100,
      },
    ] as const;
    const page = render({ ...sample(() => null), objectives });
    expect(page).toContain('714 ms (500)');
    expect(page).toContain('900 of 100 needed');
  });
});

describe('markup', () => {
  it('escapes every value, in lists too', () => {
    expect(html`<p title="${'"'}">${['<', html`<br>`, 3, "'&"]}</p>`.text).toBe(
      '<p title="&quot;">&lt;<br>3&#39;&amp;</p>',
    );
    expect(html`${HOSTILE}`.text).not.toMatch(/[<>"']/);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://x.example/" onclick="x',
    'ssh://x:22',
    'HTTPS://x',
  ])('does not link %s', (url) => {
    expect(link(url).text).not.toContain('href');
  });

  it('links http and https', () => {
    expect(link('http://127.0.0.1:24611/a?b=c&d').text).toContain(
      'href="http://127.0.0.1:24611/a?b=c&amp;d"',
    );
  });
});

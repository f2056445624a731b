import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SYSTEMS } from '../lib/targets/systems.ts';
import { ALERTS } from '../thresholds/prometheus/alerts.ts';
import { runbookPath } from '../thresholds/prometheus/rules.ts';
import { objectivePages } from '../tools/objective-pages.ts';
import { TABLES } from '../tools/objectives/tables.ts';
import { budgetWords, limitWords, span } from '../tools/objectives/words.ts';
import { root } from '../tools/root.ts';
import { runbookPages } from '../tools/runbook-pages.ts';
import { loadIncidents } from '../twin/incidents/index.ts';

const runbooks = runbookPages();
const objectives = objectivePages();
const pages = new Map([...runbooks, ...objectives]);

/** The places of a page that a link can lead to. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replace(/ /g, '-'),
  );
}

describe('runbooks', () => {
  it('are there for each alert, with all its parts', () => {
    for (const { name, severity } of ALERTS) {
      const page = runbooks.get(runbookPath(name)) ?? '';
      for (const part of ['What it means', 'What to look at first', 'When to silence it']) {
        expect(page, name).toMatch(new RegExp(`## ${part}\\n\\S`));
      }
      expect(page).toContain(`Severity **${severity}**`);
      expect(page).toMatch(/Incidents that looked like this|Was seen/);
    }
  });

  it('are refused for an alert that has no text, and for a text that has no alert', () => {
    const [alert] = ALERTS;
    if (alert === undefined) throw new Error('no alert');
    expect(() => runbookPages([...ALERTS, { ...alert, name: 'PackagerNew' }])).toThrow(
      'no runbook of PackagerNew',
    );
    expect(() => runbookPages(ALERTS.slice(1))).toThrow(`runbooks of no alert: ${alert.name}`);
  });

  it('say what to look at in every system, by commands, and tell of every incident', async () => {
    const page = runbooks.get('docs/runbooks/PackagerSystemFailingFast.md') ?? '';
    for (const system of SYSTEMS) {
      expect(page).toContain(`### ${system}\n\`\`\`\nnpm start -- --target prod --only ${system}\n`);
    }
    const { all } = await loadIncidents();
    expect(all.length).toBeGreaterThan(10);
    for (const { title } of all) expect(page).toContain(`**${title}**`);
    expect(page).not.toMatch(/\{[a-z-]+\}\//);
  });
});

describe('the pages of objectives and runbooks', () => {
  it('are one for each probe, stage, step and call', () => {
    const ids = [
      ...TABLES.probes.map(({ id }) => id),
      ...Object.keys(TABLES.stages).map((id) => `stage.${id}`),
      ...Object.keys(TABLES.steps).map((name) => `step.${name}`),
      ...Object.keys(TABLES.calls),
    ];
    for (const id of ids) expect([...objectives.keys()]).toContain(`docs/objectives/${id}.md`);
    expect(objectives.size).toBe(ids.length + 4);
  });

  it('link to what is there', () => {
    let links = 0;
    for (const [path, text] of pages) {
      for (const [, to = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(to)) continue;
        const [file = '', anchor] = to.split('#');
        const target = file === '' ? path : normalize(join(dirname(path), file));
        const there =
          pages.get(target) ??
          (existsSync(join(root, target)) ? readFileSync(join(root, target), 'utf8') : null);
        expect(there, `${path} links to ${to}`).not.toBeNull();
        if (anchor !== undefined) expect(anchorsOf(there ?? ''), `${path} links to ${to}`).toContain(anchor);
        links++;
      }
    }
    expect(links).toBeGreaterThan(1000);
  });

  it('say figures as people do', () => {
    expect([span(45), span(60), span(90), span(3600), span(54 * 3600)]).toEqual([
      '45 s',
      '1 min',
      '1.5 min',
      '1 h',
      '2.25 d',
    ]);
    expect([limitWords(500, 'ms'), limitWords(14_400, 's'), limitWords(0.5, '%')]).toEqual([
      '500 ms',
      '4 h',
      '0.5 %',
    ]);
    expect([budgetWords(0.99, 30), budgetWords(0.95, 30)]).toEqual(['7.2 h', '36 h']);
  });
});

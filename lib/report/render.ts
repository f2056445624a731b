import { renderHtml } from './html/page.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { ReportOptions, RunResult } from './result.ts';
import { renderTerminal } from './terminal.ts';

/** What `handleSummary` returns: the terminal's text and the content of each report file. */
export function renderReports(result: RunResult, options: ReportOptions): Record<string, string> {
  const base = `${options.dir}/${result.scenario}`;
  return {
    stdout: renderTerminal(result, options),
    [`${base}.json`]: `${JSON.stringify(result, null, 2)}\n`,
    [`${base}.xml`]: renderJunit(result),
    [`${base}.md`]: renderMarkdown(result, options),
    [`${base}.html`]: renderHtml(result, options),
  };
}

import { renderHtml } from './html/page.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunResult } from './result.ts';
import { renderTerminal } from './terminal.ts';

export interface ReportOptions {
  /** Folder of the report files; it must exist. */
  readonly dir: string;
  /** The target, in words. */
  readonly title: string;
  readonly color: boolean;
}

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

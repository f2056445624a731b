import type { DriveOutcome } from '../../workflow/drive/outcome.ts';
import type { ReportOptions } from '../result.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPage } from './page.ts';
import { buildWorkflow, type WorkflowFacts } from './result.ts';
import { renderTerminal } from './terminal.ts';

/** What `handleSummary` returns after a workflow run: the terminal's text and the content of each report file. */
export function renderWorkflow(
  outcome: DriveOutcome,
  facts: WorkflowFacts,
  options: ReportOptions,
): Record<string, string> {
  const result = buildWorkflow(outcome, facts);
  const base = `${options.dir}/${result.scenario}`;
  return {
    stdout: renderTerminal(result, options),
    [`${base}.json`]: `${JSON.stringify(result, null, 2)}\n`,
    [`${base}.xml`]: renderJunit(result),
    [`${base}.md`]: renderMarkdown(result, options),
    [`${base}.html`]: renderPage(result, options),
  };
}

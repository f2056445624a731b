import type { TraceRunOutcome } from '../../workflow/trace/outcome.ts';
import type { ReportOptions } from '../result.ts';
import { renderPage } from './page.ts';
import { buildTrace, type TraceFacts } from './result.ts';
import { renderTerminal } from './terminal.ts';

/** What `handleSummary` returns after a trace run: the terminal's text and the content of each report file. */
export function renderTrace(
  outcome: TraceRunOutcome,
  facts: TraceFacts,
  options: ReportOptions,
): Record<string, string> {
  const result = buildTrace(outcome, facts);
  const base = `${options.dir}/${result.scenario}`;
  return {
    stdout: renderTerminal(result, options),
    [`${base}.json`]: `${JSON.stringify(result, null, 2)}\n`,
    [`${base}.html`]: renderPage(result, options),
  };
}

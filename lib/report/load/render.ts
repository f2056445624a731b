import type { LoadOutcome } from '../../load/outcome.ts';
import type { ReportOptions } from '../result.ts';
import { renderPage } from './page.ts';
import { buildLoad, type LoadFacts } from './result.ts';
import { renderTerminal } from './terminal.ts';

/** What `handleSummary` returns after a load run: the terminal's text and the content of each report file. */
export function renderLoad(
  outcome: LoadOutcome,
  facts: LoadFacts,
  options: ReportOptions,
): Record<string, string> {
  const result = buildLoad(outcome, facts);
  const base = `${options.dir}/${result.scenario}`;
  return {
    stdout: renderTerminal(result, options),
    [`${base}.json`]: `${JSON.stringify(result, null, 2)}\n`,
    [`${base}.html`]: renderPage(result, options),
  };
}

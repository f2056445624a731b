import { documentOf, footerOf, headerOf } from '../html/document.ts';
import { html } from '../html/markup.ts';
import type { ReportOptions } from '../result.ts';
import { when } from '../words.ts';
import type { WorkflowResult } from './result.ts';
import { leftSection, stepsSection, sweptSection, wrongSection } from './sections.ts';
import { aboutOf, headlineOf, notesOf, runWords } from './story.ts';
import { STYLE } from './style.ts';
import { timelineSection } from './timeline.ts';

/** One page that needs nothing else: the verdict, what is wrong, the steps over time, what is left, all figures. */
export function renderPage(result: WorkflowResult, options: ReportOptions): string {
  const said = {
    headline: headlineOf(result),
    facts: [...aboutOf(result), runWords(result), when(result.startedAt), `k6 ${result.k6}`],
    notes: notesOf(result),
  };
  const body = html`${headerOf(result, options.title, said)}
<main>${wrongSection(result)}${timelineSection(result)}${leftSection(result)}${sweptSection(result)}${stepsSection(result)}</main>
${footerOf(result)}`;
  return documentOf(result, options.title, STYLE, body);
}

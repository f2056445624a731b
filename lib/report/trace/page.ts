import { documentOf, footerOf, headerOf } from '../html/document.ts';
import { html } from '../html/markup.ts';
import type { ReportOptions } from '../result.ts';
import { when } from '../words.ts';
import { stagesSection } from './distribution.ts';
import type { TraceResult } from './result.ts';
import { answersSection, missingSection, momentsSection, stuckSection } from './sections.ts';
import { headlineOf, kindWords, notesOf, runWords } from './story.ts';
import { STYLE } from './style.ts';
import { waterfallSection } from './waterfall.ts';

/** One page that needs nothing else: the verdict, who is stuck, each stage, each package's way, the answers. */
export function renderPage(result: TraceResult, options: ReportOptions): string {
  const facts = [kindWords(result), runWords(result), when(result.startedAt), `k6 ${result.k6}`];
  const said = {
    headline: headlineOf(result),
    facts: facts.filter((fact) => fact !== ''),
    notes: notesOf(result),
  };
  const body = html`${headerOf(result, options.title, said)}
<main>${stuckSection(result)}${stagesSection(result)}${waterfallSection(result)}${answersSection(result)}${missingSection(result)}${momentsSection(result)}</main>
${footerOf(result)}`;
  return documentOf(result, options.title, STYLE, body);
}

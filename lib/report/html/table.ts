import type { Judged } from '../../probe/finding.ts';
import { SIGN } from '../words.ts';
import { html, type Markup } from './markup.ts';

/** A verdict as a mark, and as a word for those who do not see it. */
export function signOf(verdict: Judged): Markup {
  return html`<span class="sign ${verdict}" aria-hidden="true">${SIGN[verdict]}</span><span class="hidden">${verdict} </span>`;
}

/** A table that scrolls by itself where it is too wide, by keyboard too. */
export function tableOf(
  caption: string,
  heads: readonly (Markup | string)[],
  rows: readonly Markup[],
): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

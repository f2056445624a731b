import type { Verdict } from '../../probe/finding.ts';
import { SIGN } from '../words.ts';
import { dataOf, html, type Markup, verbatim } from './markup.ts';

/** Nothing is loaded and no script runs: what a remote system said can at most be shown. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

interface Run {
  readonly scenario: string;
  readonly verdict: Verdict;
  readonly pack: string;
}

/** One page that needs nothing else; its element `result` holds the result file. */
export function documentOf(result: Run, title: string, style: string, body: Markup): string {
  const { verdict, scenario } = result;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${verbatim(POLICY)}">
<title>${SIGN[verdict]} ${verdict} · ${scenario} · ${title}</title><style>${verbatim(style)}</style></head>
<body>${body}
<script type="application/json" id="result">${dataOf(result)}</script></body></html>
`.text;
}

/** What a page of figures says first: who was asked, the verdict in a sentence, the run, what to know of it. */
export function headerOf(
  { verdict, scenario, pack }: Run,
  title: string,
  said: { readonly headline: string; readonly facts: readonly string[]; readonly notes: readonly string[] },
): Markup {
  return html`<header><p class="soft">k6-packager-workflow ${pack} · ${scenario} · target ${title}</p>
<h1><span class="badge ${verdict}">${SIGN[verdict]} ${verdict}</span> ${said.headline}</h1>
<p class="soft">${said.facts.join(' · ')}</p>
${said.notes.map((note) => html`<p class="note" role="note">${note}</p>`)}</header>`;
}

/** Where a program finds what the page says. */
export function footerOf({ scenario }: Run): Markup {
  return html`<footer>The element <code>result</code> of this page holds the content of <code>${scenario}.json</code>.</footer>`;
}

import { MIX_NAMES, MIXES, sharesOf } from '../../lib/load/mixes.ts';
import { CALL_QUESTIONS } from '../../thresholds/call-questions.ts';
import { CALL_IDS, CALL_OBJECTIVES, type CallId, TOGETHER } from '../../thresholds/calls.ts';
import { callThresholds } from '../../thresholds/k6.ts';
import { incidentList, incidentsSeenBy } from '../known-incidents.ts';
import { percent, runbooks } from './words.ts';

/** The table of the hot path's calls, and a page for each. */
export function callPages(): ReadonlyMap<string, string> {
  const pages = new Map([['docs/objectives/calls.md', table()]]);
  for (const call of CALL_IDS) pages.set(`docs/objectives/${call}.md`, page(call));
  return pages;
}

function table(): string {
  const rows = CALL_IDS.map((call) => {
    const { p95, p99, errors, minSamples, why } = CALL_OBJECTIVES[call];
    return `| [\`${call}\`](${call}.md) | ${p95} | ${p99} | ${percent(errors)} | ${minSamples} | ${why} |`;
  });
  const mixes = MIX_NAMES.map((name) => `| \`${name}\` | ${MIXES[name].who} | ${MIXES[name].source} |`);
  return `# Objectives of the hot path

Made by \`npm run generate\` from \`thresholds/calls.ts\` and \`lib/load/mixes.ts\`. What a load run holds each call to:
milliseconds of the answers that were right, and the share of all others. With fewer answers than the least number a
call is not judged by itself. Calls that a run asks too seldom are judged together: at most
${percent(TOGETHER.late)} of their answers may take longer than their own call's p95, and at most ${percent(TOGETHER.errors)} may be wrong.

| call | p95 ms | p99 ms | errors | least | why |
|---|---:|---:|---:|---:|---|
${rows.join('\n')}

## Who asks how much
Fedora publishes no log of its hub or of datagrepper: the weights count what the tools' sources ask for one operation.

| mix | who | what was counted |
|---|---|---|
${mixes.join('\n')}
`;
}

function page(call: CallId): string {
  const { p95, p99, errors, minSamples, why } = CALL_OBJECTIVES[call];
  const [asks, must] = CALL_QUESTIONS[call];
  const system = call.slice(0, call.indexOf('.'));
  const shares = MIX_NAMES.map((name) => `| \`${name}\` | ${percent(sharesOf([name]).get(call) ?? 0)} |`);
  const incidents = ['latency', 'tail', 'errors'].flatMap((what) => incidentsSeenBy(`${call}.${what}`));
  const thresholds = Object.entries(callThresholds(call)).flatMap(([series, rules]) =>
    rules.map((rule) => `${series}  ${String(rule)}`),
  );
  return `# \`${call}\`

Asks ${system} for ${asks}. The answer must ${must}; a fault in a 200, an empty answer where something must be, a page
instead of data, any status but 200 and no answer at all count as errors, and never as fast answers.

| objective | limit | |
|---|---:|---|
| \`${call}.latency\` | ${p95} ms | 95 of 100 right answers |
| \`${call}.tail\` | ${p99} ms | 99 of 100 right answers |
| \`${call}.errors\` | ${percent(errors)} | answers that are none or wrong |

Judged from ${minSamples} answers on. Why these figures: ${why}.

As k6 thresholds, the last of which cannot pass without data:
\`\`\`
${thresholds.join('\n')}
\`\`\`

| mix | share |
|---|---:|
${shares.join('\n')}

## When it breaks
Alerts: ${runbooks(['PackagerCallSlow', 'PackagerCallFailing'])}. To ask it alone:
\`\`\`
npm start -- --scenario load --profile average --only ${call}
\`\`\`
What else to look at: [the page of ${system}](../systems/${system}.md). As OpenSLO: \`deploy/openslo/hot-path.yaml\`.

## Incidents that looked like this
${incidentList(incidents)}
`;
}

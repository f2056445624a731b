import { MIX_NAMES, MIXES, sharesOf } from '../lib/load/mixes.ts';
import { STAGES } from '../lib/workflow/stages.ts';
import { CALL_QUESTIONS } from '../thresholds/call-questions.ts';
import { CALL_IDS, CALL_OBJECTIVES, type CallId, TOGETHER } from '../thresholds/calls.ts';
import { callThresholds } from '../thresholds/k6.ts';
import { STAGE_IDS, STAGE_OBJECTIVES } from '../thresholds/stages.ts';
import { STEP_NAMES, STEP_OBJECTIVES } from '../thresholds/steps.ts';

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** The pages of the hot path's objectives: path from the root, and content. */
export function objectivePages(): ReadonlyMap<string, string> {
  const pages = new Map([
    ['docs/objectives/README.md', index()],
    ['docs/objectives/stages.md', stages()],
    ['docs/objectives/steps.md', steps()],
  ]);
  for (const call of CALL_IDS) pages.set(`docs/objectives/${call}.md`, page(call));
  return pages;
}

function index(): string {
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

/** Seconds as people say them. */
function span(seconds: number): string {
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 172_800 ? `${seconds / 3600} h` : `${seconds / 86_400} d`;
}

function stages(): string {
  const rows = STAGE_IDS.map((id) => {
    const { warn, fail, why } = STAGE_OBJECTIVES[id];
    const { title, waitsFor, passedBy } = STAGES[id];
    const limit = fail === null ? 'never' : span(fail);
    return `| \`${id}\` | ${title} | ${waitsFor} | ${passedBy === 'every' ? 'every package' : 'some'} | ${span(warn)} | ${limit} | ${why} |`;
  });
  return `# Objectives of the workflow's stages

Made by \`npm run generate\` from \`thresholds/stages.ts\` and \`lib/workflow/stages.ts\`. A stage is the way between two
events of a package. Its 90th percentile is held to these, and so is each package that still waits in it. Where a person
or a rule of the release decides when it goes on, slow is worth seeing, but nothing is broken.

| stage | from what to what | waits for a | passed by | degraded past | failed past | why |
|---|---|---|---|---:|---:|---|
${rows.join('\n')}
`;
}

function steps(): string {
  const rows = STEP_NAMES.map((name) => {
    const { step, title, warn, fail, why } = STEP_OBJECTIVES[name];
    return `| ${step} | \`${name}\` | ${title} | ${span(warn)} | ${span(fail)} | ${why} |`;
  });
  return `# Objectives of the workflow's steps

Made by \`npm run generate\` from \`thresholds/steps.ts\`. What [the workflow scenario](../scenarios/workflow.md) holds
each step of a packager to, for a small test package on a quiet day. \`PW_TIME_SCALE\` divides all of them.

| | step | what | degraded past | failed past | why |
|---:|---|---|---:|---:|---|
${rows.join('\n')}
`;
}

function page(call: CallId): string {
  const { p95, p99, errors, minSamples, why } = CALL_OBJECTIVES[call];
  const [asks, must] = CALL_QUESTIONS[call];
  const system = call.slice(0, call.indexOf('.'));
  const shares = MIX_NAMES.map((name) => `| \`${name}\` | ${percent(sharesOf([name]).get(call) ?? 0)} |`);
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

To ask it alone: \`npm start -- --scenario load --profile average --only ${call}\`. What to look at when it breaks:
[the page of ${system}](../systems/${system}.md).
`;
}

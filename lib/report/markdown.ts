import { STEP_OF } from '../targets/systems.ts';
import { headlinesOf } from './headlines.ts';
import type { ReportOptions, RunResult, SystemResult } from './result.ts';
import {
  behindLine,
  type Culprit,
  counts,
  headline,
  notesOf,
  type SystemStory,
  sharedLine,
  sharedStories,
  storiesOf,
  waitingLine,
  whySkipped,
} from './story.ts';
import {
  beside,
  cut,
  enumerate,
  measured,
  plain,
  plural,
  remarks,
  runbookOf,
  SIGN,
  seconds,
  when,
} from './words.ts';

/** Of each system, so that a comment stays below what forges take (65,536 characters). */
const MOST_CULPRITS = 5;
const MOST_REASON = 240;
const MOST_EVIDENCE = 160;

/** A short report for an issue comment or a CI summary: what is wrong, then the table of systems. */
export function renderMarkdown(result: RunResult, options: ReportOptions): string {
  const verdict = result.verdict.toUpperCase();
  const stories = storiesOf(result);
  const lines = [
    `## ${SIGN[result.verdict]} ${verdict}: ${headline(result)}`,
    '',
    `${result.scenario} on ${literal(options.title)}, ${when(result.startedAt)}: ` +
      `${[...counts(result), seconds(result.durationMs)].join(', ')}. k6-packager-workflow ${literal(result.pack)}.`,
    '',
    ...notesOf(result).flatMap((note) => [`> ${literal(cut(note, MOST_REASON))}`, '']),
    ...sharedStories(result).flatMap((story) => [
      `${SIGN[story.verdict]} **${story.name}** (${story.why}): ${literal(cut(story.reason, MOST_REASON))}`,
      '',
      `Behind it ${sharedLine(story)}`,
      '',
    ]),
    ...stories.flatMap(wrong),
  ];
  if (result.systems.length > 0) {
    lines.push('| step | system | verdict | probes | |', '|---|---|---|---:|---|');
    lines.push(...result.systems.map((one, n) => row(one, stories[n])), '');
  }
  if (result.objectives.length > 0) {
    lines.push('| objective | verdict | figure (limit) | samples |', '|---|---|---|---:|');
    for (const { objective, verdict: judged, value, unit, limit, samples, minSamples } of result.objectives) {
      const figure = value === null ? '' : beside(value, unit, limit);
      lines.push(
        `| ${literal(objective, true)} | ${SIGN[judged]} ${judged} | ${figure} | ${samples} of ${minSamples} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}

function wrong(story: SystemStory): string[] {
  if (story.culprits.length === 0) return [];
  const shown = story.culprits.slice(0, MOST_CULPRITS);
  const rest = story.culprits.length - shown.length;
  return [
    `### ${SIGN[story.verdict]} ${story.system} ${story.verdict}`,
    '',
    ...shown.flatMap(culpritLines),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    ...(story.waiting.count > 0 ? [`- ${waitingLine(story)}`] : []),
    '',
    `Read on: ${literal(runbookOf(story.system))}`,
    '',
  ];
}

function culpritLines(culprit: Culprit): string[] {
  const { finding, alike, behind } = culprit;
  const reason = literal(cut(plain(finding.reason), MOST_REASON));
  const said = [`${SIGN[finding.verdict]} **${finding.probe}**`, reason, measured(finding), remarks(finding)];
  const lines = [`- ${said.filter((one) => one !== '').join(' ')}`];
  if (alike.length > 0) lines.push(`  - ${plural(alike.length, 'more probe')} alike: ${enumerate(alike)}`);
  if (behind.length > 0) lines.push(`  - ${behindLine(culprit)}`);
  const evidence = cut(plain(finding.evidence), MOST_EVIDENCE);
  if (evidence !== '') lines.push(`  - seen: ${literal(evidence)}`);
  const url = cut(plain(finding.url), MOST_REASON);
  if (url !== '') lines.push(`  - see: ${literal(url)}`);
  return lines;
}

function row(result: SystemResult, story: SystemStory | undefined): string {
  if (story === undefined) return '';
  let text = headlinesOf(result).join(', ');
  if (story.culprits.length > 0) text = 'see above';
  else if (story.waiting.count > 0) text = waitingLine(story);
  else if (story.verdict === 'skipped') {
    text = literal(cut(whySkipped(result), MOST_REASON), true);
  }
  const cells = [
    STEP_OF[story.system],
    story.system,
    `${SIGN[story.verdict]} ${story.verdict}`,
    story.judged,
    text,
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * Text as a code span, where neither mark-up nor mentions nor issue numbers work. The fence is longer than any run
 * of backticks inside; in a table a bar needs a backslash even there.
 */
export function literal(text: string, inTable = false): string {
  const flat = plain(text);
  const runs = flat.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padded = flat.startsWith('`') || flat.endsWith('`') ? ` ${flat} ` : flat;
  const code = `${fence}${padded === '' ? ' ' : padded}${fence}`;
  return inTable ? code.replace(/\|/g, '\\|') : code;
}

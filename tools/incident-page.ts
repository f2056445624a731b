import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionary, list, nullable, number, object, type Shaped, string } from '../lib/protocols/shape.ts';
import { SYSTEMS } from '../lib/targets/systems.ts';
import type { Also, Incident, Pending } from '../twin/incidents/incident.ts';
import { loadIncidents } from '../twin/incidents/index.ts';
import { expectedId } from './incident-run.ts';
import { root } from './root.ts';

/** What the last replay of all incidents came to: written by `npm run incidents -- --write`, and kept. */
export const RESULTS = 'docs/incidents.json';

const row = object({
  id: string,
  seenBy: string,
  verdict: string,
  reason: string,
  runs: nullable(number),
  /** The verdict of each system that was not well. */
  systems: dictionary(string),
});
export type IncidentRow = Shaped<typeof row>;

/** The rows that are kept; none where nothing was replayed yet. */
export function keptRows(): readonly IncidentRow[] {
  const path = join(root, RESULTS);
  return existsSync(path) ? list(row)(JSON.parse(readFileSync(path, 'utf8')), RESULTS) : [];
}

const MARKS: Readonly<Record<string, string>> = { failed: '✗', degraded: '~', unknown: '?' };

/** The page of incidents: path from the root, and content. Throws where the kept results are of other incidents. */
export async function incidentPages(): Promise<ReadonlyMap<string, string>> {
  const { all, pending } = await loadIncidents();
  const results = keptRows();
  const rows = all.map((incident) => {
    const found = results.find(({ id }) => id === incident.id);
    if (found?.seenBy !== expectedId(incident.expect) || found.verdict !== incident.expect.verdict) {
      throw new Error(`${RESULTS} is of other incidents (${incident.id}): run npm run incidents -- --write`);
    }
    return { incident, found };
  });
  return new Map([['docs/incidents.md', page(rows, pending)]]);
}

interface Row {
  readonly incident: Incident;
  readonly found: IncidentRow;
}

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');

function page(rows: readonly Row[], pending: readonly Pending[]): string {
  const caught = rows.map(({ incident, found }) => {
    const { id, date, title, plain } = incident;
    return `| [${id}](#${anchorOf(incident)}) | ${date ?? 'designed'} | ${cell(title)} | ${cell(plain)} | \`${found.seenBy}\` | ${found.verdict} | ${found.runs ?? '-'} |`;
  });
  const matrix = rows.map(({ incident: { id }, found }) => {
    const marks = SYSTEMS.map((system) => MARKS[found.systems[system] ?? ''] ?? '·');
    return `| ${id} | ${marks.join(' | ')} |`;
  });
  const waiting = pending.map(
    ({ id, date, title, waitsFor }) => `| ${id} | ${date ?? ''} | ${cell(title)} | ${cell(waitsFor)} |`,
  );
  return `# Incidents

Made by \`npm run generate\` from \`twin/incidents/\` and the last \`npm run incidents -- --write\`.

Failures of the packager workflow that are on record, and some that were designed where none is. The twin suffers each
of them, and the real k6 is run against it: by the probe that must see it, and once more without that probe, to know
who else would. \`npm run incidents\` replays all (some minutes), \`npm start -- --incident ID\` shows one as a person
would meet it, \`--incident 13,21\` two at once, and \`npm run twin -- --incident ID\` serves a twin that suffers it.

| | when | what | a plain HTTP check saw | seen by | as | runs until then |
|---|---|---|---|---|---|---:|
${caught.join('\n')}

## Which systems showed it
✗ failed, ~ degraded, ? unknown, · well.

| | ${SYSTEMS.join(' | ')} |
|---|${SYSTEMS.map(() => ':-:').join('|')}|
${matrix.join('\n')}

## Not shown yet
| | when | what | waits for |
|---|---|---|---|
${waiting.join('\n')}

${rows.map(section).join('\n')}`;
}

const headingOf = ({ id, title }: Pick<Incident, 'id' | 'title'>): string => `${id}: ${title}`;

/** As GitHub makes it of a heading. */
function anchorOf(incident: Incident): string {
  return headingOf(incident)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /g, '-');
}

function section({ incident, found }: Row): string {
  const { id, date, story, source, systems, also } = incident;
  const others =
    also.length === 0 ? 'Nothing else sees it.' : `It is seen by these too:\n${also.map(item).join('\n')}`;
  return `## ${headingOf(incident)}
${date ?? 'Designed'}, began in ${systems.join(', ')}. ${story}

Told in: ${source}.

\`\`\`
npm start -- --incident ${id}
${found.seenBy}   ${found.verdict}   ${found.reason}
\`\`\`
${others}
`;
}

function item({ probe, why, maybe }: Also): string {
  return `- \`${probe}\`${maybe === true ? ' (not always)' : ''}: ${why}`;
}

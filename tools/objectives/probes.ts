import { SCHEDULE } from '../../thresholds/availability.ts';
import { incidentList, incidentsSeenBy } from '../known-incidents.ts';
import { goalOf, type ProbeRow, type Tables } from './tables.ts';
import { budgetWords, limitWords, percent, runbooks, span } from './words.ts';

/** One page a probe: what it asks, by what it is judged, what follows when it fails. */
export function probePages(tables: Tables): ReadonlyMap<string, string> {
  return new Map(tables.probes.map((probe) => [`docs/objectives/${probe.id}.md`, page(probe, tables)]));
}

/** What turns a probe red beside its limit. */
const ANY = 'or by no answer or a wrong one';

function page({ id, system, kind, set, question, limit }: ProbeRow, tables: Tables): string {
  const { goal, why } = goalOf(tables, system);
  const { unit, warn, fail, patience } = limit;
  const patient =
    patience === undefined
      ? ''
      : `\nWhere former runs are known it fails only if ${patience.after[0]} of the last ${patience.after[1]} were past the limit: ${patience.noise}.\n`;
  const often =
    set === 'deep'
      ? 'Asked only when it is named, as it is slow or heavy for the service.'
      : `Asked by every health run, every ${span(SCHEDULE.health)}.`;
  return `# \`${id}\`

Asks [${system}](../systems/${system}.md): *${question}* It is of kind ${kind}. ${often}

| objective | limit |
|---|---|
| degraded | past ${limitWords(warn, unit)} |
| failed | past ${limitWords(fail, unit)}, ${ANY} |
| goal of ${system} | ${percent(goal)} of the time in which it could be judged, over ${tables.days} days |
| error budget of ${system} | ${budgetWords(goal, tables.days)}, for all its probes together |

Why these limits: ${limit.why}. Why this goal: ${why}.
${patient}
## When it breaks
Alerts: ${runbooks(['PackagerSystemFailingFast', 'PackagerSystemFailingSlowly'], `#${system}`)}; when it cannot be judged ${runbooks(['PackagerSystemUnknown'])}; when it is
degraded for long ${runbooks(['PackagerSystemDegraded'])}. To ask it alone:
\`\`\`
npm start -- --target prod --only ${id}
\`\`\`
In Prometheus: \`packager:probe_verdict:last{probe="${id}"}\`. As OpenSLO: \`deploy/openslo/${system}.yaml\`. As k6
thresholds, the second of which cannot pass without data:
\`\`\`
pw_probe_verdict{probe:${id}}  value!=2
pw_probe_runs{probe:${id}}  count>=1
\`\`\`

## Incidents that looked like this
${incidentList(incidentsSeenBy(id))}
`;
}

import { isSystem, type System } from '../lib/targets/systems.ts';
import type { Incident, Pending } from '../twin/incidents/incident.ts';
import { loadIncidents } from '../twin/incidents/index.ts';

const { all, pending } = await loadIncidents();

const every: readonly (Incident | Pending)[] = [...all, ...pending];

/** The id of what must see an incident. */
function seenBy({ expect }: Incident): string {
  switch (expect.scenario) {
    case 'health':
      return expect.probe;
    case 'trace':
      return `stage ${expect.stage}`;
    case 'load':
      return expect.objective;
  }
}

/** Incidents that a probe, a stage (`stage ci.run`) or an objective must see, or saw too, by its own name. */
export function incidentsSeenBy(id: string): readonly Incident[] {
  return all.filter(
    (incident) => seenBy(incident) === id || incident.also.some(({ probe, maybe }) => probe === id && !maybe),
  );
}

/** Incidents that began in a system, or that a probe of it must see. */
export function incidentsOf(system: System): readonly (Incident | Pending)[] {
  return every.filter(
    (one) => one.systems.includes(system) || ('expect' in one && systemOf(seenBy(one)) === system),
  );
}

/** Incidents that a trace must see. */
export function incidentsOfStages(): readonly Incident[] {
  return all.filter(({ expect }) => expect.scenario === 'trace');
}

function systemOf(id: string): System | null {
  const name = id.slice(0, id.indexOf('.'));
  return isSystem(name) ? name : null;
}

/** One incident as an entry of a list: when, what, how to see it again. */
export function incidentLine(one: Incident | Pending): string {
  const { id, date, title, story, plain } = one;
  const shown = 'expect' in one ? `Again on the twin: \`npm run incidents -- ${id}\`.` : '';
  const blind = `A check of one address saw ${plain}.`;
  return `- **${title}** (${date ?? 'thought out, on no record'}): ${story} ${'expect' in one ? blind : ''} ${shown}`
    .replace(/ +/g, ' ')
    .trimEnd();
}

/** A list of incidents, or that there are none. */
export function incidentList(incidents: readonly (Incident | Pending)[]): string {
  return incidents.length === 0 ? 'None is on record.' : incidents.map(incidentLine).join('\n');
}

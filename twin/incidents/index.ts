import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isRecord } from '../../lib/protocols/shape.ts';
import { ConfigError } from '../../lib/targets/config-error.ts';
import type { Fault } from '../faults/fault.ts';
import type { Incident, Pending } from './incident.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** Every file that begins with its incident's id is one: `03-silent-tags.ts`, `designed-sigul.ts`. */
const FILE = /^(?:\d\d|designed)-[a-z0-9-]+\.ts$/;

export interface Incidents {
  readonly all: readonly Incident[];
  readonly pending: readonly Pending[];
}

function isIncident(value: unknown): value is Incident {
  return isRecord(value) && typeof value.id === 'string' && Array.isArray(value.faults);
}

function isPending(value: unknown): value is Pending {
  return isRecord(value) && typeof value.id === 'string' && typeof value.waitsFor === 'string';
}

/** What `--incident` names: one id, or several that happen at once. Throws a `ConfigError` for one that is not there. */
export async function incidentsNamed(ids: string): Promise<readonly Incident[]> {
  const { all, pending } = await loadIncidents();
  return ids.split(',').map((text) => {
    const id = text.trim();
    const found = all.find((one) => one.id === id);
    if (found !== undefined) return found;
    const waits = pending.find((one) => one.id === id);
    const why = waits === undefined ? 'is no incident' : `cannot be shown yet: ${waits.waitsFor}`;
    throw new ConfigError(`--incident: "${id}" ${why}. Valid: ${all.map((one) => one.id).join(', ')}`);
  });
}

/** What goes wrong when these happen at once. */
export function faultsOf(incidents: readonly Incident[]): readonly Fault[] {
  return incidents.flatMap(({ faults }) => faults);
}

/** All incidents, in the order of their files: to add one is to add its file. */
export async function loadIncidents(): Promise<Incidents> {
  const all: Incident[] = [];
  const pending: Pending[] = [];
  for (const file of readdirSync(here)
    .filter((name) => FILE.test(name))
    .sort()) {
    const module: unknown = await import(pathToFileURL(join(here, file)).href);
    const found = isRecord(module) ? module.incident : undefined;
    if (isIncident(found)) all.push(found);
    else if (isPending(found)) pending.push(found);
    else throw new Error(`${file} exports no \`incident\` with its id and its faults`);
  }
  return { all, pending };
}

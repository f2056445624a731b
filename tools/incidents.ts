import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Incident } from '../twin/incidents/incident.ts';
import { loadIncidents } from '../twin/incidents/index.ts';
import { type IncidentRow, keptRows, RESULTS } from './incident-page.ts';
import { expectedId, type Replay, replay } from './incident-run.ts';
import { systemOf } from './incident-systems.ts';
import { findK6 } from './k6-binary.ts';
import { root } from './root.ts';

/** Side by side, each with a twin and a k6. */
const AT_ONCE = 2;

const isGood = ({ runs, falseAlarms, surprises }: Replay): boolean =>
  runs !== null && falseAlarms.length === 0 && surprises.length === 0;

/** Deep probes send many requests, or wait. */
const isLong = ({ only = '' }: Incident): boolean => only.includes('.deep.');

function print(one: Replay): void {
  const { incident, seen, runs, falseAlarms, surprises } = one;
  const id = expectedId(incident.expect);
  const how = seen === null ? 'silent' : `${seen.verdict}: ${seen.reason.split('\n')[0]}`;
  console.log(`${isGood(one) ? '✓' : '✗'} ${incident.id.padEnd(9)} ${id.padEnd(34)} ${runs ?? '-'}  ${how}`);
  for (const { what, verdict, reason } of falseAlarms) {
    console.log(`    false alarm  ${what} ${verdict}: ${reason.split('\n')[0]}`);
  }
  for (const words of surprises) console.log(`    ${words.split('\n')[0]}`);
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const { all, pending } = await loadIncidents();
  const chosen = all.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  if (chosen.length === 0 || wanted.some((id) => !all.some((one) => one.id === id))) {
    console.error(`no such incident: ${wanted.join(', ')}. Valid: ${all.map(({ id }) => id).join(', ')}`);
    process.exitCode = 107;
    return;
  }
  const k6 = await findK6((line) => console.error(line));
  execFileSync(process.execPath, [join(root, 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const startedAt = Date.now();
  // What takes long begins first, so that nothing waits for it at the end.
  const order = [...chosen].sort((one, other) => Number(isLong(other)) - Number(isLong(one)));
  const done: Replay[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < order.length; at = next++) {
      const incident = order[at];
      if (incident === undefined) continue;
      const one = await replay(incident, k6.path);
      done.push(one);
      print(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, chosen.length) }, worker));
  const caught = done.filter(({ runs }) => runs !== null).length;
  const alarms = done.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
  const inOrder = chosen.flatMap(({ id }) => done.filter((one) => one.incident.id === id));
  const dir = join(root, process.env.PW_REPORT_DIR ?? 'reports');
  mkdirSync(dir, { recursive: true });
  const result = {
    schema: 1,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Date.now() - startedAt,
  };
  writeFileSync(
    join(dir, 'incidents.json'),
    `${JSON.stringify({ ...result, incidents: inOrder.map(row), pending: pending.map(({ id, waitsFor }) => ({ id, waitsFor })) }, null, 2)}\n`,
  );
  if (process.argv.includes('--write') && done.every(isGood)) {
    const rows = new Map([...keptRows(), ...inOrder.map(kept)].map((one) => [one.id, one]));
    const known = all.flatMap(({ id }) => rows.get(id) ?? []);
    writeFileSync(join(root, RESULTS), `${JSON.stringify(known, null, 2)}\n`);
  }
  console.log(
    `incidents: ${caught} of ${chosen.length} caught, ${alarms} false alarms, ${pending.length} pending`,
  );
  process.exitCode = done.every(isGood) ? 0 : 1;
}

/** What the page of incidents keeps of a replay. */
function kept({ incident: { id, expect, systems: began }, seen, runs, others }: Replay): IncidentRow {
  const systems: Record<string, string> = {};
  for (const { what, verdict } of seen === null ? others : [seen, ...others]) {
    // A stage is of all systems on its way: those that the incident began in are shown.
    const of = systemOf(what);
    for (const system of of === null ? began : [of]) systems[system] = worse(systems[system], verdict);
  }
  const { verdict = 'ok', reason = '' } = seen ?? {};
  return { id, seenBy: expectedId(expect), verdict, reason: reason.split('\n')[0] ?? '', runs, systems };
}

const ORDER = ['degraded', 'unknown', 'failed'];

function worse(one: string | undefined, other: string): string {
  return one === undefined || ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
}

/** An incident in the matrix. */
function row({ incident, seen, runs, falseAlarms, others, without, surprises }: Replay) {
  const { id, title, systems, expect } = incident;
  return { id, title, systems, expect, caughtIn: runs, seen, others, falseAlarms, without, surprises };
}

await main();

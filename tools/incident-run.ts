import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list, nullable, object, string } from '../lib/protocols/shape.ts';
import type { Also, Expectation, Incident } from '../twin/incidents/incident.ts';
import { systemOf, untouchedBy } from './incident-systems.ts';
import { root } from './root.ts';
import { runK6 } from './run-k6.ts';

/** A run of any scenario, with room for machines that are busy. */
const LIMIT_MS = 150_000;
/** Runs until an incident counts as missed. */
const RUNS = 2;

/** Something that a run did not find well. */
export interface Alarm {
  /** Probe, stage or objective. */
  readonly what: string;
  readonly verdict: string;
  readonly reason: string;
  readonly causedBy: string | null;
}

/** What became of an incident. */
export interface Replay {
  readonly incident: Incident;
  /** What the named one said, null where it was silent. */
  readonly seen: Alarm | null;
  /** Runs until it was caught with the verdict expected; null where it was not. */
  readonly runs: number | null;
  /** Red in two runs, and neither named nor told of nor explained by what is. */
  readonly falseAlarms: readonly Alarm[];
  /** All others that were red. */
  readonly others: readonly Alarm[];
  /** What still sees the incident where the named one is not asked. */
  readonly without: readonly string[];
  /** How that differs from what `also` says, in words. */
  readonly surprises: readonly string[];
}

/** What one says of itself: the id it goes by, and how it is judged. */
export function expectedId(expect: Expectation): string {
  switch (expect.scenario) {
    case 'health':
      return expect.probe;
    case 'trace':
      return expect.stage;
    case 'load':
      return expect.objective;
  }
}

function matches(pattern: string, id: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(id);
}

const told = (also: readonly Also[], id: string): boolean => also.some(({ probe }) => matches(probe, id));

/** Lets a fresh twin suffer an incident, and asks it with the real k6: as ever, and without the probe that must see it. */
export function replay(incident: Incident, k6: string): Promise<Replay> {
  return suffer(incident, (addresses) => replayOn(addresses, incident, k6));
}

async function replayOn(addresses: Addresses, incident: Incident, k6: string): Promise<Replay> {
  const { expect } = incident;
  const id = expectedId(expect);
  let alarms: readonly Alarm[] = [];
  let runs: number | null = null;
  for (let run = 1; run <= RUNS && runs === null; run++) {
    alarms = await ask(k6, addresses, incident, expect.scenario, '');
    const seen = alarms.find(({ what }) => what === id);
    if (seen?.verdict === expect.verdict) runs = run;
  }
  const seen = alarms.find(({ what }) => what === id) ?? null;
  const others = alarms.filter(({ what }) => what !== id);
  const untouched = new Set(untouchedBy(incident.systems));
  const isUntouched = ({ what }: Alarm): boolean => {
    const system = systemOf(what);
    return system !== null && untouched.has(system);
  };
  const explained = (one: Alarm): boolean =>
    one.causedBy !== null || (told(incident.also, one.what) && !isUntouched(one));
  // Stages and objectives cannot be left out; then the probes are asked in their place.
  const skip = expect.scenario === 'health' ? id : '';
  const alone = await ask(k6, addresses, incident, 'health', skip);
  const dependent = new Set(others.filter(({ causedBy }) => causedBy !== null).map(({ what }) => what));
  const isSurprise = ({ what }: Alarm): boolean => !told(incident.also, what) && !dependent.has(what);
  // Replays share a machine with each other: what a second run does not show is the machine's doing.
  const again = alone.some(isSurprise) ? await ask(k6, addresses, incident, 'health', skip) : alone;
  const without = again.filter((one) => !isSurprise(one) || alone.some(({ what }) => what === one.what));
  const suspects = others.filter((one) => !explained(one));
  const second = suspects.length > 0 ? await ask(k6, addresses, incident, expect.scenario, '') : [];
  const falseAlarms = suspects.filter(({ what }) =>
    second.some((one) => one.what === what && !explained(one)),
  );
  const unknown = without.filter(isSurprise);
  const silent = incident.also.filter(
    ({ probe, maybe }) => maybe !== true && !without.some(({ what }) => matches(probe, what)),
  );
  return {
    incident,
    seen,
    runs,
    falseAlarms,
    others: others.filter((one) => explained(one) || falseAlarms.includes(one)),
    without: without.map(({ what }) => what),
    surprises: [
      ...unknown.map(({ what, reason }) => `without ${id}, ${what} sees it too: ${reason}`),
      ...silent.map(({ probe }) => `without ${id}, ${probe} was to see it, and does not`),
    ],
  };
}

type Addresses = Readonly<Record<string, string>>;

/** A twin in a process of its own, as `npm run twin -- --incident ID` starts it: a busy one must not slow another. */
async function suffer<T>({ id }: Incident, work: (addresses: Addresses) => Promise<T>): Promise<T> {
  const script = join(root, 'twin/main.ts');
  const args = ['--import', 'tsx', script, '--port-base', '0', '--print-env', '--incident', id];
  const twin = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return await work(await addressesOf(twin));
  } finally {
    const ended = new Promise((resolve) => twin.once('close', resolve));
    if (twin.exitCode === null && twin.kill('SIGTERM')) await ended;
  }
}

/** What a twin prints when it serves; the last of it is the authority of its certificate. */
function addressesOf(twin: ChildProcess): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    let said = '';
    twin.once('close', (code) => reject(new Error(`the twin ended with ${code}, and said: ${said}`)));
    twin.once('error', reject);
    twin.stdout?.on('data', (chunk) => {
      said += String(chunk);
      if (!/^SSL_CERT_FILE=.*\n/m.test(said)) return;
      const pairs = said.matchAll(/^([A-Z_]+)=(.*)$/gm);
      resolve(Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, value])));
    });
  });
}

type Scenario = Expectation['scenario'];

async function ask(
  k6: string,
  addresses: Addresses,
  { only = '' }: Incident,
  scenario: Scenario,
  skip: string,
): Promise<readonly Alarm[]> {
  const dir = mkdtempSync(join(tmpdir(), 'pw-incident-'));
  const chosen = { PW_ONLY: only, PW_SKIP: skip };
  const extra =
    scenario === 'trace' ? { PW_COUNT: '10' } : scenario === 'load' ? { PW_PROFILE: 'smoke' } : chosen;
  try {
    const { code, errors } = await runK6(
      k6,
      ['run', '--quiet', '--no-usage-report', join(root, 'dist/oss', `${scenario}.js`)],
      {
        ...bare(process.env),
        ...addresses,
        ...extra,
        PW_REPORT_DIR: dir,
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
      },
      LIMIT_MS,
      'ignore',
    );
    if (code === 107) throw new Error(`k6 refused to run ${scenario}: ${errors}`);
    const result: unknown = JSON.parse(readFileSync(join(dir, `${scenario}.json`), 'utf8'));
    return ALARMS[scenario](result);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What is set for the person's own runs must not choose what is asked here. */
function bare(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PW_')));
}

const judged = { verdict: string, reason: string };
const health = object({
  systems: list(
    object({
      probes: list(object({ ...judged, probe: string, unit: nullable(string), causedBy: nullable(string) })),
    }),
  ),
});
const trace = object({ stages: list(object({ ...judged, stage: string })) });
const load = object({ objectives: list(object({ verdict: string, objective: string })) });

const isWell = (verdict: string): boolean => verdict === 'ok' || verdict === 'skipped';

const ALARMS: Readonly<Record<Scenario, (result: unknown) => readonly Alarm[]>> = {
  health: (result) =>
    health(result, 'health.json')
      .systems.flatMap(({ probes }) => probes)
      // A little slow is what a machine is that replays several incidents at once.
      .filter(
        ({ verdict, reason }) => !isWell(verdict) && !(verdict === 'degraded' && reason.startsWith('slow: ')),
      )
      .map(({ probe, verdict, reason, causedBy }) => ({ what: probe, verdict, reason, causedBy })),
  trace: (result) =>
    trace(result, 'trace.json')
      .stages.filter(({ verdict }) => !isWell(verdict))
      .map(({ stage, verdict, reason }) => ({ what: stage, verdict, reason, causedBy: null })),
  load: (result) =>
    load(result, 'load.json')
      .objectives.filter(({ verdict }) => !isWell(verdict))
      .map(({ objective, verdict }) => ({ what: objective, verdict, reason: '', causedBy: null })),
};

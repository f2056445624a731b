import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../lib/probe/finding.ts';
import { root } from '../../tools/root.ts';
import type { Interceptor } from '../../twin/service.ts';
import type { Twin } from '../../twin/twin.ts';
import { startTwin } from '../../twin/twin.ts';
import { k6Run } from '../support/k6.ts';
import { makeScratch, subfolder } from './servers/process.ts';
import type { ServerName } from './servers/types.ts';
import { SUBJECTS, type Subject, type TwinFault } from './subjects.ts';

interface Row {
  readonly server: string;
  readonly probe: string;
  /** Verdicts of the twin and of the real server, healthy and under the fault. */
  readonly twin: readonly [string, string];
  readonly real: readonly [string, string];
  readonly why: string;
  readonly agrees: boolean;
}

const NOT_COMPARED = { twin: ['?', '?'], real: ['?', '?'], agrees: false } as const;
const script = join(root, 'dist/oss/health.js');

/** A reason without what differs by chance: figures, ids, quoted text and counts of attempts. */
function classOf(reason: string): string {
  return reason
    .replace(/, \d+ of \d+$/, '')
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\b[0-9a-f]{7,40}\b/g, '#')
    .replace(/\d+(?:\.\d+)?(?! ?")/g, (figure) => (/^[45]\d\d$/.test(figure) ? figure : '#'));
}

/**
 * Runs each subject's probes with k6 four times: twin and real server, healthy and broken. A row agrees when both
 * are ok when healthy, and under the fault both have failed for the same class of reason (or both stay ok, where the
 * real answer is known to be blind).
 */
export async function agreement(
  names: readonly ServerName[],
  say: (line: string) => void,
): Promise<readonly Row[]> {
  let intercept: Interceptor | undefined;
  // The twin's time stands still: what is loaded into the real servers stays all there is.
  const noon = Date.now();
  const twin = await startTwin({
    portBase: 0,
    now: () => noon,
    intercept: (address, request, next) => intercept?.(address, request, next) ?? next(),
  });
  const scratch = makeScratch();
  const rows: Row[] = [];
  try {
    for (const subject of SUBJECTS.filter(({ name }) => names.includes(name))) {
      const began = Date.now();
      const folder = subfolder(scratch.dir, subject.name);
      try {
        const set = (next: Interceptor | undefined): void => {
          intercept = next;
        };
        rows.push(...(await compare(subject, twin, folder, set)));
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        rows.push({ ...{ server: subject.name, probe: subject.only, why }, ...NOT_COMPARED });
      }
      say(`${subject.name} compared in ${Math.round((Date.now() - began) / 1000)} s`);
    }
    scratch.remove();
  } finally {
    await twin.stop();
  }
  return rows;
}

async function compare(
  subject: Subject,
  twin: Twin,
  scratch: string,
  intercept: (next: Interceptor | undefined) => void,
): Promise<readonly Row[]> {
  const server = await subject.start(scratch, twin);
  const ask = async (env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Finding>> => {
    const settings = { ...twin.env, PW_TARGET: subject.target, PW_ONLY: subject.only, ...env };
    const { result, errors } = await k6Run(script, settings);
    if (result === null) throw new Error(`${subject.name}: k6 left no result: ${errors}`);
    const probes = result.systems.flatMap((system) => system.probes);
    return new Map(probes.map((probe) => [probe.probe, probe]));
  };
  const addresses = Object.fromEntries(
    Object.entries(server.addresses).map(([name, url]) => [variableOf(twin, name), url]),
  );
  const trust = join(scratch, 'authorities.pem');
  const authorities = [twin.env.SSL_CERT_FILE, server.facts.caFile].flatMap((file) => file ?? []);
  writeFileSync(trust, authorities.map((file) => readFileSync(file, 'utf8')).join('\n'));
  const real = { ...addresses, SSL_CERT_FILE: trust };
  let fault: TwinFault = {};
  try {
    const healthy = { twin: await ask({}), real: await ask(real) };
    fault = await subject.breakTwin(twin);
    intercept(fault.intercept);
    const brokenTwin = await ask(fault.env ?? {});
    intercept(undefined);
    await server.fault();
    const broken = { twin: brokenTwin, real: await ask(real) };
    return [...healthy.twin.keys()].map((probe) => rowOf(subject, probe, healthy, broken));
  } finally {
    intercept(undefined);
    await fault.end?.();
    await server.stop();
  }
}

function variableOf(twin: Twin, name: string): string {
  const variable = Object.keys(twin.env).find(
    (one) => one === `PW_${name.toUpperCase().replace(/-/g, '_')}_URL`,
  );
  if (variable === undefined) throw new Error(`no variable of ${name}`);
  return variable;
}

interface Pair {
  readonly twin: ReadonlyMap<string, Finding>;
  readonly real: ReadonlyMap<string, Finding>;
}

function rowOf(subject: Subject, probe: string, healthy: Pair, broken: Pair): Row {
  const of = (side: ReadonlyMap<string, Finding>) => {
    const finding = side.get(probe);
    return { verdict: finding?.verdict ?? 'missing', reason: finding?.reason ?? '' };
  };
  const twin = [of(healthy.twin), of(broken.twin)] as const;
  const real = [of(healthy.real), of(broken.real)] as const;
  const wanted = subject.blind.includes(probe) ? 'ok' : 'failed';
  const classes = wanted === 'ok' || classOf(twin[1].reason) === classOf(real[1].reason);
  const agrees =
    twin[0].verdict === 'ok' &&
    real[0].verdict === 'ok' &&
    twin[1].verdict === wanted &&
    real[1].verdict === wanted &&
    classes;
  const differs = `twin: ${twin.map(({ reason }) => reason).join(' | ')} · real: ${real.map(({ reason }) => reason).join(' | ')}`;
  return {
    server: subject.name,
    probe,
    twin: [twin[0].verdict, twin[1].verdict],
    real: [real[0].verdict, real[1].verdict],
    why: agrees ? `${subject.fault}: ${real[1].reason}` : differs,
    agrees,
  };
}

import type { Finding, Judged, Kind } from '../../lib/probe/finding.ts';
import { buildResult, type RunFacts, type RunResult } from '../../lib/report/result.ts';
import { isSystem, type System } from '../../lib/targets/systems.ts';
import { type Limit, limitOf, PROBE_LIMITS, type ProbeId } from '../../thresholds/objectives.ts';

/** The plain probes, a sample of one question to each system and more. */
const PROBE_IDS: readonly ProbeId[] = Object.keys(PROBE_LIMITS).filter(
  (id): id is ProbeId => id in PROBE_LIMITS,
);

const FACTS: RunFacts = {
  scenario: 'health',
  target: 'local',
  pack: '0.1.0',
  k6: '2.2.0',
  startedAt: Date.UTC(2026, 10, 23, 15, 4, 5),
  durationMs: 6234,
  requests: 312,
  notes: [],
};

function kindOf(id: ProbeId, { unit }: Limit): Kind {
  if (id.includes('queue')) return 'queue';
  if (unit === 's') return 'freshness';
  return id.includes('.web.') ? 'page' : 'endpoint';
}

/** A healthy finding of a probe of the table: a fifth of its warning limit, within parts that add up. */
export function finding(id: ProbeId, change: Partial<Finding> = {}): Finding {
  const limit: Limit = limitOf(id);
  const system = id.slice(0, id.indexOf('.'));
  if (!isSystem(system)) throw new Error(`${id} belongs to no system`);
  const { unit, warn, fail } = limit;
  const med = unit === 'ms' ? warn / 5 : 41.3;
  return {
    probe: id,
    system,
    kind: kindOf(id, limit),
    verdict: 'ok',
    samples: unit === 'ms' ? 3 : 1,
    durationMs: { med, p95: med * 1.3 },
    timingsMs: { dns: 1.2, connect: 8.4, tls: 17.1, waiting: Math.max(3, med - 28), receiving: 1.3 },
    value: warn / 5,
    unit,
    warn,
    fail,
    reason: 'answered as a healthy one does, 20 rows, the newest 12 min old',
    causedBy: null,
    planned: false,
    history: null,
    evidence: '',
    url: `https://${system}.example/answer?of=${id}`,
    ...change,
  };
}

const FAILED: Partial<Finding> = {
  verdict: 'failed',
  value: null,
  durationMs: null,
  timingsMs: null,
  samples: 0,
};

/** All probes well but those that `change` alters; a probe for which it gives null is left out. */
export function sample(
  change: (id: ProbeId, system: System) => Partial<Finding> | null = () => ({}),
  facts: Partial<RunFacts> = {},
): RunResult {
  const findings = PROBE_IDS.flatMap((id) => {
    const { system } = finding(id);
    const changed = change(id, system);
    return changed === null ? [] : [finding(id, changed)];
  });
  return buildResult({ ...FACTS, ...facts }, findings);
}

export const allOk = (): RunResult => sample();

/** The hub answers faults, its dependants wait, and datagrepper is slow. */
export const kojiDown = (): RunResult =>
  sample((id, system) => {
    if (id === 'koji.hub.getBuild') {
      const evidence =
        '<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1014</int></value></member></struct></value></fault></methodResponse>';
      return {
        ...FAILED,
        reason: 'fault 1014 "database outage" in a 200 answer, 3 of 3',
        evidence,
        history: 'new',
      };
    }
    if (id.startsWith('koji.hub.')) {
      return { ...FAILED, reason: 'caused by koji.hub.getBuild', causedBy: 'koji.hub.getBuild' };
    }
    if (id === 'koji.builders.enabled' || id === 'koji.builders.checkedIn') {
      return { ...FAILED, reason: 'fault 1014 "database outage" in a 200 answer' };
    }
    if (system === 'robosignatory' || id === 'sigul.signature.present') {
      const reason = 'needs koji: koji.hub.getBuild fault 1014 "database outage" in a 200 answer, 3 of 3';
      return { ...FAILED, verdict: 'unknown', reason, causedBy: 'koji.hub.getBuild' };
    }
    if (id === 'datagrepper.search.sparseUser') {
      return { verdict: 'degraded', value: 4312.4, reason: 'slow: 20 messages of packagerbot over a day' };
    }
    if (id === 'datanommer.freshness.composeStart') {
      return {
        verdict: 'failed',
        value: 97_200,
        reason: 'newest org.fedoraproject.prod.bodhi.compose.start is 27 h old',
      };
    }
    return {};
  });

export const everythingDown = (): RunResult =>
  sample(
    () => ({
      ...FAILED,
      reason: 'down: connection refused, 3 of 3',
      evidence: 'dial tcp 10.3.163.61:443: connect: connection refused',
    }),
    {
      target: 'prod',
    },
  );

const unknownRun = (): RunResult =>
  sample(
    (_id, system) =>
      system === 'bodhi' || system === 'fas'
        ? {
            ...FAILED,
            verdict: 'unknown',
            reason: 'a challenge page of the edge instead of the answer (403)',
          }
        : {},
    { notes: ['the guard counted 94 of 96 probes'] },
  );

export const nothingReported = (): RunResult =>
  sample(() => null, { notes: ['Error: setup returned no report'], requests: 0, durationMs: 0 });

export const staging = (): RunResult =>
  sample((_id, system) =>
    system === 'sigul' || system === 'robosignatory' || system === 'fedmsg'
      ? {
          ...FAILED,
          verdict: 'skipped',
          reason: 'not on this target: staging signs nothing: its sigul bridge and autosign hosts are gone',
        }
      : {},
  );

export const oneSystem = (): RunResult => sample((_id, system) => (system === 'koji' ? {} : null));

export const degraded = (): RunResult =>
  sample((id) =>
    id === 'greenwave.decision.roundTrip'
      ? { verdict: 'degraded', value: 8120, reason: 'slow: decision for bash-5.2.37-1.fc43 in 8120 ms' }
      : {},
  );

/** Every text of every finding tries to break out of the report. */
export const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  ']]><x>&amp; &#60;',
  '`code` | cell | @someone #123 **bold** [a](javascript:alert(1))',
  '\x1b[2J\x1b]0;owned\x07 \u202Egnp.exe \u0000 \uFFFE \uD800 end',
].join(' ');

export const hostile = (verdict: Judged = 'failed'): RunResult =>
  sample(
    () => ({
      ...FAILED,
      verdict,
      reason: HOSTILE,
      evidence: HOSTILE,
      url: `javascript:alert(1)//${HOSTILE}`,
    }),
    { notes: [HOSTILE], target: HOSTILE, k6: HOSTILE },
  );

/** The reverse proxies have no backend, as far as they are asked; what needs it waits. */
export const edgeDown = (): RunResult =>
  sample((id, system) => {
    const causedBy = 'shared edge';
    if (['sigul', 'robosignatory', 'datanommer'].includes(system) || id === 'fedora-messaging.bus.age') {
      return { ...FAILED, verdict: 'unknown', reason: 'needs koji: down: HTTP 503, 3 of 3', causedBy };
    }
    if (['ci', 'fedmsg', 'fedora-messaging'].includes(system) || id === 'dist-git.ssh.greeting') return {};
    return { ...FAILED, reason: 'down: HTTP 503, 3 of 3', causedBy };
  });

/** Koji is out as planned, and what needs it with it. */
export const planned = (): RunResult =>
  sample(
    (id, system) => {
      const said = { ...FAILED, verdict: 'degraded', planned: true, history: 'still' } as const;
      const recent = ['failed', 'failed'] as const;
      const reason = 'planned: “koji upgrades”: fault 1014 "database outage" in a 200 answer';
      if (id === 'koji.hub.apiVersion') return { ...said, reason, recent };
      if (system === 'koji' || system === 'robosignatory') {
        return { ...said, reason, recent, causedBy: 'koji.hub.apiVersion' };
      }
      return {};
    },
    { remarks: ['notice of a planned outage “wiki” could not be read: it has no start'] },
  );

export const SAMPLES: Readonly<Record<string, () => RunResult>> = {
  allOk,
  kojiDown,
  everythingDown,
  unknownRun,
  nothingReported,
  staging,
  oneSystem,
  degraded,
  edgeDown,
  planned,
  hostile,
};

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { STEP_NAMES, type StepName } from '../../thresholds/steps.ts';
import type { Conduct } from '../../twin/live/conduct.ts';
import { WELL } from '../../twin/live/conduct.ts';
import type { Interceptor, TwinReply, TwinRequest } from '../../twin/service.ts';
import { DriveBench, leftOpen, SCALE } from '../support/drive-bench.ts';
import { withoutRelease } from '../support/spec-without-release.ts';

/** Twins side by side: most of a run is waiting. */
const BENCHES = 3;

/** One fault in one step. */
interface Fault {
  readonly what: string;
  readonly says: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  readonly conduct?: Partial<Conduct>;
  readonly intercept?: () => Interceptor;
  /** Spoils something before the run; the answer mends it. */
  readonly spoil?: (bench: DriveBench) => Promise<() => Promise<void>>;
}

/** Answers some requests itself. */
function answering(
  at: AddressName,
  wrong: (request: TwinRequest) => boolean,
  reply: TwinReply,
): () => Interceptor {
  return () => (address, request, next) => (address === at && wrong(request) ? reply : next());
}

const path = (pattern: RegExp) => (request: TwinRequest) => pattern.test(request.path);
const posting = (pattern: RegExp) => (request: TwinRequest) =>
  request.method === 'POST' && pattern.test(request.path);
const calling = (method: string) => (request: TwinRequest) =>
  request.body.includes(`<methodName>${method}</methodName>`);
const DOWN: TwinReply = { status: 503, body: 'Service Unavailable' };
const OFFLINE: TwinReply = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1014</int></value></member><member><name>faultString</name><value><string>database outage</string></value></member></struct></value></fault></methodResponse>`,
};

/** Greenwave goes on saying what it said before the waiver. */
function blindToWaivers(): Interceptor {
  let waived = false;
  let last: TwinReply | null = null;
  return async (address, request, next) => {
    if (address === 'bodhi' && /waive-test-results$/.test(request.path)) waived = true;
    if (address !== 'greenwave' || !/decision$/.test(request.path)) return next();
    if (waived && last !== null) return last;
    last = await next();
    return last;
  };
}

const FAULTS: Readonly<Record<StepName, Fault>> = {
  preconditions: {
    what: 'the account has left the packagers',
    conduct: { accounts: { packagerbot: { groups: [], agreements: [] } } },
    says: /has not signed the FPCA\n.*is not in the group packager/,
  },
  login: { what: 'KdcProxy is down', intercept: answering('fas-kdc', () => true, DOWN), says: /KDC|503/ },
  clone: {
    what: 'git answers 503',
    intercept: answering('dist-git', path(/info\/refs$/), DOWN),
    says: /HTTP 503/,
  },
  edit: { what: 'a spec without a release', spoil: withoutRelease, says: /no Release to bump/ },
  sources: {
    what: 'the upload script breaks',
    intercept: answering('lookaside', posting(/upload\.cgi$/), {
      status: 500,
      body: 'Internal Server Error',
    }),
    says: /HTTP 500/,
  },
  push: {
    what: 'pushing is forbidden',
    intercept: answering('dist-git', path(/git-receive-pack$/), { status: 403, body: 'Forbidden' }),
    says: /forbidden \(403\)/,
  },
  request: {
    what: 'the merge is refused',
    env: { PW_FLOW: 'pr' },
    intercept: answering('dist-git', posting(/\/merge$/), {
      status: 403,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error: 'You are not allowed to merge', error_code: 'ENOTALLOWED' }),
    }),
    says: /not allowed to merge/,
  },
  submit: {
    what: 'koji’s database is out',
    intercept: answering('koji', calling('build'), OFFLINE),
    says: /fault 1014/,
  },
  build: { what: 'the build fails', conduct: { ills: ['build fails'] }, says: /the build of .* failed/ },
  tags: {
    what: 'koji tags nothing',
    conduct: { ills: ['candidate tag missing'] },
    says: /no tag f46-updates-candidate .* within 15 s; last seen: no tags/,
  },
  update: {
    what: 'bodhi misses the tag',
    conduct: { ills: ['no automatic update'] },
    says: /no automatic update with .* within 15 s/,
  },
  pending: {
    what: 'the signer stands still',
    conduct: { ills: ['signer stopped'] },
    says: /no tag f46-signing-pending and f46-updates-testing-pending .* last seen: .*f46-signing-pending/,
  },
  announced: {
    what: 'the message to CI is lost',
    conduct: { lost: [/koji-build-group\.build\.complete$/] },
    says: /no message that FEDORA-\S+ is ready to be tested within 15 s/,
  },
  tests: { what: 'CI breaks down', conduct: { ills: ['tests break down'] }, says: /CI broke down/ },
  results: {
    what: 'results do not reach resultsdb',
    conduct: { ills: ['results lost'] },
    says: /no result of .* in resultsdb within 15 s/,
  },
  decision: {
    what: 'greenwave does not see the result',
    conduct: { ills: ['decision stale'] },
    says: /no decision that misses no result within 15 s/,
  },
  signed: {
    what: 'the signer leaves signing-pending behind',
    conduct: { ills: ['signer leaves the build'] },
    says: /is still in f46-signing-pending/,
  },
  waive: { what: 'bodhi refuses to waive', conduct: { ills: ['waiver refused'] }, says: /bodhi refuses/ },
  waiver: {
    what: 'the waiver’s message is lost',
    conduct: { lost: [/^waiverdb\.waiver\.new$/] },
    says: /no message of a waiver .* within 15 s/,
  },
  satisfied: {
    what: 'greenwave does not see the waiver',
    intercept: blindToWaivers,
    says: /no decision that lets it pass within 15 s/,
  },
  stable: {
    what: 'koji never tags it stable',
    conduct: { ills: ['stable tag missing'] },
    says: /no tag f46 on .* within 30 s/,
  },
};

const idle: DriveBench[] = [];
const waiting: ((bench: DriveBench) => void)[] = [];

function take(): Promise<DriveBench> {
  const bench = idle.pop();
  return bench === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(bench);
}

function giveBack(bench: DriveBench): void {
  const next = waiting.shift();
  if (next === undefined) idle.push(bench);
  else next(bench);
}

const benches: DriveBench[] = [];
beforeAll(async () => {
  for (let n = 0; n < BENCHES; n++) benches.push(await DriveBench.start());
  idle.push(...benches);
}, 60_000);
afterAll(async () => {
  await Promise.all(benches.map(({ twin }) => twin.stop()));
});

const WELL_AGAIN = { ...WELL, timeScale: SCALE };

describe('a fault in each step', { timeout: 600_000 }, () => {
  it.concurrent.each(STEP_NAMES.map((name, step) => ({ step, name, ...FAULTS[name] })))(
    '$step, $name: $what',
    async ({ step, name, says, env, conduct, intercept, spoil }) => {
      const bench = await take();
      try {
        const mend = await spoil?.(bench);
        if (conduct !== undefined) bench.twin.live.behave(conduct);
        if (intercept !== undefined) bench.intercept = intercept();
        const { code, result } = await bench.run(env);
        const steps = result?.steps ?? [];
        const culprit = steps.find(({ verdict }) => verdict === 'failed');
        expect({ code, culprit: culprit?.name, verdict: result?.verdict }).toEqual({
          code: 99,
          culprit: name,
          verdict: 'failed',
        });
        expect(culprit?.reason).toMatch(says);
        expect(steps.slice(step + 1).filter(({ verdict }) => verdict !== 'skipped')).toEqual([]);
        const named = (result?.left ?? []).map(({ what, name: of }) => `${what} ${of}`).join('\n');
        for (const open of await leftOpen(bench.twin)) expect(named).toContain(open);

        bench.lift(WELL_AGAIN);
        await mend?.();
        const again = await bench.run(env);
        expect({ code: again.code, notes: again.result?.notes }).toEqual({ code: 0, notes: [] });
      } finally {
        bench.lift(WELL_AGAIN);
        giveBack(bench);
      }
    },
  );
});

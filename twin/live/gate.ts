import { GATING_TESTCASE } from '../world/commits.ts';
import { hasCi } from '../world/releases.ts';
import type { Build, Release, TestRun, Waiver } from '../world/types.ts';
import type { Live } from './live.ts';
import type { LiveTestRun } from './tests.ts';
import type { LiveWaiver } from './waivers.ts';

function isLive(record: TestRun | Waiver): record is LiveTestRun | LiveWaiver {
  return 'countsAt' in record;
}

/** From when on greenwave counts a result or a waiver: it learns of some later than their own systems do. */
export function countsAt(record: TestRun | Waiver): number {
  if (isLive(record)) return record.countsAt;
  return 'at' in record ? record.at : (record.recordedAt ?? Number.POSITIVE_INFINITY);
}

/**
 * When greenwave has nothing against the builds of an update any more, from all that is planned by now; infinity where
 * it always will have, and zero where it never had.
 */
export function satisfiedAt(live: Live, builds: readonly Build[], release: Release): number {
  return Math.max(0, ...builds.map((build) => buildSatisfiedAt(live, build, release)));
}

function buildSatisfiedAt({ ledger, world }: Live, build: Build, release: Release): number {
  if (!hasCi(release) || world.package(build.name)?.gated !== true) return 0;
  const passed = ledger.testRuns.filter(
    ({ buildId, testcase, outcome, recordedAt }) =>
      buildId === build.id && testcase === GATING_TESTCASE && outcome === 'PASSED' && recordedAt !== null,
  );
  const waived = ledger.waivers.filter(
    ({ subjectIdentifier, testcase, productVersion }) =>
      subjectIdentifier === build.nvr &&
      testcase === GATING_TESTCASE &&
      productVersion === release.productVersion,
  );
  return Math.min(...[...passed, ...waived].map(countsAt));
}

import type { TargetName } from '../../targets/target.ts';

/** Packages that exist to be built: one for a run by itself, and two that go through a side tag together. */
export interface TestPackages {
  readonly single: string;
  readonly pair: readonly [string, string];
}

/** Fedora's dummy packages, which its own monitor of the workflow built from 2020 to 2025. */
const DUMMIES: TestPackages = {
  single: 'dummy-test-package-gloster',
  pair: ['dummy-test-package-crested', 'dummy-test-package-rubino'],
};

/** By target; the founding document's own addresses are read, never written. */
export const TEST_PACKAGES: Readonly<Record<TargetName, TestPackages | null>> = {
  local: DUMMIES,
  stg: DUMMIES,
  prod: DUMMIES,
  seed: null,
};

export function namesOf({ single, pair }: TestPackages): readonly string[] {
  return [single, ...pair];
}

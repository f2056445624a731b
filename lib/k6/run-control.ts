import exec from 'k6/execution';

export type { Options } from 'k6/options';

/** The environment of this run: `-e` and, under `k6 run`, the process's own. */
export function environment(): Readonly<Record<string, string>> {
  return __ENV;
}

export function defaults(): { readonly target: string; readonly only: string } {
  return { target: __PW_TARGET__, only: __PW_ONLY__ };
}

export const PACK_VERSION = __PW_VERSION__;

/** Honest, with a way to reach whoever asks; none of the words that Fedora's proxies refuse. */
export function userAgent(purpose: 'monitor' | 'load test'): string {
  return `k6-packager-workflow/${PACK_VERSION} (${purpose}; +https://forge.fedoraproject.org/infra/tickets)`;
}

/** k6 does not tell scripts its version: whoever starts it may. */
export function k6Version(): string {
  return __ENV.K6_BINARY_VERSION ?? 'unknown';
}

/** Ends the run at init with 107. A plain string, as k6 prints an Error with its stack. */
export function refuse(reason: string): never {
  throw reason;
}

/** True in the bundles for Synthetic Monitoring, where thresholds and summaries do not exist. */
export const SYNTHETIC_MONITORING = __PW_SM__;

/** The first iteration writes the series; others would write them again. */
export function isFirstIteration(): boolean {
  return exec.scenario.iterationInTest === 0;
}

/** Number of this virtual user, from 1. */
export function userNumber(): number {
  return exec.vu.idInTest;
}

/** The k6 scenario that this iteration belongs to. */
export function scenarioName(): string {
  return exec.scenario.name;
}

/** Ends the run with 110, whatever the thresholds say. */
export function endUnknown(reason: string): void {
  exec.test.fail(reason);
}

/** Whether this run is one of Grafana Cloud k6, which calls no `handleSummary`. */
export function inCloud(): boolean {
  return __ENV.K6_CLOUDRUN_TEST_RUN_ID !== undefined;
}

export function logLine(line: string): void {
  console.warn(line);
}

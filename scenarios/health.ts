import type { Options } from '../lib/k6/run-control.ts';
import { probeScenario } from '../lib/scenario/health.ts';
import { PROBES } from '../lib/systems/index.ts';

const scenario = probeScenario('health', PROBES);

export const options: Options = {
  vus: 1,
  iterations: 1,
  setupTimeout: scenario.setupTimeout,
  userAgent: scenario.userAgent,
  hosts: scenario.hosts,
  thresholds: scenario.thresholds,
  tags: { run: 'health' },
  systemTags: ['status', 'method', 'name', 'error_code', 'scenario', 'expected_response'],
};

export const setup = scenario.setup;
export default scenario.run;
export const handleSummary = scenario.handleSummary;

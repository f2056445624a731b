import type { Options } from '../lib/k6/run-control.ts';
import { traceScenario } from '../lib/scenario/trace.ts';

const scenario = traceScenario();

export const options: Options = {
  vus: 1,
  iterations: 1,
  setupTimeout: scenario.setupTimeout,
  userAgent: scenario.userAgent,
  hosts: scenario.hosts,
  thresholds: scenario.thresholds,
  tags: { run: 'trace' },
  systemTags: ['status', 'method', 'name', 'error_code', 'scenario', 'expected_response'],
};

export const setup = scenario.setup;
export default scenario.run;
export const handleSummary = scenario.handleSummary;

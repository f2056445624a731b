import { workflowScenario } from '../lib/scenario/workflow.ts';

const workflow = workflowScenario();

export const options = {
  vus: 1,
  iterations: 1,
  setupTimeout: workflow.setupTimeout,
  thresholds: workflow.thresholds,
  hosts: workflow.hosts,
  blacklistIPs: workflow.blacklistIPs,
  userAgent: workflow.userAgent,
  noVUConnectionReuse: false,
  tags: { run: 'workflow' },
  systemTags: ['status', 'method', 'name', 'error_code', 'scenario', 'expected_response'],
};

export const setup = workflow.setup;
export default workflow.run;
export const handleSummary = workflow.handleSummary;

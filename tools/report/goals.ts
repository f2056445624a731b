import type { Goals } from '../../lib/report/history/summary.ts';
import { BUDGET_DAYS, LEAST_FOR_BUDGET, SCHEDULE, SYSTEM_GOALS } from '../../thresholds/availability.ts';

/** What the page holds systems to: as dashboards and alerts do, with runs in the place of time. */
export const GOALS: Goals = {
  of: SYSTEM_GOALS,
  windowMs: BUDGET_DAYS * 86_400_000,
  leastRuns: LEAST_FOR_BUDGET / SCHEDULE.health,
};

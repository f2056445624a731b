import { SYSTEMS } from '../../lib/targets/systems.ts';
import { SCHEDULE } from '../../thresholds/availability.ts';
import type { Page } from './figure.ts';
import { flowPage } from './flow.ts';
import { hotPathPage } from './hot-path.ts';
import { loadPage } from './load.ts';
import { OBJECTIVES, type Objectives } from './objectives.ts';
import { overviewPage } from './overview.ts';
import { dashboardOf } from './page.ts';
import { systemPage } from './system.ts';

const FOLDER = 'deploy/grafana/dashboards';

/** Every dashboard, the overview first. */
export function pages(objectives: Objectives = OBJECTIVES): readonly Page[] {
  return [
    overviewPage(SCHEDULE.health),
    flowPage(objectives),
    hotPathPage(objectives),
    loadPage(),
    ...SYSTEMS.map((system) => systemPage(system, objectives)),
  ];
}

/** The dashboards as Grafana takes them: path from the root, and content. */
export function dashboardFiles(all: readonly Page[] = pages()): ReadonlyMap<string, string> {
  return new Map(
    all.map((page) => [`${FOLDER}/${page.uid}.json`, `${JSON.stringify(dashboardOf(page), null, 2)}\n`]),
  );
}

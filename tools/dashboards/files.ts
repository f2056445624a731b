import { dashboardFiles, pages } from './pages.ts';
import { previewFiles, readSample } from './preview/files.ts';

/** Everything that is made of dashboards: path from the root, and content. */
export function dashboardPages(): ReadonlyMap<string, string> {
  const all = pages();
  return new Map([...dashboardFiles(all), ...previewFiles(all, readSample())]);
}

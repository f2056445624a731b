import { html, json, type TwinReply, type TwinRequest, type TwinSystem } from '../service.ts';
import { isoNaive } from '../world/calendar.ts';
import type { KoscheiBuild, World } from '../world/types.ts';

/** Koschei: pages and one JSON list; no health endpoint. Its pages stay up when its backend stands still. */
export const koschei: TwinSystem = {
  system: 'koschei',
  services: ({ world }) => ({ koschei: { kind: 'http', handle: (request) => answer(world, request) } }),
};

function answer(world: World, { path, query }: TwinRequest): TwinReply {
  if (path.startsWith('/package/'))
    return packagePage(world, decodeURIComponent(path.slice('/package/'.length)), query);
  switch (path) {
    case '/':
    case '/packages':
      return packagesPage(world);
    case '/collections':
      return page(
        'Collections',
        table(collectionsOf(world).map(({ collection, count }) => [collection, String(count)])),
      );
    case '/stats':
      return statsPage(world);
    case '/api/v1/packages':
      return packages(world, query);
    default:
      return page('404 Not Found', '', 404);
  }
}

/** Newest complete build of each package in each collection. */
function lastBuilds(world: World): KoscheiBuild[] {
  const now = world.now();
  const last = new Map<string, KoscheiBuild>();
  for (const build of world.koscheiBuilds()) {
    if (build.finishedAt <= now) last.set(`${build.package} ${build.collection}`, build);
  }
  return [...last.values()].sort((one, other) => (one.package < other.package ? -1 : 1));
}

function packages(world: World, query: URLSearchParams): TwinReply {
  const names = query.getAll('name');
  const collections = query.getAll('collection');
  const found = lastBuilds(world).filter(
    (build) =>
      (names.length === 0 || names.includes(build.package)) &&
      (collections.length === 0 || collections.includes(build.collection)),
  );
  return json(found.map((build) => packageJson(world, build)));
}

function packageJson(world: World, build: KoscheiBuild) {
  const real = world
    .buildsOf(build.package)
    .filter(({ startedAt }) => startedAt <= build.startedAt)
    .at(-1);
  return {
    name: build.package,
    collection: build.collection,
    state: build.state,
    last_complete_build: {
      task_id: build.taskId,
      time_started: isoNaive(build.startedAt),
      time_finished: isoNaive(build.finishedAt),
      epoch: null,
      version: real?.version ?? '1',
      release: real?.release ?? '1',
    },
  };
}

function collectionsOf(world: World): { collection: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { collection } of lastBuilds(world)) counts.set(collection, (counts.get(collection) ?? 0) + 1);
  return [...counts].map(([collection, count]) => ({ collection, count }));
}

function page(title: string, body: string, status = 200): TwinReply {
  const text = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Koschei - ${title}</title></head>
<body><h2>${title}</h2>${body}</body></html>
`;
  return html(text, status);
}

function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table>${cells.join('\n')}</table>`;
}

function packagesPage(world: World): TwinReply {
  const rows = lastBuilds(world).slice(0, 50);
  return page('Package summary', table(rows.map((build) => [build.package, build.collection, build.state])));
}

function packagePage(world: World, name: string, query: URLSearchParams): TwinReply {
  const collection = query.get('collection');
  const builds = world
    .koscheiBuilds()
    .filter((build) => build.package === name && (collection === null || build.collection === collection));
  if (builds.length === 0) return page('404 Not Found', '', 404);
  const rows = builds.slice(-20).reverse();
  return page(
    name,
    table(rows.map(({ taskId, state, finishedAt }) => [String(taskId), state, isoNaive(finishedAt)])),
  );
}

/** Figures that the polling backend refreshes. */
function statsPage(world: World): TwinReply {
  const since = world.now() - 24 * 3_600_000;
  const day = world.koscheiBuilds().filter(({ startedAt }) => startedAt >= since);
  return page('Statistics', table([['Builds in the last day', String(day.length)]]));
}

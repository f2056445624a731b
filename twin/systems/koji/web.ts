import { html, redirect, type TwinReply, type TwinRequest } from '../../service.ts';
import type { Build, World } from '../../world/types.ts';
import { BUILD_STATE, buildState } from './records.ts';
import { tagsOf } from './tags.ts';

const RECENT = 10;
const ROWS = 50;
const STATES: Readonly<Record<number, string>> = {
  [BUILD_STATE.building]: 'building',
  [BUILD_STATE.complete]: 'complete',
  [BUILD_STATE.failed]: 'failed',
  [BUILD_STATE.canceled]: 'canceled',
};

/** Koji's web front-end, as far as monitors look at it. */
export function answerWeb(world: World, request: TwinRequest, files: string): TwinReply {
  const { path, query } = request;
  if (path === '/' || path === '/koji') return redirect('/koji/', path === '/' ? 302 : 301);
  if (/^\/(?:packages|compose|repos)(?:\/|$)/.test(path)) return redirect(`${files}${path}`, 301);
  switch (path.replace(/^\/koji\//, '').replace(/\/$/, '')) {
    case '':
    case 'index':
      return page('Welcome to Koji Web', `<h4>Recent Builds</h4>${buildTable(world, RECENT)}`);
    case 'builds':
      return page('Builds', buildTable(world, ROWS));
    case 'hosts':
      return page(
        'Hosts',
        table(world.hosts.map(({ name, arches, enabled }) => [name, arches, enabled ? 'yes' : 'no'])),
      );
    case 'buildinfo':
      return buildPage(world, Number(query.get('buildID')));
    case 'taskinfo':
      return taskPage(world, Number(query.get('taskID')));
    default:
      return page('Error', 'There is no such page.', 404);
  }
}

function page(title: string, content: string, status = 200): TwinReply {
  const head = `<!doctype html><html><head><title>${title} | koji</title></head>`;
  return html(`${head}<body><div class="pageHeader">${title}</div>${content}</body></html>`, status);
}

function table(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`);
  return `<table class="data-list">${lines.join('')}</table>`;
}

function buildTable(world: World, rows: number): string {
  const newest = world.builds().slice(-rows).reverse();
  return table(
    newest.map((build) => [
      `<a href="buildinfo?buildID=${build.id}">${build.nvr}</a>`,
      build.owner,
      stateImage(world, build),
    ]),
  );
}

function stateImage(world: World, build: Build): string {
  const state = STATES[buildState(build, world.now())] ?? 'unknown';
  return `<img src="/koji-static/images/${state}.png" alt="${state}">`;
}

function buildPage(world: World, id: number): TwinReply {
  const build = world.build(id);
  if (build === undefined) return page('Error', `No such build: ${id}`, 500);
  const tags = tagsOf(world, build).map(({ tag }) => tag);
  return page(`Information for build ${build.nvr}`, table([[stateImage(world, build)], ['Tags', ...tags]]));
}

function taskPage(world: World, id: number): TwinReply {
  const task = world.task(id);
  if (task === undefined) return page('Error', `No such task: ${id}`, 500);
  return page(`Task ${task.method} (${task.arch})`, table([['Owner', task.owner]]));
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROBES } from '../lib/systems/index.ts';
import { SYSTEMS, type System } from '../lib/targets/systems.ts';
import { limitOf } from '../thresholds/objectives.ts';
import { prometheusRules } from '../thresholds/prometheus/rules.ts';
import { dashboardPages } from './dashboards/files.ts';
import { incidentPages } from './incident-page.ts';
import { objectivePages } from './objective-pages.ts';
import { openSloFiles } from './openslo-files.ts';
import { makePicture } from './picture.ts';
import { root } from './root.ts';
import { runbookPages } from './runbook-pages.ts';

const BEGIN = '<!-- probes -->';
const END = '<!-- /probes -->';
const PICTURE = 'docs/images/health.svg';
/** Folders in which every file is generated. */
const FOLDERS = [
  'docs/objectives',
  'docs/runbooks',
  'docs/images/dashboards',
  'deploy/openslo',
  'deploy/grafana/dashboards',
] as const;
const RULES = 'deploy/prometheus/packager-workflow.rules.yml';

/** The table of a system's probes: what is asked, its limits, and why those. */
function probeTable(system: System): string {
  const rows = PROBES.filter((probe) => probe.system === system).map(({ id, kind, set, question }) => {
    const { warn, fail, unit, why } = limitOf(id);
    const deep = set === 'deep' ? ' (deep: only when named)' : '';
    return `| \`${id}\` | ${kind}${deep} | ${question} | ${figure(warn, unit)} | ${figure(fail, unit)} | ${why} |`;
  });
  return [
    '| probe | kind | question | degraded past | failed past | why |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function figure(value: number, unit: string): string {
  if (unit !== 's' || value < 3600) return `${value} ${unit}`;
  return value % 86_400 === 0 ? `${value / 86_400} d` : `${value / 3600} h`;
}

/** Every generated text file: path from the root, and its content now. */
async function generated(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>([
    ...objectivePages(),
    ...dashboardPages(),
    ...runbookPages(),
    ...openSloFiles(),
    ...(await incidentPages()),
  ]);
  files.set(RULES, prometheusRules());
  for (const system of SYSTEMS) {
    const path = `docs/systems/${system}.md`;
    const page = readFileSync(join(root, path), 'utf8');
    const [head, rest] = page.split(BEGIN);
    const tail = rest?.split(END)[1];
    if (head === undefined || tail === undefined) throw new Error(`${path} has no ${BEGIN} … ${END}`);
    files.set(path, `${head}${BEGIN}\n${probeTable(system)}\n${END}${tail}`);
  }
  return files;
}

/** The picture is of a real run, and so never the same twice: it must show every system and as many probes. */
function pictureIsStale(): boolean {
  const shown = readFileSync(join(root, PICTURE), 'utf8');
  const probes = PROBES.filter((probe) => probe.set === 'default').length;
  return !shown.includes(` ${probes} probes, `) || SYSTEMS.some((system) => !shown.includes(` ${system} `));
}

/** Paths whose content on disk is not what would be generated. */
async function drift(): Promise<string[]> {
  const kept = await generated();
  const stale = [...kept]
    .filter(
      ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
    )
    .map(([path]) => path);
  // A page of a call that is gone would be believed.
  const left = FOLDERS.flatMap((folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((file) => `${folder}/${file}`) : [],
  );
  stale.push(...left.filter((path) => !kept.has(path)));
  return pictureIsStale() ? [...stale, PICTURE] : stale;
}

/** `--time-scale N`: the rules with every window divided by N, for a test; printed, as nobody should keep them. */
function scaleOf(args: readonly string[]): number | null {
  const at = args.indexOf('--time-scale');
  return at < 0 ? null : Number(args[at + 1]);
}

async function main(): Promise<void> {
  const scale = scaleOf(process.argv);
  if (scale !== null) {
    process.stdout.write(prometheusRules(scale));
    return;
  }
  if (process.argv.includes('--check')) {
    const stale = await drift();
    for (const path of stale) console.error(`${path} is not what npm run generate makes`);
    process.exitCode = stale.length === 0 ? 0 : 1;
    return;
  }
  for (const [path, text] of await generated()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const picture = join(root, PICTURE);
  mkdirSync(dirname(picture), { recursive: true });
  writeFileSync(picture, await makePicture());
}

await main();

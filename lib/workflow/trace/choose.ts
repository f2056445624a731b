import { cannotJudge } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { getUpdate, listUpdates, type TimedUpdate, updateUrl } from '../../systems/bodhi/client.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';
import { getTimedBuild, listTimedBuilds, search } from '../../systems/koji/calls.ts';
import { call } from '../../systems/koji/client.ts';
import { packageOf, type TraceChoice } from './choice.ts';
import { sample } from './sample.ts';
import { type Traced, takesUpdates } from './traced.ts';

const DAY = 86_400_000;
/** Builds of a package that is named: those of the last weeks, and the newest at least. */
const PACKAGE_BUILDS = 20;
const PACKAGE_MS = 14 * DAY;

/** The builds to follow. Throws a failure `unknown` that names the value where there is nothing to follow. */
export async function choose(
  context: ProbeContext,
  choice: TraceChoice,
  releases: readonly BodhiRelease[],
): Promise<readonly Traced[]> {
  const usable = releases.filter(takesUpdates);
  const release = choice.release === null ? null : releaseNamed(context, choice.release, usable);
  if (choice.nvr !== null) return byNvr(context, choice.nvr, usable);
  if (choice.update !== null) return byAlias(context, choice.update, usable);
  if (choice.package !== null) return byPackage(context, choice.package, choice.count, usable, release);
  const found = await sample(context, choice.count, usable, release);
  if (found.length > 0) return found;
  const where = release === null ? '' : ` of ${release.name}`;
  throw cannotJudge(
    `no update${where} at bodhi of target ${context.target.name} within the last days`,
    '',
    context.address('bodhi'),
  );
}

function releaseNamed(
  context: ProbeContext,
  wanted: string,
  releases: readonly BodhiRelease[],
): BodhiRelease {
  const like = wanted.toLowerCase();
  const found = releases.find(({ name, branch, dist_tag }) =>
    [name, branch, dist_tag].some((one) => one.toLowerCase() === like),
  );
  if (found !== undefined) return found;
  const valid = releases.map(({ name }) => name).join(', ');
  throw cannotJudge(
    `no release "${wanted}" at bodhi of target ${context.target.name}. Valid: ${valid}`,
    '',
    context.address('bodhi'),
  );
}

async function byNvr(
  context: ProbeContext,
  nvr: string,
  releases: readonly BodhiRelease[],
): Promise<readonly Traced[]> {
  const { data: build } = await call(context, getTimedBuild(nvr));
  if (build === null) throw cannotJudge(`no build "${nvr}" at koji of target ${context.target.name}`);
  const updates = await listUpdates(context, { builds: [nvr] }, 10);
  return [tracedBuild(nvr, updates, releases)];
}

async function byAlias(
  context: ProbeContext,
  alias: string,
  releases: readonly BodhiRelease[],
): Promise<readonly Traced[]> {
  const update = await getUpdate(context, alias);
  if (update === null) {
    const url = updateUrl(context, alias);
    throw cannotJudge(`no update "${alias}" at bodhi of target ${context.target.name}`, '', url);
  }
  const found = tracedUpdate(update, releases);
  if (found.length > 0) return found;
  throw cannotJudge(`update "${alias}" is of ${update.release.name}, a release that is not followed`);
}

async function byPackage(
  context: ProbeContext,
  name: string,
  count: number,
  releases: readonly BodhiRelease[],
  release: BodhiRelease | null,
): Promise<readonly Traced[]> {
  const { data: packages } = await call(context, search(name, 'package'));
  const [known] = packages;
  if (known === undefined) throw cannotJudge(`no package "${name}" at koji of target ${context.target.name}`);
  const limit = Math.min(count, PACKAGE_BUILDS);
  const { data: builds } = await call(context, listTimedBuilds({ packageID: known.id }, PACKAGE_BUILDS));
  const since = context.now() - PACKAGE_MS;
  const recent = builds.filter(({ creation_ts }, at) => at === 0 || (creation_ts ?? 0) * 1000 > since);
  const nvrs = recent.map(({ nvr }) => nvr);
  const updates = nvrs.length === 0 ? [] : await listUpdates(context, { builds: nvrs }, 50);
  const found = nvrs
    .filter((nvr) => releaseOf(nvr, updates, releases) !== null)
    .map((nvr) => tracedBuild(nvr, updates, releases))
    .filter((one) => release === null || one.release.name === release.name)
    .slice(0, limit);
  if (found.length > 0) return found;
  const where = release === null ? '' : ` for ${release.name}`;
  throw cannotJudge(`no recent build of "${name}"${where} at koji of target ${context.target.name}`);
}

/** Every build of an update. */
export function tracedUpdate(update: TimedUpdate, releases: readonly BodhiRelease[]): readonly Traced[] {
  const release = releases.find(({ name }) => name === update.release.name);
  if (release === undefined) return [];
  return update.builds.map(({ nvr }) => ({
    nvr,
    package: packageOf(nvr),
    release,
    update,
    sideTag: update.from_tag,
  }));
}

/** The update that counts is the newest: others of the same build were obsoleted. */
function updateOf(nvr: string, updates: readonly TimedUpdate[]): TimedUpdate | null {
  return updates.find(({ builds }) => builds.some((one) => one.nvr === nvr)) ?? null;
}

const SUFFIX = /\.(fc|el)(\d+(?:_\d+)?|n)/;

/** The release of a build: that of its update, or the one that its own release field ends with. */
function releaseOf(
  nvr: string,
  updates: readonly TimedUpdate[],
  releases: readonly BodhiRelease[],
): BodhiRelease | null {
  const name = updateOf(nvr, updates)?.release.name;
  const [, family, number = ''] = SUFFIX.exec(nvr.slice(nvr.lastIndexOf('-'))) ?? [];
  const distTag = `${family === 'fc' ? 'f' : 'el'}${number.replace('_', '.')}`;
  return releases.find((one) => (name === undefined ? one.dist_tag === distTag : one.name === name)) ?? null;
}

function tracedBuild(
  nvr: string,
  updates: readonly TimedUpdate[],
  releases: readonly BodhiRelease[],
): Traced {
  const update = updateOf(nvr, updates);
  const release = releaseOf(nvr, updates, releases);
  if (release === null) throw cannotJudge(`"${nvr}" is of a release that bodhi does not know`);
  return { nvr, package: packageOf(nvr), release, update, sideTag: update?.from_tag ?? null };
}

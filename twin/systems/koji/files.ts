import { createHash } from 'node:crypto';
import { html, redirect, type TwinReply, type TwinRequest } from '../../service.ts';
import { FEDORA_ARCHES } from '../../world/packages.ts';
import type { Build, Repo, World } from '../../world/types.ts';
import { BUILD_STATE, buildState } from './records.ts';
import { findTag, newestRepo } from './tags.ts';

/** What a folder of the file server holds: names of folders, which end in a slash, and of files. */
type Listing = readonly string[];

/** kojipkgs: listings of folders as Apache makes them, and the metadata of repos. */
export function answerFiles(world: World, request: TwinRequest): TwinReply {
  if (request.method !== 'GET' && request.method !== 'HEAD') return html('<h1>Method Not Allowed</h1>', 405);
  const parts = request.path.split('/').filter((part) => part !== '');
  const metadata = repomdOf(world, parts);
  if (metadata !== null) return { status: 200, headers: { 'content-type': 'text/xml' }, body: metadata };
  const listing = folderOf(world, parts);
  if (listing === null) return html('<!doctype html><title>404 Not Found</title><h1>Not Found</h1>', 404);
  if (!request.path.endsWith('/')) return redirect(`${request.path}/`, 301);
  return html(index(request.path, listing));
}

function folderOf(world: World, parts: readonly string[]): Listing | null {
  const [top, ...rest] = parts;
  if (top === undefined) return ['packages/', 'repos/'];
  if (top === 'packages') return packageFolder(world, rest);
  return top === 'repos' ? repoFolder(world, rest) : null;
}

function packageFolder(world: World, [name, version, release, ...rest]: readonly string[]): Listing | null {
  if (name === undefined) return world.packages.map((one) => `${one.name}/`);
  const now = world.now();
  const builds = world.buildsOf(name).filter((build) => buildState(build, now) === BUILD_STATE.complete);
  if (builds.length === 0) return null;
  if (version === undefined) return unique(builds.map((build) => `${build.version}/`));
  const ofVersion = builds.filter((build) => build.version === version);
  if (ofVersion.length === 0) return null;
  if (release === undefined) return unique(ofVersion.map((build) => `${build.release}/`));
  const build = ofVersion.find((one) => one.release === release);
  return build === undefined ? null : buildFolder(world, build, rest);
}

function buildFolder(world: World, build: Build, [first, second, third]: readonly string[]): Listing | null {
  const arches = unique(build.rpms.map(({ arch }) => `${arch}/`));
  const files = (arch: string): Listing | null => {
    const names = build.rpms.filter((rpm) => rpm.arch === arch).map(({ name }) => name);
    return names.length === 0
      ? null
      : names.map((name) => `${name}-${build.version}-${build.release}.${arch}.rpm`);
  };
  if (first === undefined) return ['data/', ...arches];
  if (first !== 'data') return second === undefined ? files(first) : null;
  const signed = build.signedAt !== null && build.signedAt <= world.now();
  const key = world.release(build.releaseName)?.sigkey ?? '';
  if (second === undefined) return ['logs/', ...(signed ? ['sigcache/', 'signed/'] : [])];
  if (second === 'logs') return third === undefined ? arches : null;
  if (!signed || second !== 'signed') return null;
  if (third === undefined) return [`${key}/`];
  return third === key ? arches : null;
}

function repoFolder(world: World, [tag, id, arch, ...rest]: readonly string[]): Listing | null {
  if (tag === undefined) return unique(world.repos().map((repo) => `${repo.tag}/`));
  const newest = newestRepo(world, tag);
  if (newest === undefined) return null;
  if (id === undefined) return [`${newest.id}/`, 'latest/'];
  if (repoOf(world, tag, id) === null) return null;
  if (arch === undefined) return FEDORA_ARCHES.map((one) => `${one}/`);
  if (!FEDORA_ARCHES.some((one) => one === arch)) return null;
  if (rest.length === 0) return ['repodata/', 'pkglist'];
  return rest.length === 1 && rest[0] === 'repodata' ? ['repomd.xml'] : null;
}

function repoOf(world: World, tag: string, id: string): Repo | null {
  if (findTag(world, tag) === undefined) return null;
  const newest = newestRepo(world, tag);
  if (newest === undefined) return null;
  return id === 'latest' || id === String(newest.id) ? newest : null;
}

function unique(names: readonly string[]): Listing {
  return [...new Set(names)].sort();
}

/** Apache's fancy index, as plain text in `<pre>`. */
function index(path: string, names: Listing): string {
  const rows = names.map((name) => {
    const [icon, alt] = name.endsWith('/') ? ['folder', '[DIR]'] : ['unknown', '[   ]'];
    return `<img src="/icons/${icon}.gif" alt="${alt}"> <a href="${name}">${name}</a>\n`;
  });
  const parent = '<img src="/icons/back.gif" alt="[PARENTDIR]"> <a href="../">Parent Directory</a>\n';
  const title = `Index of ${path === '/' ? '/' : path.slice(0, -1)}`;
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><pre>${parent}${rows.join('')}</pre></body></html>\n`;
}

/** `repos/<tag>/<repo>/<arch>/repodata/repomd.xml`, or null for any other path. */
function repomdOf(world: World, parts: readonly string[]): string | null {
  const [top, tag = '', id = '', arch = '', folder, file] = parts;
  if (top !== 'repos' || folder !== 'repodata' || file !== 'repomd.xml' || parts.length !== 6) return null;
  const repo = repoOf(world, tag, id);
  if (repo === null || !FEDORA_ARCHES.some((one) => one === arch)) return null;
  const revision = Math.floor(repo.readyAt / 1000);
  const data = ['primary', 'filelists', 'other'].map((type) => {
    const sum = createHash('sha256').update(`${repo.id} ${arch} ${type}`).digest('hex');
    const location = `<location href="repodata/${sum}-${type}.xml.gz"/>`;
    return `  <data type="${type}">\n    <checksum type="sha256">${sum}</checksum>\n    ${location}\n    <timestamp>${revision}</timestamp>\n  </data>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">\n  <revision>${revision}</revision>\n${data.join('')}</repomd>\n`;
}

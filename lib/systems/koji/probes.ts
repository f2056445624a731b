import { askPage } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import { type ArchBuilders, byArch } from './builders.ts';
import { listHosts } from './calls.ts';
import { call, webUrl } from './client.ts';
import { foldersIn, readRepomd } from './files.ts';
import { hubProbes, kojiRawhide } from './hub-probes.ts';
import type { KojiHost } from './schema.ts';

export { kojiApiVersion, kojiBuild, kojiRawhide } from './hub-probes.ts';

/** A repo of a build tag holds one folder for each architecture; every Fedora is built for this one. */
const USUAL_ARCH = 'x86_64';

const home = defineProbe({
  id: 'koji.web.home',
  kind: 'page',
  question: 'does the front page show the newest builds, which it asks the hub for?',
  at: 'koji',
  run: async (context) => {
    await askPage(context, webUrl(context), ['class="pageHeader"', 'Recent Builds']);
    return { reason: 'front page with recent builds', data: null };
  },
});

const directory = defineProbe({
  id: 'koji.pkgs.directory',
  kind: 'page',
  question: 'does the file server list the builds of a package?',
  at: 'kojipkgs',
  run: async (context) => {
    const [name] = context.target.packages;
    const response = await askPage(context, `${context.address('kojipkgs')}/packages/${name}/`, ['[DIR]']);
    const versions = foldersIn(response.text);
    if (versions.length === 0)
      throw wrongAnswer(`no version of ${name} is listed`, response.text, response.url);
    const reason = `${versions.length} version${versions.length === 1 ? '' : 's'} of ${name}`;
    return { reason, data: versions };
  },
});

const repomd = defineProbe({
  id: 'koji.pkgs.repomd',
  question: 'does the file server have the repo that builds for rawhide start from?',
  at: 'kojipkgs',
  run: async (context) => {
    const { buildTag, arches } = await context.need(kojiRawhide);
    const arch = arches.includes(USUAL_ARCH) ? USUAL_ARCH : (arches[0] ?? USUAL_ARCH);
    const url = `${context.address('kojipkgs')}/repos/${buildTag}/latest/${arch}/repodata/repomd.xml`;
    const response = await askPage(context, url, []);
    const found = readRepomd(response.text);
    if (typeof found === 'string') throw wrongAnswer(`repomd.xml: ${found}`, response.text, response.url);
    return { reason: `${buildTag} ${arch}, revision ${found.revision}`, data: found.revision };
  },
});

interface Builders {
  readonly arches: readonly string[];
  readonly hosts: readonly KojiHost[];
}

const enabled: Probe<Builders> = defineProbe({
  id: 'koji.builders.enabled',
  question: 'has every architecture of rawhide an enabled builder?',
  at: 'koji',
  run: async (context) => {
    const { arches } = await context.need(kojiRawhide);
    const { data } = await call(context, listHosts());
    const all = byArch(arches, data, context.now());
    const without = all.filter((one) => one.enabled === 0);
    const reason =
      without.length === 0
        ? all.map((one) => `${one.arch} ${one.enabled}`).join(', ')
        : `no enabled builder for ${namesOf(without)}`;
    return { reason, value: without.length, url: webUrl(context, 'hosts'), data: { arches, hosts: data } };
  },
});

const checkedIn = defineProbe({
  id: 'koji.builders.checkedIn',
  kind: 'freshness',
  question: 'has an enabled builder of every architecture talked to the hub within 30 minutes?',
  at: 'koji',
  run: async (context) => {
    const { arches, hosts: found } = await context.need(enabled);
    const now = context.now();
    const all = byArch(arches, found, now);
    const silent = all.filter((one) => one.checkedIn === 0);
    const reason =
      silent.length === 0
        ? all.map((one) => `${one.arch} ${one.checkedIn} of ${one.enabled}`).join(', ')
        : `no builder checked in for ${silent.map((one) => lastOf(one, now)).join(', ')}`;
    return { reason, value: silent.length, url: webUrl(context, 'hosts'), data: null };
  },
});

function namesOf(all: readonly ArchBuilders[]): string {
  return all.map(({ arch }) => arch).join(', ');
}

function lastOf({ arch, enabled: count, lastSeen }: ArchBuilders, now: number): string {
  if (count === 0) return `${arch} (none enabled)`;
  const age = lastSeen === null ? 0 : now - lastSeen;
  const seen = age < 0 ? `last ${ageInWords(-age)} ahead of now` : `last ${ageInWords(age)} ago`;
  const last = lastSeen === null ? 'never' : seen;
  return `${arch} (${count} enabled, ${last})`;
}

export const kojiProbes: readonly Probe[] = [...hubProbes, home, directory, repomd, enabled, checkedIn];

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../lib/systems/index.ts';
import { SYSTEMS, type System } from '../lib/targets/systems.ts';
import { limitOf, type ProbeId, probeIds } from '../thresholds/objectives.ts';
import { root } from '../tools/root.ts';

/** Every item that the health run owes, and the probe that is its answer. */
const ITEMS: Readonly<Record<System, Readonly<Record<string, ProbeId>>>> = {
  fas: {
    'accounts ready': 'fas.accounts.ready',
    'accounts login page': 'fas.accounts.login',
    'OIDC discovery, issuer equal to its address': 'fas.oidc.discovery',
    'OIDC keys': 'fas.oidc.keys',
    'KDC through KdcProxy: AS-REQ answering 25 or 6': 'fas.kdc.asReq',
    'the KDC’s clock skew': 'fas.kdc.clockSkew',
    'FASJSON ready': 'fas.fasjson.ready',
    'FASJSON’s Negotiate challenge': 'fas.fasjson.challenge',
    'IPA UI': 'fas.ipa.ui',
    'the founding document’s FAS2 address': 'fas.fas2.redirect',
  },
  'dist-git': {
    'project page': 'dist-git.web.project',
    'API version': 'dist-git.api.version',
    'API project': 'dist-git.api.project',
    'API branches with commits': 'dist-git.api.branches',
    'ls-refs, head equal to the API’s': 'dist-git.git.lsRefs',
    'depth-1 fetch whose pack is checked': 'dist-git.git.fetch',
    'push refused with 401': 'dist-git.git.pushRefused',
    'SSH greeting': 'dist-git.ssh.greeting',
  },
  lookaside: {
    'download, SHA-512 checked': 'lookaside.file.download',
    'upload refused with Negotiate': 'lookaside.upload.challenge',
  },
  koji: {
    'hub API version': 'koji.hub.apiVersion',
    'hub Koji-Version header': 'koji.hub.versionHeader',
    'hub getBuild': 'koji.hub.getBuild',
    'hub listTags': 'koji.hub.listTags',
    'hub bounded listBuilds': 'koji.hub.listBuilds',
    'hub multiCall': 'koji.hub.multiCall',
    'hub login challenge': 'koji.hub.loginChallenge',
    web: 'koji.web.home',
    'kojipkgs: a package directory': 'koji.pkgs.directory',
    'kojipkgs: a repo’s repomd.xml': 'koji.pkgs.repomd',
    'builders enabled, per architecture': 'koji.builders.enabled',
    'builders checked in, per architecture': 'koji.builders.checkedIn',
    'tasks that wait, per architecture and channel': 'koji.queue.length',
    'age of the oldest': 'koji.queue.oldest',
    'share of one owner or package': 'koji.queue.share',
    'repo regeneration': 'koji.repo.lag',
  },
  fedmsg: { 'the gateway’s greeting, or its retirement': 'fedmsg.gateway.greeting' },
  'fedora-messaging': {
    'AMQPS greeting': 'fedora-messaging.broker.greeting',
    'age of the newest message': 'fedora-messaging.bus.age',
    'koji’s builds have their message': 'fedora-messaging.builds.announced',
    'koji’s tags have their message': 'fedora-messaging.tags.announced',
    'holes in a busy topic': 'fedora-messaging.tags.gap',
  },
  datanommer: {
    buildsys: 'datanommer.freshness.buildsys',
    'rpm.sign': 'datanommer.freshness.rpmSign',
    git: 'datanommer.freshness.git',
    bodhi: 'datanommer.freshness.bodhi',
    'bodhi.compose.start': 'datanommer.freshness.composeStart',
    resultsdb: 'datanommer.freshness.resultsdb',
    koschei: 'datanommer.freshness.koschei',
    copr: 'datanommer.freshness.copr',
    ci: 'datanommer.freshness.ci',
    waiverdb: 'datanommer.freshness.waiverdb',
    pagure: 'datanommer.freshness.pagure',
    'its lag': 'datanommer.arrival.lag',
  },
  datagrepper: {
    live: 'datagrepper.health.live',
    ready: 'datagrepper.health.ready',
    'search by topic': 'datagrepper.search.topic',
    'search by package': 'datagrepper.search.package',
    'search by a sparse user': 'datagrepper.search.sparseUser',
    'search over 1 h': 'datagrepper.search.hour',
    'search over 1 day': 'datagrepper.search.day',
    'search paging': 'datagrepper.search.paging',
    'search content type and shape': 'datagrepper.search.contentType',
    'raw by topic': 'datagrepper.raw.topic',
    'raw by package': 'datagrepper.raw.package',
    'raw by a sparse user': 'datagrepper.raw.sparseUser',
    'raw over 1 h': 'datagrepper.raw.hour',
    'raw over 1 day': 'datagrepper.raw.day',
    'raw paging': 'datagrepper.raw.paging',
    'raw content type and shape': 'datagrepper.raw.contentType',
    'id round trip': 'datagrepper.id.roundTrip',
  },
  sigul: {
    'age of the newest signature': 'sigul.signature.age',
    'the newest signed build carries one': 'sigul.signature.present',
  },
  robosignatory: {
    'the signing tags exist': 'robosignatory.tags.exist',
    'builds that wait': 'robosignatory.queue.length',
    'age of the oldest': 'robosignatory.queue.oldest',
    'time to sign, nine of ten': 'robosignatory.sign.time',
    'duplicates of signing': 'robosignatory.sign.again',
  },
  bodhi: {
    live: 'bodhi.health.live',
    ready: 'bodhi.health.ready',
    version: 'bodhi.api.version',
    updates: 'bodhi.api.updates',
    releases: 'bodhi.api.releases',
    composes: 'bodhi.api.composes',
    'home page': 'bodhi.web.home',
    'signed at koji, pending at bodhi': 'bodhi.updates.unsigned',
    'candidate without update': 'bodhi.builds.withoutUpdate',
    'request without its message': 'bodhi.requests.announced',
    'pushed without a satisfied decision': 'bodhi.updates.failOpen',
  },
  ci: {
    'Jenkins up': 'ci.jenkins.up',
    'Jenkins jobs': 'ci.jenkins.jobs',
    'Testing Farm': 'ci.testingFarm.about',
    Packit: 'ci.packit.health',
    Zuul: 'ci.zuul.info',
    'triggered, but never queued': 'ci.tests.started',
    'queued, but never finished': 'ci.tests.finished',
    'error share': 'ci.tests.errors',
  },
  resultsdb: {
    healthcheck: 'resultsdb.api.health',
    'root answers 300': 'resultsdb.api.root',
    'recent results': 'resultsdb.results.recent',
    'latest results': 'resultsdb.results.latest',
    web: 'resultsdb.web.results',
  },
  greenwave: {
    healthcheck: 'greenwave.health.check',
    about: 'greenwave.api.about',
    'policies hold bodhi_update_push_stable': 'greenwave.policies.push',
    'decision round trip': 'greenwave.decision.roundTrip',
    'held by resultsdb, missing to greenwave': 'greenwave.results.seen',
  },
  waiverdb: {
    healthcheck: 'waiverdb.health.check',
    about: 'waiverdb.api.about',
    waivers: 'waiverdb.waivers.list',
    metrics: 'waiverdb.api.metrics',
    'waiver without effect': 'waiverdb.waivers.effect',
  },
  koschei: {
    web: 'koschei.web.packages',
    'age of its newest result': 'koschei.builds.age',
    'its lag behind koji': 'koschei.results.lag',
  },
};

const HEADINGS = [
  '## In the workflow',
  '## Addresses and hosts, then and now',
  '## Backends and dependencies',
  '## Probes and limits',
  '## What the founding document left open',
];

describe('what the health run owes', () => {
  it.each(SYSTEMS)('%s: every item is a default probe of its own', (system) => {
    const ids = Object.values(ITEMS[system]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      const probe = PROBES.find((one) => one.id === id);
      expect(probe, id).toBeDefined();
      expect(probe, id).toMatchObject({ system, set: 'default' });
    }
  });

  it('has a probe for each row of limits, and each only once', () => {
    expect(PROBES.map(({ id }) => id).sort()).toEqual([...probeIds()].sort());
  });

  it('gives each limit an order and a reason', () => {
    for (const id of probeIds()) {
      const { warn, fail, why } = limitOf(id);
      expect(warn, id).toBeLessThanOrEqual(fail);
      expect(why, id).not.toBe('');
    }
  });
});

describe('a page per system', () => {
  it.each(SYSTEMS)(
    'docs/systems/%s.md has its headings, in order, and says something under each',
    (system) => {
      const page = readFileSync(join(root, 'docs/systems', `${system}.md`), 'utf8');
      const parts = page.split(/^(?=## )/m);
      expect(parts[0]).toMatch(/^# \S/);
      expect(parts.slice(1).map((part) => part.split('\n')[0])).toEqual(HEADINGS);
      for (const part of parts.slice(1)) expect(part.length, part.split('\n')[0]).toBeGreaterThan(60);
    },
  );
});

describe('the README', () => {
  it('shows in its first 40 lines what this is, the two commands, and a picture that exists', () => {
    const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n').slice(0, 40);
    expect(lines[2]).toMatch(/^k6 scenarios that tell .*\.$/);
    expect(lines).toEqual(expect.arrayContaining(['npm ci', 'npm start']));
    const picture = /^!\[.+\]\((.+)\)$/m.exec(lines.join('\n'))?.[1] ?? 'none';
    expect(readFileSync(join(root, picture), 'utf8')).toContain('<svg');
  });

  it('links only to what exists', () => {
    for (const page of [
      'README.md',
      'CONTRIBUTING.md',
      'docs/scenarios/health.md',
      'docs/reports.md',
      'docs/twin.md',
    ]) {
      const text = readFileSync(join(root, page), 'utf8');
      for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        expect(existsSync(join(root, dirname(page), link)), `${page} links to ${link}`).toBe(true);
      }
    }
  });
});

import { CROSS_LIMITS } from './cross.ts';
import { DAY, HOUR, type Hysteresis, type Limit, limit, MINUTE } from './limit.ts';

/** A build flag, baked into bundles; nothing defines it elsewhere. */
declare const __PW_SM__: boolean;

/**
 * THE table: what every probe is judged by. Past `warn` a probe is degraded, past `fail` it has failed.
 * Everything that holds a limit (reports, docs, k6 thresholds) is compiled from here. The hot path's calls are in
 * `calls.ts`, as every virtual user of a load run carries them.
 */
export type { Hysteresis, Limit, Unit } from './limit.ts';

const HEALTH_WHY = 'answered without a database; Fedora probes it with a time-out of 1 to 5 s';
const READY_WHY = 'one database or LDAP round trip; Fedora probes readiness with a time-out of 10 s';
const PAGE_WHY = 'Fedora’s Nagios warns at 30 s; a person has left a page long before';
const CALL_WHY = 'an indexed read that packagers’ tools make by the dozen';
const REFUSAL_WHY = 'the web server refuses before any backend is asked';
const SHARE_WHY = 'of 200 requests: the 502s and 503s of November 2025 showed in no single one';
const PAGING_WHY = 'the second page must continue the first';
const TYPE_WHY = 'the type and envelope that clients depend on';
const GREETING_WHY = 'connection, TLS and the first bytes of the protocol';

/**
 * One latency of one request is noisy by nature. Synthetic Monitoring knows no former runs, so nobody has patience
 * there: folded like this, its bundles stay small.
 */
const NOISY: { readonly page?: Hysteresis; readonly search?: Hysteresis } =
  typeof __PW_SM__ !== 'undefined' && __PW_SM__
    ? {}
    : {
        page: {
          after: [2, 3],
          noise: 'one page a run: whoever comes first after a restart waits until a worker is warm',
        },
        search: {
          after: [2, 3],
          noise: 'how long a query takes depends on who read the same pages of the table before',
        },
      };

/** A web page: degraded at 3 s, failed at 15 s, half of what Nagios tolerates before it warns. */
const page = (): Limit => limit('ms', 3000, 15_000, PAGE_WHY, NOISY.page);
const health = (): Limit => limit('ms', 1000, 5000, HEALTH_WHY);
const ready = (): Limit => limit('ms', 1000, 10_000, READY_WHY);
const call = (warn = 500, fail = 2000, why = CALL_WHY): Limit => limit('ms', warn, fail, why);
const refusal = (): Limit => limit('ms', 1000, 5000, REFUSAL_WHY);
const greeting = (): Limit => limit('ms', 1000, 5000, GREETING_WHY);
const search = (warn: number, fail: number, shape: string): Limit =>
  limit(
    'ms',
    warn,
    fail,
    `${shape}; gunicorn kills the query at 60 s, a caller gives up at 15 s`,
    NOISY.search,
  );
const raw = (warn: number, fail: number, shape: string): Limit =>
  search(warn, fail, `${shape}, in the envelope of 2020`);
const nagios = (warn: number, fail: number): Limit =>
  limit('s', warn, fail, 'the limits of Fedora’s own check_datanommer_timesince for this name');
const ours = (warn: number, fail: number, why: string): Limit => limit('s', warn, fail, why);

export const PROBE_LIMITS = {
  'fas.accounts.ready': ready(),
  'fas.accounts.login': page(),
  'fas.oidc.discovery': page(),
  'fas.oidc.keys': page(),
  'fas.kdc.asReq': limit('ms', 500, 5000, 'kinit needs four such exchanges; a dead KDC takes KdcProxy 17 s'),
  'fas.kdc.clockSkew': limit('s', 60, 300, 'Kerberos refuses tickets beyond 300 s of skew'),
  'fas.fasjson.ready': ready(),
  'fas.fasjson.challenge': refusal(),
  'fas.ipa.ui': page(),
  'fas.fas2.redirect': page(),

  'dist-git.web.project': page(),
  'dist-git.api.version': call(
    1000,
    5000,
    'a constant: only the web server and pagure’s workers are measured',
  ),
  'dist-git.api.project': call(1000, 5000, 'one project row; every tool that opens a pull request reads it'),
  'dist-git.api.branches': call(2000, 10_000, 'reads the repository itself from disk'),
  'dist-git.raw.sources': call(
    2000,
    10_000,
    'a file read from the repository; greenwave reads gating.yaml the same way',
  ),
  'dist-git.git.lsRefs': call(1000, 5000, 'the first exchange of every clone, pull and build'),
  'dist-git.git.fetch': call(2000, 15_000, 'a depth-1 fetch packs a few kilobytes'),
  'dist-git.git.pushRefused': refusal(),
  'dist-git.ssh.greeting': greeting(),

  'lookaside.file.download': call(2000, 15_000, 'a small archive; rpkg gives up below 1000 B/s'),
  'lookaside.upload.challenge': refusal(),

  'koji.hub.apiVersion': call(500, 2000, 'opens the database, asks nothing: the floor of every other call'),
  'koji.hub.versionHeader': call(500, 2000, 'answered by the hub before it opens the database'),
  'koji.hub.getBuild': call(),
  'koji.hub.listTags': call(),
  'koji.hub.listBuilds': call(1000, 5000, 'ordered by id and limited to 20 rows'),
  'koji.hub.multiCall': call(1000, 5000, 'four reads in one transaction'),
  'koji.hub.loginChallenge': refusal(),
  'koji.web.home': page(),
  'koji.pkgs.directory': page(),
  'koji.pkgs.repomd': call(2000, 10_000, 'every buildroot starts with this file'),
  'koji.builders.enabled': limit(
    'arches',
    0,
    0,
    'an architecture without an enabled builder stops every build on it',
  ),
  'koji.builders.checkedIn': limit(
    'arches',
    0,
    0,
    'a builder checks in every few minutes; koji’s own clusterhealth',
  ),

  'fedmsg.gateway.greeting': greeting(),
  'fedora-messaging.broker.greeting': greeting(),
  'fedora-messaging.bus.age': ours(
    15 * MINUTE,
    HOUR,
    'hundreds of messages an hour pass the bus; copr alone fills it',
  ),

  'datanommer.freshness.buildsys': nagios(4 * HOUR, DAY),
  'datanommer.freshness.rpmSign': nagios(3 * HOUR, 4 * HOUR),
  'datanommer.freshness.git': nagios(DAY, 7 * DAY),
  'datanommer.freshness.bodhi': nagios(DAY, 7 * DAY),
  'datanommer.freshness.composeStart': nagios(DAY, 25 * HOUR),
  'datanommer.freshness.resultsdb': nagios(2 * DAY, 2 * DAY),
  'datanommer.freshness.koschei': nagios(DAY, 7 * DAY),
  'datanommer.freshness.copr': nagios(6 * HOUR, DAY),
  'datanommer.freshness.ci': ours(
    6 * HOUR,
    DAY,
    'nobody checks it; every update of a release with CI sends four',
  ),
  'datanommer.freshness.waiverdb': ours(
    10 * DAY,
    21 * DAY,
    'nobody checks it; people waive a few times a day, but not at Christmas',
  ),
  'datanommer.freshness.pagure': ours(6 * HOUR, DAY, 'nobody checks it; each push to dist-git sends one'),

  'datagrepper.health.live': health(),
  'datagrepper.health.ready': ready(),
  'datagrepper.search.topic': search(1000, 5000, 'one topic over a day: what gating and CI ask'),
  'datagrepper.search.package': search(2000, 10_000, 'one package over a day: a join over its messages'),
  'datagrepper.search.sparseUser': search(
    2000,
    10_000,
    'a user with few messages over a day: the slow shape',
  ),
  'datagrepper.search.hour': search(1000, 5000, 'a category over one hour'),
  'datagrepper.search.day': search(2000, 10_000, 'a category over one day'),
  'datagrepper.search.paging': search(2000, 10_000, PAGING_WHY),
  'datagrepper.search.contentType': search(1000, 5000, TYPE_WHY),
  'datagrepper.raw.topic': raw(1000, 5000, 'one topic over a day'),
  'datagrepper.raw.package': raw(2000, 10_000, 'one package over a day'),
  'datagrepper.raw.sparseUser': raw(2000, 10_000, 'a user with few messages'),
  'datagrepper.raw.hour': raw(1000, 5000, 'a category over one hour'),
  'datagrepper.raw.day': raw(2000, 10_000, 'a category over one day'),
  'datagrepper.raw.paging': search(2000, 10_000, PAGING_WHY),
  'datagrepper.raw.contentType': search(1000, 5000, TYPE_WHY),
  'datagrepper.id.roundTrip': search(1000, 5000, 'a message found must be found again by its id'),
  'datagrepper.search.month': search(
    10_000,
    30_000,
    'a category over 30 days: every chunk of the table is touched',
  ),

  'sigul.signature.age': nagios(3 * HOUR, 4 * HOUR),
  'sigul.signature.present': call(1000, 5000, 'two indexed reads at the hub'),
  'robosignatory.tags.exist': call(1000, 5000, 'one multiCall over the signing tags'),
  'robosignatory.queue.length': limit(
    'builds',
    50,
    200,
    'serial signing clears about one build a minute: 50 is an hour',
  ),
  'robosignatory.queue.oldest': ours(
    HOUR,
    4 * HOUR,
    'healthy signing takes minutes; Fedora’s own rpm.sign limit is 4 h',
  ),

  'bodhi.health.live': health(),
  'bodhi.health.ready': ready(),
  'bodhi.api.version': health(),
  'bodhi.api.updates': call(3000, 15_000, 'the newest 20 updates with builds and comments'),
  'bodhi.api.releases': call(2000, 10_000, 'two dozen rows that every client reads first'),
  'bodhi.api.composes': call(2000, 10_000, 'a short list, empty most of the day'),
  'bodhi.web.home': page(),

  'ci.jenkins.up': page(),
  'ci.jenkins.jobs': page(),
  'ci.testingFarm.about': page(),
  'ci.packit.health': page(),
  'ci.zuul.info': page(),

  'resultsdb.api.health': ready(),
  'resultsdb.api.root': ready(),
  'resultsdb.results.recent': call(2000, 10_000, 'the newest five results of a day: an indexed read'),
  'resultsdb.results.latest': call(2000, 10_000, 'what greenwave asks for every decision'),
  'resultsdb.web.results': page(),

  'greenwave.health.check': health(),
  'greenwave.api.about': health(),
  'greenwave.policies.push': call(3000, 15_000, 'the whole policy document'),
  'greenwave.decision.roundTrip': call(
    3000,
    15_000,
    'reaches resultsdb, waiverdb, koji and dist-git; bodhi waits for it',
  ),

  'waiverdb.health.check': ready(),
  'waiverdb.api.about': health(),
  'waiverdb.waivers.list': call(1000, 5000, 'the newest ten waivers'),
  'waiverdb.api.metrics': health(),

  'koschei.web.packages': page(),
  'koschei.builds.age': ours(
    6 * HOUR,
    DAY,
    'its scheduler polls every 20 minutes; a day without a build means it stands',
  ),

  'koji.deep.keepAlive': limit(
    'ms',
    1000,
    5000,
    'after 14 to 16 s of silence: a proxy and a backend that disagree by a second gave 502s in 2025',
  ),
  'koji.deep.failureShare': limit('%', 0.5, 2, SHARE_WHY),
  'dist-git.deep.failureShare': limit('%', 0.5, 2, SHARE_WHY),
} as const satisfies Record<string, Limit>;

type PlainId = keyof typeof PROBE_LIMITS;

export type ProbeId = PlainId | keyof typeof CROSS_LIMITS;

/** The ids of all probes, in the order of the tables. */
export function probeIds(): readonly ProbeId[] {
  return Object.keys({ ...PROBE_LIMITS, ...CROSS_LIMITS }).filter((id) => isPlain(id) || isCross(id));
}

function isPlain(id: string): id is PlainId {
  return Object.hasOwn(PROBE_LIMITS, id);
}

function isCross(id: string): id is keyof typeof CROSS_LIMITS {
  return Object.hasOwn(CROSS_LIMITS, id);
}

/** The limit of a probe, whichever table it is in. */
export function limitOf(id: ProbeId): Limit {
  if (isPlain(id)) return PROBE_LIMITS[id];
  // Bundles for Synthetic Monitoring hold none of those probes: folded like this, their table stays out too.
  if (typeof __PW_SM__ === 'undefined' || !__PW_SM__) return CROSS_LIMITS[id];
  throw new Error(`no limit: ${id}`);
}

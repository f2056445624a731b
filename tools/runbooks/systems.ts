import type { System } from '../../lib/targets/systems.ts';

/** What to look at first when a system fails: hand-written, from what its page in `docs/systems/` explains. */
export interface FirstLook {
  /** Commands for a shell, each with what its answer tells; `{name}` is an address of production. */
  readonly commands: readonly (readonly [command: string, tells: string])[];
  /** What red probes together mean. */
  readonly reading: readonly string[];
}

const status = (address: string): string =>
  `curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' ${address}`;

export const FIRST_LOOKS: Readonly<Record<System, FirstLook>> = {
  fas: {
    commands: [
      [
        'KRB5_TRACE=/dev/stderr kinit YOU@FEDORAPROJECT.ORG',
        'which KDC answers, and how long the proxy waits for it',
      ],
      ['curl -sS {fas}/healthz/ready', 'a 503 says in words which part of IPA is gone'],
      [
        'curl -sS {fas-fasjson}/healthz/ready',
        'the same for FASJSON: bodhi and dist-git read groups from there',
      ],
    ],
    reading: [
      '`kdc.asReq` red alone: KdcProxy or the KDC. Haproxy does not notice; Apache on the IPA server may have started before IPA.',
      '`accounts.ready` and `fasjson.ready` red, `accounts.login` green: LDAP or IPA’s API.',
      '`kdc.clockSkew` red: the clock of a KDC, or of the machine that runs the monitor. Compare `date -u` there first.',
    ],
  },
  'dist-git': {
    commands: [
      ['git ls-remote {dist-git}/rpms/moreutils.git HEAD', 'the repositories, without pagure’s pages'],
      [status('{dist-git}/api/0/-/version'), 'pagure’s workers, without its database'],
      [status('{dist-git}/rpms/moreutils'), 'the page that people see: the slowest of the three'],
    ],
    reading: [
      'Everything red and the lookaside cache green: pagure’s workers. Both red: the one host `pkgs01`, or its proxies.',
      '`git.*`, `api.branches` and `raw.sources` red, the rest green: the disk with the repositories.',
      'The page red or slow, git green: crawlers, most often in `blame` and `history`.',
      '`deep.failureShare` red: some requests of many are lost at a proxy. Each single one looks well.',
    ],
  },
  lookaside: {
    commands: [
      [
        'fedpkg clone -a moreutils && cd moreutils && fedpkg sources',
        'a download as a packager makes it, with its checksum',
      ],
      [status('{lookaside}/repo/pkgs/upload.cgi'), '401 is well: it asks who you are'],
    ],
    reading: [
      '*needs dist-git*: the list of files could not be read there. Look at dist-git.',
      'The download is cut short or differs from its checksum: the disk of the cache, or a proxy’s memory of it.',
      'The upload’s challenge red alone: Apache’s Kerberos, see fas.',
    ],
  },
  koji: {
    commands: [
      [
        'curl -sS -D- -o /dev/null {koji}/kojihub',
        '405 with `Koji-Version`: the hub’s own code answers. Without it, a proxy or Apache does',
      ],
      [
        'koji call getAPIVersion',
        'opens the database. Fault 1014: it is gone, or koji is switched off on purpose',
      ],
      ['koji list-hosts --enabled --quiet', 'which builders have checked in when, by architecture'],
      ['koji list-tasks --quiet | head', 'who waits, and for what'],
    ],
    reading: [
      '`hub.versionHeader` green and `hub.apiVersion` red: the database. Both red: hub or proxy.',
      'The hub green and `web.home` red: the web pages alone, most often crawlers.',
      '`pkgs.*` red alone: kojipkgs, or the storage behind it.',
      '`builders.*` red: the reason names the architectures; builds on them wait as free tasks.',
      '`queue.oldest` red, `builders.*` green: tasks are not handed out. `queue.length` with `queue.share`: one owner floods it.',
    ],
  },
  fedmsg: {
    commands: [['nc -vz hub.fedoraproject.org 9940', 'whether anything listens on the old gateway’s port']],
    reading: [
      'The old gateway is gone from production: there it is reported as retired. Nothing of today’s workflow needs it.',
    ],
  },
  'fedora-messaging': {
    commands: [
      [
        'openssl s_client -connect rabbitmq.fedoraproject.org:5671 </dev/null',
        'TLS of the broker, with the dates of its certificates',
      ],
      [
        'fedora-messaging --conf /etc/fedora-messaging/fedora.toml consume',
        'whether messages come at all: hundreds an hour should',
      ],
      [
        'koji list-builds --state=COMPLETE --after="1 hour ago" --quiet | wc -l',
        'builds that should have been announced',
      ],
    ],
    reading: [
      '`bus.age` red and koji busy: the bus. What koji could not send never comes: bodhi needs to be told of the tags by hand.',
      '`builds.announced` or `tags.announced` red, `bus.age` green: koji’s own sending fails.',
      'The greeting red alone: a proxy may hand connections to a dead node of the three.',
    ],
  },
  datanommer: {
    commands: [
      [
        "curl -sS '{datagrepper}/v2/search?rows_per_page=1&delta=3600' | head -c 600",
        'the newest message that was stored',
      ],
    ],
    reading: [
      'One name old, the others fresh: the system that sends it, which the probe names, or nothing happened there.',
      'All names old and `fedora-messaging.bus.age` too: nothing is stored. Look at its queue: Fedora alarms at 500 waiting messages.',
      '`arrival.lag` red: the consumer is alive and far behind.',
    ],
  },
  datagrepper: {
    commands: [
      [status('{datagrepper}/healthz/ready'), 'its database; `/healthz/live` asks only itself'],
      [
        status(
          "'{datagrepper}/v2/search?topic=org.fedoraproject.prod.buildsys.tag&delta=86400&rows_per_page=5'",
        ),
        'a search that gating and CI make: a second is well',
      ],
    ],
    reading: [
      'Only `sparseUser`, `month` or `default` red: questions of one shape, which the database answers by reading everything.',
      '502 or 504 after a minute: gunicorn killed the query. Somebody asks wide questions; the proxies’ logs say who.',
      'Empty answers with status 200: datanommer stores nothing, see there.',
    ],
  },
  sigul: {
    commands: [
      [
        'koji list-tagged --quiet RELEASE-signing-pending | wc -l',
        'builds that wait for a signature; take the release in question',
      ],
      ['koji call queryRPMSigs RPM-ID', 'whether the hub holds a signature of that rpm'],
    ],
    reading: [
      '`signature.age` red with a growing queue at robosignatory: did `autosign01` restart? It waits for a passphrase. Then the bridge.',
      '`signature.age` red with an empty queue: nothing was built. Look at koji.',
      '`signature.present` red: signed by its messages, not by koji’s record.',
    ],
  },
  robosignatory: {
    commands: [
      ['koji list-tagged --quiet RELEASE-signing-pending', 'which builds wait'],
      ['koji list-history --build NVR', 'when that build came into the signing tag'],
    ],
    reading: [
      'One release waits, others do not: a build that cannot be signed stops those behind it; the reason of `queue.oldest` names it.',
      'All wait: see sigul. All wait and signatures are fresh: koji’s `tagBuild` tasks do not run, see `koji.builders`.',
      '`sign.again` red: the broker gives the same messages out again, as nobody acknowledges them.',
    ],
  },
  bodhi: {
    commands: [
      [
        'curl -sS {bodhi}/healthz/ready',
        'its database; `/healthz/live` and `/api_version` stay green without it',
      ],
      [
        "curl -sS '{bodhi}/updates/?rows_per_page=1' | head -c 400",
        'the newest update, and how long that takes',
      ],
      ['bodhi updates query --updateid ALIAS', 'one update as its packager sees it'],
    ],
    reading: [
      '`health.ready` and `api.updates` red: the database. Pages at 504 alone: koji behind them.',
      '`updates.unsigned` or `builds.withoutUpdate` red: bodhi missed messages. It waits for ever; somebody has to send them again.',
      '`updates.failOpen` red: the gate lets through what it must not. That is worse than an outage: tell people at once.',
      '`requests.announced` red: tests are never started for these updates.',
    ],
  },
  ci: {
    commands: [
      [status('{ci}/login'), 'Jenkins itself'],
      [status('{ci-testing-farm}/v0.1/about'), 'Testing Farm, where tests run'],
      [status('{ci-packit}/api/healthz'), 'Packit, which tests pull requests'],
    ],
    reading: [
      '`tests.started` red, Jenkins green: its subscription to the bus. Packagers can comment on the pull request to start tests again.',
      '`tests.errors` red: tests break down before they run; most often Testing Farm or its images.',
      'Blocked by a challenge page: the edge does not like monitors. Nothing is known of the system then.',
    ],
  },
  resultsdb: {
    commands: [
      [
        status('{resultsdb}/api/v2.0/healthcheck'),
        'its database; the root answers 300 without it, and that is well',
      ],
      ["curl -sS '{resultsdb}/api/v2.0/results?limit=1' | head -c 400", 'the newest result, and whose it is'],
    ],
    reading: [
      '`api.health` red alone: the database. `web.results` alone: the frontend.',
      'Results of openQA go on and CI’s stop: ci-resultsdb-listener. Ten days of that went by unnoticed once.',
    ],
  },
  greenwave: {
    commands: [
      [status('{greenwave}/healthcheck'), 'greenwave alone'],
      [status('{greenwave}/api/v1.0/policies'), 'its policies'],
    ],
    reading: [
      '`decision.roundTrip` red with 502 or 504: the message names resultsdb or waiverdb. Look there. Only for some packages: koji or dist-git.',
      '`results.seen` red: it repeats an old answer. Bodhi asks again when a new result comes, or when somebody comments.',
      'Bodhi fails closed: while this is red nothing is pushed, and nothing wrong is let through.',
    ],
  },
  waiverdb: {
    commands: [
      [status('{waiverdb}/healthcheck'), 'its database; `/api/v1.0/about` stays green without it'],
      ["curl -sS '{waiverdb}/api/v1.0/waivers/?limit=1' | head -c 400", 'the newest waiver'],
    ],
    reading: [
      '`health.check` and `waivers.list` red: the database.',
      '`waivers.effect` red: waivers are stored, and greenwave does not count them. Packagers waive in vain until that is mended.',
    ],
  },
  koschei: {
    commands: [[status('{koschei}/'), 'the pages: they stay green while nothing is built']],
    reading: [
      '`builds.age` red and the pages green: the backend services. Pages told nothing for a month in 2022.',
      '*needs koji*: it stops as well when koji does.',
    ],
  },
};

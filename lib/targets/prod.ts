import type { Address, Target } from './target.ts';

const INFRA = 'Fedora’s infrastructure playbooks, 2025-07';

function at(url: string, source = INFRA): Address {
  return { url, source };
}

/** Fedora's production. */
export const prod: Target = {
  name: 'prod',
  title: 'prod (fedoraproject.org)',
  addresses: {
    fas: at('https://accounts.fedoraproject.org', `${INFRA}: noggin’s OpenShift route`),
    'fas-oidc': at('https://id.fedoraproject.org', `${INFRA}: ipsilon behind the proxies`),
    'fas-kdc': at('https://id.fedoraproject.org/KdcProxy', `${INFRA}: krb5.conf of every host`),
    'fas-fasjson': at('https://fasjson.fedoraproject.org', `${INFRA}: FASJSON’s OpenShift route`),
    'fas-ipa': at('https://id.fedoraproject.org/ipa', `${INFRA}: reverse proxy to ipa01`),
    'dist-git': at('https://src.fedoraproject.org', `${INFRA}: pagure’s APP_URL`),
    'dist-git-ssh': at('ssh://pkgs.fedoraproject.org:22', `${INFRA}: pagure’s GIT_URL_SSH`),
    lookaside: at('https://src.fedoraproject.org', `${INFRA}: lookaside.conf and lookaside-upload.conf`),
    fedmsg: at('tcp://hub.fedoraproject.org:9940', 'the founding document; the port of the fedmsg gateway'),
    'fedora-messaging': at(
      'amqps://rabbitmq.fedoraproject.org:5671',
      'fedora-messaging’s public configuration',
    ),
    datagrepper: at('https://apps.fedoraproject.org/datagrepper', `${INFRA}: datagrepper’s OpenShift route`),
    koji: at('https://koji.fedoraproject.org', `${INFRA}: kojihub.conf and kojiweb.conf`),
    kojipkgs: at('https://kojipkgs.fedoraproject.org', `${INFRA}: kojipkgs.conf`),
    bodhi: at('https://bodhi.fedoraproject.org', `${INFRA}: bodhi’s OpenShift route`),
    resultsdb: at('https://resultsdb.fedoraproject.org', `${INFRA}: resultsdb’s OpenShift routes`),
    greenwave: at('https://greenwave.fedoraproject.org', `${INFRA}: greenwave’s OpenShift route`),
    waiverdb: at('https://waiverdb.fedoraproject.org', `${INFRA}: waiverdb’s OpenShift route`),
    koschei: at('https://koschei.fedoraproject.org', `${INFRA}: Koschei’s OpenShift route`),
    ci: at('https://osci-jenkins-1.ci.fedoraproject.org', `${INFRA}: ipsilon’s list of OIDC clients`),
    'ci-testing-farm': at('https://api.testing-farm.io', 'Testing Farm’s public API'),
    'ci-packit': at('https://prod.packit.dev', 'packit-service’s own health check'),
    'ci-zuul': at('https://fedora.softwarefactory-project.io/zuul', 'Software Factory’s own probes'),
  },
  capabilities: { signing: true, composes: true, repos: true },
  fas2: 'https://admin.fedoraproject.org/accounts/',
  realm: 'FEDORAPROJECT.ORG',
  topicPrefix: 'org.fedoraproject.prod',
  ciTopicPrefix: 'org.centos.prod',
  fedmsgGateway: {
    since: '2025-07 at the latest: no proxy or playbook serves it',
    source: INFRA,
    edge: 'datagrepper',
  },
  jenkins: [
    {
      name: 'Fedora CI',
      url: null,
      jobs: [
        '/job/fedora-ci/job/dist-git-pipeline/job/master',
        '/job/fedora-ci/job/dist-git-trigger/job/master',
      ],
    },
  ],
  packages: ['moreutils', 'bash'],
  pace: { perSecond: 4, burst: 4 },
  timeoutMs: 10_000,
  deadlineMs: 110_000,
};

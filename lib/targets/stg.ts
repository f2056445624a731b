import { prod } from './prod.ts';
import type { Address, NoAddress, Target } from './target.ts';

const INFRA = 'Fedora’s infrastructure playbooks, 2025-07';

function at(url: string, source = `${INFRA}: the same with env_suffix .stg`): Address {
  return { url, source };
}

function none(why: string): NoAddress {
  return { url: null, why };
}

/** Fedora's staging: the same systems, but nothing is signed or composed there. */
export const stg: Target = {
  ...prod,
  name: 'stg',
  title: 'stg (stg.fedoraproject.org)',
  addresses: {
    fas: at('https://accounts.stg.fedoraproject.org'),
    'fas-oidc': at('https://id.stg.fedoraproject.org'),
    'fas-kdc': at('https://id.stg.fedoraproject.org/KdcProxy'),
    'fas-fasjson': at('https://fasjson.stg.fedoraproject.org'),
    'fas-ipa': at('https://id.stg.fedoraproject.org/ipa'),
    'dist-git': at('https://src.stg.fedoraproject.org'),
    'dist-git-ssh': at('ssh://pkgs.stg.fedoraproject.org:22'),
    lookaside: at('https://src.stg.fedoraproject.org'),
    fedmsg: none('staging never had a public fedmsg gateway'),
    'fedora-messaging': at(
      'amqps://rabbitmq.stg.fedoraproject.org:5671',
      'fedora-messaging’s staging configuration',
    ),
    datagrepper: at('https://apps.stg.fedoraproject.org/datagrepper'),
    koji: at('https://koji.stg.fedoraproject.org'),
    kojipkgs: at('https://kojipkgs.stg.fedoraproject.org', `${INFRA}: an alias of staging’s koji host`),
    bodhi: at('https://bodhi.stg.fedoraproject.org'),
    resultsdb: at('https://resultsdb.stg.fedoraproject.org'),
    greenwave: at('https://greenwave.stg.fedoraproject.org'),
    waiverdb: at('https://waiverdb.stg.fedoraproject.org'),
    koschei: at('https://koschei.stg.fedoraproject.org'),
    ci: at('https://osci-jenkins-1-stage.ci.fedoraproject.org', `${INFRA}: ipsilon’s list of OIDC clients`),
    'ci-testing-farm': at(
      'https://api.staging.testing-farm.io',
      'what Testing Farm’s own deployment waits for',
    ),
    'ci-packit': at('https://stg.packit.dev', 'packit-service’s staging deployment'),
    'ci-zuul': none('Software Factory has no tenant for Fedora’s staging'),
  },
  capabilities: {
    signing: 'staging signs nothing: its sigul bridge and autosign hosts are gone',
    composes: 'staging makes no composes',
    repos: true,
  },
  fas2: 'https://admin.stg.fedoraproject.org/accounts/',
  realm: 'STG.FEDORAPROJECT.ORG',
  topicPrefix: 'org.fedoraproject.stg',
  ciTopicPrefix: 'org.centos.stage',
};

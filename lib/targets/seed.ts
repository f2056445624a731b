import { prod } from './prod.ts';
import type { Address, NoAddress, Target } from './target.ts';

function at(url: string): Address {
  return { url, source: 'the founding document, 2020' };
}

function none(what: string): NoAddress {
  return { url: null, why: `the founding document names no address of ${what}` };
}

/** The addresses exactly as the founding document gives them, kept to show what moved. */
export const seed: Target = {
  ...prod,
  name: 'seed',
  title: 'seed (the founding document of 2020)',
  addresses: {
    fas: at('https://admin.fedoraproject.org/accounts'),
    'fas-oidc': none('the OIDC provider'),
    'fas-kdc': none('a KDC'),
    'fas-fasjson': none('FASJSON'),
    'fas-ipa': none('IPA'),
    'dist-git': at('https://src.fedoraproject.org'),
    'dist-git-ssh': none('git over ssh'),
    lookaside: none('the lookaside cache'),
    fedmsg: at('tcp://hub.fedoraproject.org:9940'),
    'fedora-messaging': at('amqps://rabbitmq.fedoraproject.org:5671'),
    datagrepper: at('https://apps.fedoraproject.org/datagrepper'),
    koji: at('https://koji.fedoraproject.org'),
    kojipkgs: at('https://kojipkgs.fedoraproject.org'),
    bodhi: at('https://bodhi.fedoraproject.org'),
    resultsdb: at('https://taskotron.fedoraproject.org/resultsdb'),
    greenwave: at('https://greenwave-web-greenwave.app.os.fedoraproject.org'),
    waiverdb: at('https://waiverdb-web-waiverdb.app.os.fedoraproject.org'),
    koschei: none('Koschei'),
    ci: at('https://jenkins-continuous-infra.apps.ci.centos.org'),
    'ci-testing-farm': none('Testing Farm'),
    'ci-packit': none('Packit'),
    'ci-zuul': none('Zuul'),
  },
  jenkins: [
    {
      name: 'ci-pipeline Jenkins',
      url: null,
      jobs: ['/job/fedora-pr-new-trigger', '/job/fedora-build-pipeline-trigger'],
    },
    { name: 'fedora-infra Jenkins', url: 'https://jenkins-fedora-infra.apps.ci.centos.org', jobs: [] },
    { name: 'CentOS Jenkins', url: 'https://ci.centos.org', jobs: [] },
  ],
};

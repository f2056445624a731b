import { ADDRESS_NAMES, type AddressName, TWIN_PORT_BASE, twinAddress } from './addresses.ts';
import type { Address, Target } from './target.ts';

function addressesFrom(base: number): Record<AddressName, Address> {
  const source = 'the embedded twin';
  const at = (name: AddressName): Address => ({
    url: twinAddress(name, base + ADDRESS_NAMES.indexOf(name)),
    source,
  });
  return {
    fas: at('fas'),
    'fas-oidc': at('fas-oidc'),
    'fas-kdc': at('fas-kdc'),
    'fas-fasjson': at('fas-fasjson'),
    'fas-ipa': at('fas-ipa'),
    'dist-git': at('dist-git'),
    'dist-git-ssh': at('dist-git-ssh'),
    lookaside: at('lookaside'),
    fedmsg: at('fedmsg'),
    'fedora-messaging': at('fedora-messaging'),
    datagrepper: at('datagrepper'),
    koji: at('koji'),
    kojipkgs: at('kojipkgs'),
    bodhi: at('bodhi'),
    resultsdb: at('resultsdb'),
    greenwave: at('greenwave'),
    waiverdb: at('waiverdb'),
    koschei: at('koschei'),
    ci: at('ci'),
    'ci-testing-farm': at('ci-testing-farm'),
    'ci-packit': at('ci-packit'),
    'ci-zuul': at('ci-zuul'),
  };
}

const addresses = addressesFrom(TWIN_PORT_BASE);

/** The embedded twin: everything answers, also what is retired in Fedora, as in 2020. */
export const local: Target = {
  name: 'local',
  title: 'local (embedded twin)',
  addresses,
  capabilities: { signing: true, composes: true, repos: true },
  fas2: '/fas2/accounts/',
  realm: 'FEDORAPROJECT.ORG',
  topicPrefix: 'org.fedoraproject.prod',
  ciTopicPrefix: 'org.centos.prod',
  fedmsgGateway: 'serves',
  jenkins: [{ name: 'Fedora CI', url: null, jobs: ['/job/fedora-ci/job/dist-git-pipeline/job/master'] }],
  packages: ['bash', 'dummy-test-package-gloster'],
  pace: { perSecond: 500, burst: 100 },
  timeoutMs: 5000,
  deadlineMs: 12_000,
};

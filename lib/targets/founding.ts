import type { System } from './systems.ts';

/** One address of the founding document of 2020, and what became of it. */
interface FoundingAddress {
  /** As the document writes it. */
  readonly address: string;
  /** The system it belongs to; `reference` for what one reads rather than asks. */
  readonly of: System | 'reference';
  /** Where it, or what stood there, is found today; null: gone; `not known`: no public source says. */
  readonly leadsTo: string | null;
  /** `still`: the address itself serves, as of the source’s date; else the date of the change, `by …` if only seen afterwards. */
  readonly since: string;
  /** Who says so, with the date. */
  readonly source: string;
}

type Of = FoundingAddress['of'];

const NOT_KNOWN = 'not known';
const BOOKS = 'Fedora’s infrastructure playbooks, 2025-07';
const CITED = 'public repositories cite it there, 2026-11';
const FORGE =
  'pagure.io was to be a static copy by 2026-07-31, then to end (a report of Flock 2026); nothing says whether this one moved to Fedora’s forge';
const TRANSLATED = 'a copy of the page in translation, without a date, seen 2026-11';
const NOTHING = 'none: looked for in 2026-11, nothing dated after 2020 found';
const NOT_IN_GUIDE = 'none: no copy of it found beside fedmsg-certs in the new guide, 2026-11';
const GUIDE = 'https://docs.fedoraproject.org/en-US/infra/sysadmin_guide/';

const SOPS = 'https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops';
const OCI_JENKINS = 'https://jenkins-continuous-infra.apps.ci.centos.org';
const GREENWAVE = 'https://greenwave-web-greenwave.app.os.fedoraproject.org';
const WAIVERDB = 'https://waiverdb-web-waiverdb.app.os.fedoraproject.org';
const THREAD = 'QXJBN37CQRTVMKAYSS5PYVZXDPZZFZYN';

function moved(address: string, of: Of, leadsTo: string, since: string, source: string): FoundingAddress {
  return { address, of, leadsTo, since, source };
}

function still(address: string, of: Of, source: string): FoundingAddress {
  return { address, of, leadsTo: address, since: 'still', source };
}

function gone(address: string, of: Of, since: string, source: string): FoundingAddress {
  return { address, of, leadsTo: null, since, source };
}

function notKnown(address: string, of: Of, source = NOTHING): FoundingAddress {
  return { address, of, leadsTo: NOT_KNOWN, since: NOT_KNOWN, source };
}

const ON_PACKAGING = 'https://docs.fedoraproject.org/en-US/package-maintainers';
const CODE = 'the code was read there';
const FAS_HOSTS = `${BOOKS}: no such host; the second factor is in FreeIPA on ipa01 to ipa03`;
const QA_HOSTS = `${BOOKS}: no such host; resultsdb runs in OpenShift`;
const CI_2022 = 'centos-devel, 2022-06-15: CentOS CI gives up its hardware from 2022-08';

/** Every address of the founding document once, in the order of first mention. */
export const FOUNDING: readonly FoundingAddress[] = [
  moved(
    'https://fedoraproject.org/wiki/Package_maintenance_guide',
    'reference',
    `${ON_PACKAGING}/Package_Maintenance_Guide/`,
    NOT_KNOWN,
    CITED,
  ),
  moved(
    'https://fedoraproject.org/wiki/Package_update_HOWTO',
    'reference',
    `${ON_PACKAGING}/Package_Update_Guide/`,
    NOT_KNOWN,
    CITED,
  ),
  moved(
    'https://admin.fedoraproject.org/accounts/',
    'fas',
    'https://accounts.fedoraproject.org/',
    'by 2025-07',
    `${BOOKS}: a redirect whose target is written with one slash after https:`,
  ),
  gone('fas01', 'fas', 'by 2025-07', FAS_HOSTS),
  gone('fas02', 'fas', 'by 2025-07', FAS_HOSTS),
  gone('fas03', 'fas', 'by 2025-07', FAS_HOSTS),
  still('https://src.fedoraproject.org/', 'dist-git', `${BOOKS}: pagure’s APP_URL`),
  gone('hub.fedoraproject.org', 'fedmsg', 'by 2025-07', `${BOOKS}: no proxy and no playbook serves ZeroMQ`),
  still('https://github.com/fedora-infra/datanommer/', 'datanommer', 'its packages name it, 2025-05'),
  still('https://apps.fedoraproject.org/datagrepper/', 'datagrepper', `${BOOKS}: an OpenShift route`),
  still(
    'https://apps.fedoraproject.org/datagrepper/raw/',
    'datagrepper',
    'datagrepper 1.1, 2024-10: kept with the envelope of 2020; /v2/search is the present one',
  ),
  still('https://github.com/fedora-infra/datagrepper', 'datagrepper', `${CODE}, 2024-10`),
  still('https://koji.fedoraproject.org/', 'koji', `${BOOKS}: the web is at /koji/, the hub at /kojihub`),
  still('koji.fedoraproject.org', 'koji', `${BOOKS}: a balancer over koji01 and koji02`),
  still('kojipkgs.fedoraproject.org', 'koji', `${BOOKS}: proxies over kojipkgs01 and kojipkgs02`),
  still('https://bodhi.fedoraproject.org/', 'bodhi', `${BOOKS}: an OpenShift route`),
  notKnown(
    'https://pagure.io/sigul',
    'sigul',
    `${FORGE}; sigul’s successor is fedora-infra/siguldry, 2026-07`,
  ),
  notKnown(
    'https://pagure.io/robosignatory',
    'robosignatory',
    `${FORGE}; its successor is siguldry-fedora-autopen, 2026-05`,
  ),
  moved(
    `${OCI_JENKINS}/`,
    'ci',
    'https://osci-jenkins-1.ci.fedoraproject.org/',
    '2020',
    `${BOOKS}: ipsilon’s list of OIDC clients, with osci-jenkins-2; ${CI_2022}`,
  ),
  notKnown('https://github.com/CentOS-PaaS-SIG/ci-pipeline', 'ci'),
  moved(
    `${OCI_JENKINS}/job/fedora-pr-new-trigger`,
    'ci',
    'https://prod.packit.dev',
    '2026-02-16',
    'Fedora 43 Change PackitDistgitCI and discussion.fedoraproject.org 177445: Packit tests pull requests',
  ),
  moved(
    `${OCI_JENKINS}/job/fedora-build-pipeline-trigger`,
    'ci',
    'https://osci-jenkins-1.ci.fedoraproject.org/job/fedora-ci/job/dist-git-trigger/job/master',
    '2020',
    'fedora-ci/dist-git-trigger, 2023-11: it starts from bodhi’s message, not from the build',
  ),
  moved(
    'https://pagure.io/taskotron/resultsdb',
    'resultsdb',
    'https://github.com/release-engineering/resultsdb',
    'by 2024-03',
    `${CODE}, 2024-03`,
  ),
  notKnown(
    'https://fedoraproject.org/wiki/ResultsDB',
    'resultsdb',
    'the wiki’s page on Taskotron links to it, 2020-05-07; nothing later found',
  ),
  moved(
    'https://taskotron.fedoraproject.org/resultsdb/results',
    'resultsdb',
    'https://resultsdb.fedoraproject.org/results',
    'by 2025-07',
    `${BOOKS}: taskotron redirects and keeps the path, which is not served there`,
  ),
  notKnown(
    'https://pagure.io/taskotron/resultsdb_api',
    'resultsdb',
    `resultsdb-api 2.1.6, 2026-03, has it as its home; ${FORGE}`,
  ),
  notKnown(
    'https://resultsdb20.docs.apiary.io/',
    'resultsdb',
    'Oracle was to end all of Apiary by 2026-10-31 (oracle/opengrok 4949, 2026-05); nothing later found',
  ),
  gone('resultsdb-dev01.qa', 'resultsdb', 'by 2025-07', QA_HOSTS),
  gone('resultsdb-stg01.qa', 'resultsdb', 'by 2025-07', QA_HOSTS),
  gone('resultsdb01.qa', 'resultsdb', 'by 2025-07', QA_HOSTS),
  moved(`${SOPS}/resultsdb.html`, 'resultsdb', GUIDE, NOT_KNOWN, CITED),
  moved(
    GREENWAVE,
    'greenwave',
    'https://greenwave.fedoraproject.org',
    'by 2025-07',
    `${BOOKS}: the OpenShift names now end in apps.ocp.fedoraproject.org`,
  ),
  moved(
    `${GREENWAVE}/api/v1.0`,
    'greenwave',
    'https://greenwave.fedoraproject.org/api/v1.0',
    'by 2025-07',
    BOOKS,
  ),
  moved(`${SOPS}/greenwave.html`, 'greenwave', `${GUIDE}greenwave/`, NOT_KNOWN, TRANSLATED),
  moved(
    WAIVERDB,
    'waiverdb',
    'https://waiverdb.fedoraproject.org',
    'by 2025-07',
    `${BOOKS}: the OpenShift names now end in apps.ocp.fedoraproject.org`,
  ),
  moved(
    `${WAIVERDB}/api/v1.0/`,
    'waiverdb',
    'https://waiverdb.fedoraproject.org/api/v1.0/',
    'by 2025-07',
    BOOKS,
  ),
  moved(
    `${SOPS}/waiverdb.html`,
    'waiverdb',
    `${GUIDE}waiverdb/`,
    'by 2025-07',
    'a copy of the page; its source has the data centre of 2025-07, and was put into the guide’s format on 2021-07-26',
  ),
  moved(`${SOPS}/koschei.html`, 'koschei', `${GUIDE}koschei/`, NOT_KNOWN, CITED),
  notKnown('https://pagure.io/pagure', 'dist-git', FORGE),
  notKnown(
    'https://about.gitlab.com/',
    'reference',
    'Fedora chose Forgejo, not GitLab (Fedora Magazine, 2024-12)',
  ),
  notKnown(
    'https://pagure.io/fedora-ci/monitor-gating/',
    'reference',
    `${FORGE}; Fedora took the deployment down on 2025-02-20 (its infrastructure playbooks)`,
  ),
  notKnown('https://github.com/mricon/totp-cgi', 'fas'),
  notKnown(
    'https://jenkins-fedora-infra.apps.ci.centos.org/',
    'ci',
    `${BOOKS}: jenkins.fedorainfracloud.org still redirects there; ${CI_2022}`,
  ),
  moved(
    'https://ci.centos.org/',
    'ci',
    'apps.ocp.cloud.ci.centos.org',
    'by 2023-02',
    'crc-org/crc 1574, 2020-10: it is to be retired; CentOS CI’s guide: a Jenkins for each project; theforeman/foreman-infra 1800, 2023-02: Foreman’s is there',
  ),
  still('https://noggin-aaa.readthedocs.io/en/latest/', 'fas', 'noggin 1.11.0, 2025-11, names it'),
  still('https://github.com/fedora-infra/noggin', 'fas', `${CODE}, 2024-10`),
  still('https://www.freeipa.org/', 'reference', 'ipaclient 4.13.1, 2026-02, has it as its home'),
  still(
    'https://docs.fedoraproject.org/en-US/ci/',
    'reference',
    'public repositories cite its pages, 2026-11',
  ),
  still('https://github.com/fedora-infra/freeipa-fas', 'fas', 'its issue 151, worked on there, 2024-07'),
  still('https://zeromq.org/', 'reference', 'pyzmq 27.3.0, 2026-11, names it'),
  still(
    'https://github.com/fedora-infra/fedmsg/',
    'fedmsg',
    'its issue 540, opened there 2024-11; its README: deprecated for fedora-messaging',
  ),
  still('https://fedmsg.readthedocs.io', 'fedmsg', 'fedmsg 1.1.7, 2023-03, its last release, names it'),
  notKnown('https://fedora-fedmsg.readthedocs.io', 'fedmsg'),
  notKnown('https://pagure.io/fedora-ci/messages', 'ci', FORGE),
  notKnown(`${SOPS}/fedmsg-introduction.html`, 'fedmsg', NOT_IN_GUIDE),
  moved(`${SOPS}/fedmsg-gateway.html`, 'fedmsg', `${GUIDE}fedmsg-gateway/`, NOT_KNOWN, TRANSLATED),
  moved(
    `${SOPS}/fedmsg-certs.html`,
    'fedmsg',
    `${GUIDE}fedmsg-certs/`,
    'by 2025-07',
    'a copy of the page; its source was last changed on 2025-07-04',
  ),
  notKnown(`${SOPS}/fedmsg-new-message-type.html`, 'fedmsg', NOT_IN_GUIDE),
  still('https://amqp.org/', 'reference', 'py-amqp 5.4.2, 2026-11, names it, with www'),
  still(
    'rabbitmq.fedoraproject.org',
    'fedora-messaging',
    `${BOOKS}: port 5671, over rabbitmq01 to rabbitmq03`,
  ),
  still('https://github.com/fedora-infra/fedora-messaging', 'fedora-messaging', `${CODE}, 2024-10`),
  still(
    'https://fedora-messaging.readthedocs.io',
    'fedora-messaging',
    'public repositories cite its pages, 2026-11',
  ),
  still(
    'https://communityblog.fedoraproject.org/making-a-git-forge-decision/',
    'reference',
    'cited and read there in a public issue, 2023-02',
  ),
  still(
    'https://gitlab.com/gitlab-org/gitlab/-/issues/217350',
    'reference',
    'a copy of about 2023, by its menus: closed as moved, to where is not shown',
  ),
  notKnown(
    `https://lists.fedoraproject.org/archives/list/devel@lists.fedoraproject.org/thread/${THREAD}/#${THREAD}`,
    'reference',
  ),
];

/** The addresses as text, for `npm start -- --target seed --list`. */
export function foundingTable(): string {
  const lines = ['Addresses of the founding document of 2020, and where they lead today'];
  for (const { address, of, leadsTo, since, source } of FOUNDING) {
    lines.push('', `  ${address}   (${of})`, `      ${fateOf(leadsTo, since)}   [${source}]`);
  }
  return `${lines.join('\n')}\n`;
}

function fateOf(leadsTo: string | null, since: string): string {
  if (leadsTo === null) return `gone, ${since}`;
  if (since === 'still') return 'still there';
  if (leadsTo === NOT_KNOWN) return NOT_KNOWN;
  const when = since === NOT_KNOWN ? 'since when is not known' : since;
  return `now ${leadsTo}, ${when}`;
}

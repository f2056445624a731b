import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FOUNDING, foundingTable } from './founding.ts';
import { isSystem } from './systems.ts';

/** Read off the founding document by hand, in its order: what the table is held against. */
const IN_THE_DOCUMENT = `
https://fedoraproject.org/wiki/Package_maintenance_guide
https://fedoraproject.org/wiki/Package_update_HOWTO
https://admin.fedoraproject.org/accounts/
fas01
fas02
fas03
https://src.fedoraproject.org/
hub.fedoraproject.org
https://github.com/fedora-infra/datanommer/
https://apps.fedoraproject.org/datagrepper/
https://apps.fedoraproject.org/datagrepper/raw/
https://github.com/fedora-infra/datagrepper
https://koji.fedoraproject.org/
koji.fedoraproject.org
kojipkgs.fedoraproject.org
https://bodhi.fedoraproject.org/
https://pagure.io/sigul
https://pagure.io/robosignatory
https://jenkins-continuous-infra.apps.ci.centos.org/
https://github.com/CentOS-PaaS-SIG/ci-pipeline
https://jenkins-continuous-infra.apps.ci.centos.org/job/fedora-pr-new-trigger
https://jenkins-continuous-infra.apps.ci.centos.org/job/fedora-build-pipeline-trigger
https://pagure.io/taskotron/resultsdb
https://fedoraproject.org/wiki/ResultsDB
https://taskotron.fedoraproject.org/resultsdb/results
https://pagure.io/taskotron/resultsdb_api
https://resultsdb20.docs.apiary.io/
resultsdb-dev01.qa
resultsdb-stg01.qa
resultsdb01.qa
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/resultsdb.html
https://greenwave-web-greenwave.app.os.fedoraproject.org
https://greenwave-web-greenwave.app.os.fedoraproject.org/api/v1.0
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/greenwave.html
https://waiverdb-web-waiverdb.app.os.fedoraproject.org
https://waiverdb-web-waiverdb.app.os.fedoraproject.org/api/v1.0/
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/waiverdb.html
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/koschei.html
https://pagure.io/pagure
https://about.gitlab.com/
https://pagure.io/fedora-ci/monitor-gating/
https://github.com/mricon/totp-cgi
https://jenkins-fedora-infra.apps.ci.centos.org/
https://ci.centos.org/
https://noggin-aaa.readthedocs.io/en/latest/
https://github.com/fedora-infra/noggin
https://www.freeipa.org/
https://docs.fedoraproject.org/en-US/ci/
https://github.com/fedora-infra/freeipa-fas
https://zeromq.org/
https://github.com/fedora-infra/fedmsg/
https://fedmsg.readthedocs.io
https://fedora-fedmsg.readthedocs.io
https://pagure.io/fedora-ci/messages
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/fedmsg-introduction.html
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/fedmsg-gateway.html
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/fedmsg-certs.html
https://fedora-infra-docs.readthedocs.io/en/latest/sysadmin-guide/sops/fedmsg-new-message-type.html
https://amqp.org/
rabbitmq.fedoraproject.org
https://github.com/fedora-infra/fedora-messaging
https://fedora-messaging.readthedocs.io
https://communityblog.fedoraproject.org/making-a-git-forge-decision/
https://gitlab.com/gitlab-org/gitlab/-/issues/217350
https://lists.fedoraproject.org/archives/list/devel@lists.fedoraproject.org/thread/QXJBN37CQRTVMKAYSS5PYVZXDPZZFZYN/#QXJBN37CQRTVMKAYSS5PYVZXDPZZFZYN
`;

const expected = IN_THE_DOCUMENT.trim().split('\n');

describe('the addresses of the founding document', () => {
  it('are all there, once, in order, and nothing else', () => {
    expect(FOUNDING.map(({ address }) => address)).toEqual(expected);
  });

  it('each say whose they are, where they lead, since when and who says so', () => {
    for (const { address, of, leadsTo, since, source } of FOUNDING) {
      expect(of === 'reference' || isSystem(of), address).toBe(true);
      expect(since, address).toMatch(/^(?:still|not known|(?:by )?\d{4}(?:-\d\d){0,2})$/);
      expect(source, address).toMatch(/\d{4}/);
      if (since === 'still') expect(leadsTo, address).toBe(address);
      else expect(leadsTo, address).not.toBe(address);
      if (leadsTo !== null) expect(leadsTo, address).toMatch(/^(?:https:\/\/\S+|not known|[a-z0-9.-]+)$/);
    }
  });
});

describe('foundingTable', () => {
  const table = foundingTable();

  it('names every address', () => {
    const lines = table.split('\n');
    for (const address of expected)
      expect(lines.some((line) => line.startsWith(`  ${address}   (`))).toBe(true);
  });

  it('says in words where each leads', () => {
    expect(table).toContain('now https://accounts.fedoraproject.org/, by 2025-07');
    expect(table).toContain('gone, by 2025-07');
    expect(table).toContain('still there');
    expect(table).not.toMatch(/null|undefined/);
  });
});

describe('docs/addresses.md', () => {
  const page = readFileSync(new URL('../../docs/addresses.md', import.meta.url), 'utf8');

  it('has the same rows', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const wanted = FOUNDING.map(({ address, of, leadsTo, since, source }) => {
      let where = `\`${leadsTo}\``;
      if (leadsTo === null) where = 'gone';
      else if (since === 'still') where = 'itself';
      else if (leadsTo === 'not known') where = leadsTo;
      return `| \`${address}\` | ${of} | ${where} | ${since} | ${source} |`;
    });
    expect(rows).toEqual(wanted);
  });
});

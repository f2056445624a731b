import type { Pending } from './incident.ts';

export const incident: Pending = {
  id: '11',
  date: '2021-05-18',
  title: 'the certificate of OpenShift’s control plane expires',
  story:
    'The certificate of the cluster’s API ran out. Accounts, bodhi and many others were down until it was replaced by hand.',
  source: 'fedora-infra/statusfpo 20210518-openshift.md; ticket 9963',
  systems: ['fas', 'bodhi'],
  plain: 'status 200 until the very second',
  waitsFor: 'browser pages: k6’s HTTP client tells no date of a certificate, its browser module does',
};

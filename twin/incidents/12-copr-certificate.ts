import type { Pending } from './incident.ts';

export const incident: Pending = {
  id: '12',
  date: '2022-02-04',
  title: 'a certificate is found that expires very soon',
  story:
    'A back end’s certificate had days left when somebody noticed, and was moved to another authority in a hurry.',
  source: 'fedora-infra/statusfpo 2022-02-04-copr-be-letsencrypt.md; ticket 10512',
  systems: ['koschei'],
  plain: 'status 200 until the very second',
  waitsFor: 'browser pages: k6’s HTTP client tells no date of a certificate, its browser module does',
};

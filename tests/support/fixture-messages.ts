import type { Kind } from '../../lib/workflow/topics.ts';
import { BARE_FIELDS } from './fixture-fields-bare.ts';
import { BUS_FIELDS } from './fixture-fields-bus.ts';

/** What an event holds; `=agent` stands for what the message itself holds there: real people are not named here. */
export type Expected = Readonly<Record<string, unknown>> & { readonly kind: Kind };

const READY = 'bodhi.update.status.testing.koji-build-group.build.complete';

/** The files that hold a body alone, and the topic that it is sent under. */
export const BODIES: Readonly<Record<string, Kind | undefined>> = {
  'bodhi-2021-ready-for-testing-v1.retrigger.json': READY,
  'bodhi-messages-26.4.0-complete_stable_v1.json': 'bodhi.update.complete.stable',
  'bodhi-messages-26.4.0-edit_v2.json': 'bodhi.update.edit',
  'bodhi-messages-26.4.0-ready_for_testing_v1.json': READY,
  'bodhi-messages-26.4.0-ready_for_testing_v2.json': READY,
  'bodhi-messages-26.4.0-ready_for_testing_v3.json': READY,
  'bodhi-messages-26.4.0-request_testing_v1.json': 'bodhi.update.request.testing',
  'bodhi-messages-26.4.0-requirements_met_stable_v1.json': 'bodhi.update.requirements_met.stable',
  'ci-messages-fedora-update.test.complete.json': 'ci.fedora-update.test.complete',
  'ci-template-koji-build.test.complete.json': 'ci.koji-build.test.complete',
  'ci-template-koji-build.test.error.json': 'ci.koji-build.test.error',
  'ci-template-koji-build.test.queued.json': 'ci.koji-build.test.queued',
  'ci-template-koji-build.test.running.json': 'ci.koji-build.test.running',
  'ci-template-pull-request.test.complete.json': 'ci.dist-git-pr.test.complete',
  'ci-template-pull-request.test.error.json': 'ci.dist-git-pr.test.error',
  'resultsdb-result.json': 'resultsdb.result.new',
  'waiverdb-messages-body.json': 'waiverdb.waiver.new',
};

/** What is read of each file. */
export const FIELDS: Readonly<Record<string, Expected>> = { ...BARE_FIELDS, ...BUS_FIELDS };

/** Bodies of another shape, all older than the workflow: where they differ, and the year they were sent. */
export const REFUSED: Readonly<Record<string, { readonly path: string; readonly year: number }>> = {
  'fedmsg-2017-waiverdb.waiver.new.json': { path: 'body.subject_type', year: 2017 },
  'fedmsg-pagure.git.receive.json': { path: 'body.repo', year: 2015 },
  'fedmsg-pagure.pull-request.closed.json': { path: 'body.pullrequest.project.fullname', year: 2015 },
  'fedmsg-pagure.pull-request.flag.added.json': { path: 'body.pullrequest.project.fullname', year: 2015 },
  'fedmsg-pagure.pull-request.new.json': { path: 'body.pullrequest.project.fullname', year: 2015 },
  'msg-fedmsg-buildsys.repo.done-2.json': { path: 'body.repo_id', year: 2013 },
  'msg-fedmsg-buildsys.rpm.sign.json': { path: 'body.sigkey', year: 2015 },
};

/** Messages of which the workflow does not speak. */
export const UNNAMED: readonly string[] = [
  'msg-fedmsg-buildsys.package.list.change.json',
  'msg-fedmsg-fas.group.create-2.json',
  'msg-fedmsg-fas.group.create.json',
  'msg-fedmsg-fas.group.member.sponsor-2.json',
  'msg-fedmsg-fas.group.member.sponsor.json',
  'msg-fedmsg-fas.group.update-2.json',
  'msg-fedmsg-fas.group.update.json',
  'msg-fedmsg-fas.user.create-2.json',
  'msg-fedmsg-fas.user.create.json',
  'msg-fedmsg-fas.user.update.json',
  'msg-koji-buildsys.package.list.change.json',
];

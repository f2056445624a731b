import { isLiveUpdate } from '../../live/live-update.ts';
import { endUpdate } from '../../live/update-end.ts';
import { waive } from '../../live/updates.ts';
import type { Requirement as Waived } from '../../live/waivers.ts';
import { json, type TwinContext, type TwinReply, type TwinRequest } from '../../service.ts';
import type { Update } from '../../world/types.ts';
import { decide } from '../gating.ts';
import { complaintsOfCreation, create } from './create.ts';
import { Form, forged, notOneOf } from './form.ts';
import type { Caller } from './login.ts';
import { buildsOf, gatingStatus, questionOf, stateOf, updateJson } from './records.ts';
import { type Complaint, complaint, refused } from './replies.ts';
import { isPackager, withoutRight } from './rights.ts';

const REQUESTS = ['testing', 'stable', 'unpush', 'obsolete', 'revoke'] as const;

/** `POST`: what only packagers may do, each with the cookie of a login and the token of a session. */
export function write(
  context: TwinContext,
  caller: Caller,
  request: TwinRequest,
  [collection = '', alias = '', action = '', ...more]: readonly string[],
): TwinReply {
  const known = collection === 'updates' && more.length === 0 ? viewOf(alias, action) : null;
  const { user } = caller;
  if (known === null || user === null || !isPackager(context, user)) {
    const words = `Unauthorized: ${known ?? 'view'}__POST failed permission check`;
    return refused(403, [complaint('body', 'HTTPForbidden', words)]);
  }
  const form = Form.read(request);
  if (!(form instanceof Form)) return refused(400, [form]);
  const wrong = [...forged(form, caller), ...complaintsOf(known, form)];
  if (wrong.length > 0) return refused(400, wrong);
  if (known === 'new_update') return create(context, user, form);
  const update = context.world.update(alias);
  if (update === undefined || update.alias !== alias) {
    return refused(404, [complaint('url', 'id', 'Invalid update id')]);
  }
  const lacking = withoutRight(context, user, update);
  if (lacking.length > 0) return refused(403, lacking);
  const refusal =
    known === 'set_request'
      ? setRequest(context, user, update, form)
      : waiveTestResults(context, user, update, form);
  return refusal ?? json({ update: updateJson(context.world, context.addresses.bodhi, update) });
}

/** The name of the view that serves a path below `/updates/`. */
function viewOf(alias: string, action: string): 'new_update' | 'set_request' | 'waive_test_results' | null {
  if (alias === '' && action === '') return 'new_update';
  if (action === 'request') return 'set_request';
  return action === 'waive-test-results' ? 'waive_test_results' : null;
}

function complaintsOf(view: string, form: Form): Complaint[] {
  if (view === 'new_update') return complaintsOfCreation(form);
  return view === 'set_request' ? notOneOf(form, 'request', REQUESTS) : [];
}

function declined(description: string): TwinReply {
  return refused(400, [complaint('body', 'request', description)]);
}

/** Takes an update back; a reply only if it refuses. */
function setRequest(
  { live, world }: TwinContext,
  user: string,
  update: Update,
  form: Form,
): TwinReply | null {
  const action = form.one('request');
  const { status, request } = stateOf(world, update);
  const act = { at: world.now(), by: user };
  if (!isLiveUpdate(update)) return declined("Can't change request on a locked update");
  switch (action) {
    case 'revoke':
      if (request === null) return declined('Can only revoke an update with an existing request');
      endUpdate(live, update, action, act);
      return null;
    case 'unpush':
      if (status === 'unpushed') return null;
      if (status !== 'testing') return declined(`Can't unpush a ${status} update`);
      endUpdate(live, update, action, act);
      return null;
    case 'obsolete':
      if (status !== 'obsolete') endUpdate(live, update, action, act);
      return null;
    default:
      return action === status || action === request
        ? null
        : declined('The twin pushes updates by itself alone');
  }
}

/** Waives what greenwave finds unsatisfied; a reply only if it refuses. */
function waiveTestResults(context: TwinContext, user: string, update: Update, form: Form): TwinReply | null {
  const { live, world } = context;
  const builds = buildsOf(world, update);
  if (live.conduct.ills.includes('waiver refused')) {
    const [one] = builds.map(({ name }) => name);
    return refused(403, [complaint('body', 'builds', `${user} does not have commit access to ${one}`)]);
  }
  if (['passed', 'ignored'].includes(gatingStatus(world, update))) {
    return declined("Can't waive test results on an update that passes test gating");
  }
  const question = questionOf(world, update);
  const decided = decide(world, question);
  if ('status' in decided) return declined(decided.message);
  const comment = form.one('comment');
  if (comment === null) return declined('WaiverDB refuses: Comment is a required property');
  const tests = form.several('tests');
  const open = decided.requirements.filter(
    ({ satisfied, testcase }) => !satisfied && (tests.length === 0 || tests.includes(testcase)),
  );
  const requirements = open.flatMap(({ subject, testcase }): Waived[] => {
    const build = builds.find(({ nvr }) => nvr === subject.item);
    if (build === undefined) return [];
    const { productVersion } = question;
    return [
      {
        subjectType: 'koji_build',
        subjectIdentifier: build.nvr,
        testcase,
        productVersion,
        package: build.name,
      },
    ];
  });
  waive(live, update, requirements, { user, comment });
  return null;
}

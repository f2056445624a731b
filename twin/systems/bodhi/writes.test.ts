import { describe, expect, it } from 'vitest';
import { bodhiDesk, refusal, TESTCASE, USER } from '../../../tests/support/bodhi-desk.ts';
import { candidateOf, tagsOf } from '../../../tests/support/update-bench.ts';
import { PACKAGERS } from '../../world/people.ts';
import { rawhide } from '../../world/releases.ts';

const PASSES = 'dummy-test-package-crested';
const FAILS = 'dummy-test-package-gloster';

describe('waiving', () => {
  it('lets an update go on, and shows the same everywhere', async () => {
    const { live, post, get, decide, at } = bodhiDesk();
    const build = candidateOf(live, FAILS);
    const alias = at(300).updateOf(build.id)?.alias ?? '';
    const states = async () => {
      const { update } = Object(await get(`/updates/${alias}`));
      const { decisions } = Object(await get(`/updates/${alias}/get-test-results`));
      const { policies_satisfied: satisfied } = Object(await decide(build.nvr));
      return [update.status, update.test_gating_status, decisions[0].policies_satisfied, satisfied];
    };
    expect(await states()).toEqual(['testing', 'failed', false, false]);
    const path = `/updates/${alias}/waive-test-results`;
    expect(await post(path, {})).toMatchObject(refusal(400, 'request', /WaiverDB/));
    const waived = await post(path, { comment: 'known', tests: [TESTCASE] });
    expect(waived).toMatchObject({ status: 200, json: { update: { alias, test_gating_status: 'waiting' } } });
    at(301);
    const found = await get(`/api/v1.0/waivers/?subject_identifier=${build.nvr}`, 'waiverdb');
    expect(found).toMatchObject({
      data: [{ testcase: TESTCASE, username: USER, comment: 'known', proxied_by: 'bodhi@service' }],
    });
    expect(await states()).toEqual(['testing', 'waiting', false, false]);
    at(306);
    expect(await states()).toEqual(['testing', 'passed', true, true]);
    expect(await post(path, { comment: 'again' })).toMatchObject(
      refusal(400, 'request', /passes test gating/),
    );
    at(316);
    expect(await states()).toEqual(['stable', 'passed', true, true]);
    expect(tagsOf(live.world, build)).toEqual([rawhide.tags.stable]);
  });

  it('waives the tests that are named, of the update that is named', async () => {
    const { live, post, at } = bodhiDesk();
    const build = candidateOf(live, FAILS);
    const alias = at(300).updateOf(build.id)?.alias ?? '';
    const path = `/updates/${alias}/waive-test-results`;
    expect(await post(path, { comment: 'x', tests: ['other'] })).toMatchObject({ status: 200 });
    expect(live.ledger.waivers).toEqual([]);
    expect(await post('/updates/FEDORA-2026-0/waive-test-results', { comment: 'x' })).toMatchObject(
      refusal(404, 'id', /Invalid update id/),
    );
    expect(await post(path, { comment: 'x' }, PACKAGERS[0])).toMatchObject(
      refusal(403, 'builds', /commit access/),
    );
  });

  it('waits for a greenwave that knows neither results nor waivers', async () => {
    const { live, post, get, decide, at } = bodhiDesk({ ills: ['decision stale'] });
    const build = candidateOf(live, FAILS);
    const alias = at(300).updateOf(build.id)?.alias ?? '';
    await post(`/updates/${alias}/waive-test-results`, { comment: 'known' });
    at(3600);
    expect(await get(`/api/v2.0/results?item=${build.nvr}&testcases=${TESTCASE}`, 'resultsdb')).toMatchObject(
      {
        data: [{ outcome: 'FAILED' }],
      },
    );
    expect(await decide(build.nvr)).toMatchObject({
      policies_satisfied: false,
      unsatisfied_requirements: [{ type: 'test-result-missing' }],
    });
    expect(await get(`/updates/${alias}`)).toMatchObject({
      update: { status: 'testing', test_gating_status: 'waiting' },
    });
  });

  it('may be refused', async () => {
    const { live, post, at } = bodhiDesk({ ills: ['waiver refused'] });
    const build = candidateOf(live, FAILS);
    const alias = at(300).updateOf(build.id)?.alias ?? '';
    expect(await post(`/updates/${alias}/waive-test-results`, { comment: 'x' })).toMatchObject(
      refusal(403, 'builds', /packagerbot does not have commit access/),
    );
    expect(live.ledger.waivers).toEqual([]);
  });
});

describe('a request', () => {
  it.each<[string, number, string, string[]]>([
    ['obsolete', 60, 'obsolete', []],
    ['unpush', 60, 'unpushed', [rawhide.tags.candidate]],
    ['revoke', 20, 'unpushed', [rawhide.tags.candidate]],
  ])('to %s takes an update back', async (request, seconds, status, tags) => {
    const { live, post, get, at } = bodhiDesk();
    const build = candidateOf(live, PASSES);
    const alias = at(seconds).updateOf(build.id)?.alias ?? '';
    const changed = await post(`/updates/${alias}/request`, { request });
    expect(changed).toMatchObject({ status: 200, json: { update: { alias, status, request: null } } });
    expect(await get(`/updates/?status=${status}`)).toMatchObject({ updates: [{ alias }] });
    expect(tagsOf(at(3600), build)).toEqual(tags);
  });

  it('is refused where it does not fit', async () => {
    const { live, post, at } = bodhiDesk();
    const build = candidateOf(live, PASSES);
    const alias = at(20).updateOf(build.id)?.alias ?? '';
    const ask = (request: string) => post(`/updates/${alias}/request`, { request });
    expect(await ask('forget')).toMatchObject(refusal(400, 'request', /not one of/));
    expect(await ask('unpush')).toMatchObject(refusal(400, 'request', /Can't unpush a pending update/));
    expect(await ask('testing')).toMatchObject({ status: 200 });
    at(60);
    expect(await ask('revoke')).toMatchObject(refusal(400, 'request', /existing request/));
    expect(await ask('stable')).toMatchObject(refusal(400, 'request', /by itself/));
    const robots = live.world.updates().find(({ user }) => user === USER)?.alias;
    expect(await post(`/updates/${robots}/request`, { request: 'obsolete' })).toMatchObject(
      refusal(400, 'request', /locked/),
    );
  });

  it('shows who may make one', async () => {
    const { live, login, ask, context, at } = bodhiDesk();
    const build = candidateOf(live, PASSES);
    const url = `${context.addresses.bodhi}/updates/${at(20).updateOf(build.id)?.alias}`;
    const { cookie } = await login(USER);
    expect(await ask(url, 'GET', { cookie })).toMatchObject({ json: { can_edit: true, ci_allowed: true } });
    expect(await ask(url, 'GET')).toMatchObject({ json: { can_edit: false } });
    expect(await ask(`${context.addresses.bodhi}/comments/`, 'POST', { cookie }, '{}')).toMatchObject({
      status: 403,
    });
  });
});

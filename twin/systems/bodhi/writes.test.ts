import { describe, expect, it } from 'vitest';
import { buildOf, candidateOf, inSideTag, tagsOf, updateBench } from '../../../tests/support/update-bench.ts';
import { LACKING, TWIN_CREDENTIALS } from '../../accounts/people.ts';
import type { Conduct } from '../../live/conduct.ts';
import { PACKAGERS } from '../../world/people.ts';
import { newestStable, rawhide } from '../../world/releases.ts';

const PASSES = 'dummy-test-package-crested';
const OTHER = 'dummy-test-package-rubino';
const FAILS = 'dummy-test-package-gloster';
const TESTCASE = 'fedora-ci.koji-build.tier0.functional';
const USER: string = TWIN_CREDENTIALS.principal;
const SCOPES = [
  'openid',
  'email',
  'profile',
  'https://id.fedoraproject.org/scope/groups',
  'https://id.fedoraproject.org/scope/agreements',
];

type Fields = Readonly<Record<string, unknown>>;

/** bodhi, and what shows its updates elsewhere, for one who is logged in. */
function bench(conduct: Partial<Conduct> = {}) {
  const twin = updateBench(conduct);
  const { addresses, tokens } = twin.context;
  const ask = async (
    url: string,
    method: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ) => {
    const reply = await twin.answer(
      new URL(url),
      method,
      { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body,
    );
    const text = String(reply.body ?? '');
    const json: unknown = text.startsWith('{') ? JSON.parse(text) : null;
    return { status: reply.status, headers: reply.headers ?? {}, json };
  };
  const login = async (user: string) => {
    const token = tokens.issue(user, SCOPES);
    const granted = await ask(`${addresses.bodhi}/oidc/login-token`, 'GET', {
      authorization: `Bearer ${token}`,
    });
    const session = await ask(`${addresses.bodhi}/csrf`, 'GET');
    const cookie = [granted, session]
      .map(({ headers }) => (headers['set-cookie'] ?? '').split(';')[0])
      .join('; ');
    return { cookie, csrf_token: String(Object(session.json).csrf_token) };
  };
  const post = async (path: string, fields: Fields, user = USER) => {
    const { cookie, csrf_token } = await login(user);
    const body = JSON.stringify({ csrf_token, ...fields });
    return ask(`${addresses.bodhi}${path}`, 'POST', { cookie }, body);
  };
  const get = async (path: string, name: 'bodhi' | 'resultsdb' | 'waiverdb' = 'bodhi') =>
    (await ask(`${addresses[name]}${path}`, 'GET')).json;
  const decide = async (nvr: string) => {
    const question = {
      product_version: rawhide.productVersion,
      decision_context: 'bodhi_update_push_stable',
      subject_type: 'koji_build',
      subject_identifier: nvr,
    };
    const url = `${addresses.greenwave}/api/v1.0/decision`;
    return (await ask(url, 'POST', {}, JSON.stringify(question))).json;
  };
  return { ...twin, ask, login, post, get, decide };
}

/** A refusal with these words. */
function refusal(status: number, name: string, words: RegExp) {
  const description = expect.stringMatching(words);
  return {
    status,
    json: {
      status: 'error',
      errors: expect.arrayContaining([expect.objectContaining({ name, description })]),
    },
  };
}

const NOTES = { notes: 'Two that belong together', type: 'enhancement' };

describe('a new update', () => {
  it('holds what a side tag holds, and is shown like every other', async () => {
    const { live, post, get, at, decide } = bench();
    const { sideTag, builds } = inSideTag(live, [PASSES, OTHER]);
    const nvrs = builds.map(({ nvr }) => nvr);
    const made = await post('/updates/', { ...NOTES, from_tag: sideTag });
    expect(made).toMatchObject({
      status: 200,
      json: {
        alias: expect.stringMatching(/^FEDORA-2026-/),
        status: 'pending',
        request: 'testing',
        from_tag: sideTag,
        builds: nvrs.map((nvr) => ({ nvr, signed: false })),
        test_gating_status: 'waiting',
        caveats: [],
        ...NOTES,
      },
    });
    const { alias } = Object(made.json);
    at(60);
    const update = { status: 'testing', request: null, builds: [{ signed: true }, { signed: true }] };
    expect(await get(`/updates/${alias}`)).toMatchObject({ update });
    at(160);
    expect(await get(`/updates/${alias}`)).toMatchObject({
      update: { status: 'stable', test_gating_status: 'passed' },
    });
    for (const nvr of nvrs) {
      expect(await decide(nvr)).toMatchObject({ policies_satisfied: true });
      expect(await get(`/api/v2.0/results?item=${nvr}&testcases=${TESTCASE}`, 'resultsdb')).toMatchObject({
        data: [{ outcome: 'PASSED' }],
      });
    }
  });

  it('may come as a form, of candidates of a composed release', async () => {
    const { live, login, ask, context, at, get } = bench();
    const build = candidateOf(live, PASSES, newestStable);
    const { cookie, csrf_token } = await login(USER);
    const body = `csrf_token=${csrf_token}&builds=${build.nvr}&type=bugfix&notes=a+form`;
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const made = await ask(`${context.addresses.bodhi}/updates/`, 'POST', headers, body);
    expect(made).toMatchObject({ status: 200, json: { notes: 'a form', builds: [{ nvr: build.nvr }] } });
    at(600);
    const { alias } = Object(made.json);
    const update = { status: 'pending', request: 'testing', test_gating_status: 'passed' };
    expect(await get(`/updates/${alias}`)).toMatchObject({ update });
  });

  it('is refused without a login, a packager, or a session', async () => {
    const { live, ask, login, post, context } = bench();
    const { sideTag } = inSideTag(live, [PASSES]);
    const fields = { ...NOTES, from_tag: sideTag };
    const url = `${context.addresses.bodhi}/updates/`;
    const stranger = await ask(url, 'POST', {}, JSON.stringify(fields));
    expect(stranger).toMatchObject(refusal(403, 'HTTPForbidden', /permission/));
    const bearer = { authorization: `Bearer ${context.tokens.issue(USER, SCOPES)}` };
    expect(await ask(url, 'POST', bearer, JSON.stringify(fields))).toMatchObject({ status: 403 });
    expect(await post('/updates/', fields, LACKING.group)).toMatchObject(
      refusal(403, 'HTTPForbidden', /new_update/),
    );
    const { cookie } = await login(USER);
    expect(await ask(url, 'POST', { cookie }, JSON.stringify(fields))).toMatchObject(
      refusal(400, 'csrf_token', /Required/),
    );
    const forged = JSON.stringify({ ...fields, csrf_token: 'guessed' });
    expect(await ask(url, 'POST', { cookie }, forged)).toMatchObject(
      refusal(400, 'csrf_token', /CSRF tokens do not match/),
    );
    expect(await ask(url, 'POST', { cookie }, '{')).toMatchObject(refusal(400, '', /JSON/));
    expect(live.ledger.updates).toEqual([]);
  });

  it.each<[string, Fields, number, string, RegExp]>([
    ['an unknown type', { ...NOTES, type: 'news', builds: 'a-1-1' }, 400, 'type', /not one of/],
    ['no notes', { type: 'bugfix', builds: 'a-1-1' }, 400, 'notes', /description/],
    ['too short notes', { ...NOTES, notes: 'x', builds: 'a-1-1' }, 400, 'notes', /Shorter/],
    ['nothing in it', NOTES, 400, 'builds,from_tag', /either builds or from_tag/],
    ['an unknown build', { ...NOTES, builds: ['none-1-1.fc46'] }, 400, 'builds', /does not exist: none-1-1/],
    ['an unknown tag', { ...NOTES, from_tag: 'f46-build-side-1' }, 400, 'from_tag', /doesn't exist/],
    ['a tag of all', { ...NOTES, from_tag: rawhide.tags.candidate }, 400, 'from_tag', /not a side tag/],
  ])('is refused with %s', async (_what, fields, status, name, words) => {
    expect(await bench().post('/updates/', fields)).toMatchObject(refusal(status, name, words));
  });

  it('is refused for builds that are not fit for it', async () => {
    const { live, post, at } = bench();
    const untagged = buildOf(live, PASSES, { release: newestStable });
    const create = (builds: readonly string[], user = USER) => post('/updates/', { ...NOTES, builds }, user);
    expect(await create([untagged.nvr])).toMatchObject(refusal(400, 'builds', /Invalid tag/));
    const build = candidateOf(live, OTHER, newestStable);
    expect(await create([build.nvr, build.nvr])).toMatchObject(refusal(400, 'builds', /Duplicate/));
    const again = candidateOf(live, OTHER, newestStable);
    expect(await create([build.nvr, again.nvr])).toMatchObject(refusal(400, 'builds', /Multiple/));
    expect(await create([build.nvr], PACKAGERS[0])).toMatchObject(
      refusal(403, 'builds', /does not have commit access/),
    );
    const security = { ...NOTES, type: 'security', builds: [build.nvr] };
    expect(await post('/updates/', security)).toMatchObject(refusal(400, 'severity', /severity/));
    expect(await create([build.nvr])).toMatchObject({ status: 200 });
    expect(await create([build.nvr])).toMatchObject(refusal(400, 'builds', /already exists/));
    const automatic = candidateOf(live, PASSES);
    expect(await create([automatic.nvr])).toMatchObject(refusal(400, 'builds', /composed by Bodhi/));
    at(20);
    expect(await create([automatic.nvr])).toMatchObject(refusal(400, 'builds', /already exists/));
  });

  it('is refused for side tags of others, used ones, and empty ones', async () => {
    const { live, post } = bench();
    const { sideTag, builds } = inSideTag(live, [PASSES]);
    const create = (fields: Fields, user = USER) => post('/updates/', { ...NOTES, ...fields }, user);
    expect(await create({ from_tag: sideTag }, PACKAGERS[0])).toMatchObject(
      refusal(403, 'builds', /does not own f46-build-side-/),
    );
    const empty = inSideTag(live, []).sideTag;
    expect(await create({ from_tag: empty })).toMatchObject(refusal(400, 'from_tag', /any builds/));
    expect(await create({ from_tag: empty, builds: builds.map(({ nvr }) => nvr) })).toMatchObject(
      refusal(400, 'builds', /not tagged in/),
    );
    expect(await create({ from_tag: sideTag })).toMatchObject({ status: 200 });
    expect(await create({ from_tag: sideTag })).toMatchObject(refusal(400, 'from_tag', /already exists/));
  });
});

describe('waiving', () => {
  it('lets an update go on, and shows the same everywhere', async () => {
    const { live, post, get, decide, at } = bench();
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
    const { live, post, at } = bench();
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
    const { live, post, get, decide, at } = bench({ ills: ['decision stale'] });
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
    const { live, post, at } = bench({ ills: ['waiver refused'] });
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
    const { live, post, get, at } = bench();
    const build = candidateOf(live, PASSES);
    const alias = at(seconds).updateOf(build.id)?.alias ?? '';
    const changed = await post(`/updates/${alias}/request`, { request });
    expect(changed).toMatchObject({ status: 200, json: { update: { alias, status, request: null } } });
    expect(await get(`/updates/?status=${status}`)).toMatchObject({ updates: [{ alias }] });
    expect(tagsOf(at(3600), build)).toEqual(tags);
  });

  it('is refused where it does not fit', async () => {
    const { live, post, at } = bench();
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
    const { live, login, ask, context, at } = bench();
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

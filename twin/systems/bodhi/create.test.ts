import { describe, expect, it } from 'vitest';
import {
  bodhiDesk,
  type Fields,
  refusal,
  SCOPES,
  TESTCASE,
  USER,
} from '../../../tests/support/bodhi-desk.ts';
import { buildOf, candidateOf, inSideTag } from '../../../tests/support/update-bench.ts';
import { LACKING } from '../../accounts/people.ts';
import { PACKAGERS } from '../../world/people.ts';
import { newestStable, rawhide } from '../../world/releases.ts';

const PASSES = 'dummy-test-package-crested';
const OTHER = 'dummy-test-package-rubino';
const NOTES = { notes: 'Two that belong together', type: 'enhancement' };

describe('a new update', () => {
  it('holds what a side tag holds, and is shown like every other', async () => {
    const { live, post, get, at, decide } = bodhiDesk();
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
    const { live, login, ask, context, at, get } = bodhiDesk();
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
    const { live, ask, login, post, context } = bodhiDesk();
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
    expect(await bodhiDesk().post('/updates/', fields)).toMatchObject(refusal(status, name, words));
  });

  it('is refused for builds that are not fit for it', async () => {
    const { live, post, at } = bodhiDesk();
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
    const { live, post } = bodhiDesk();
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

import { describe, expect, it } from 'vitest';
import { candidateOf, inSideTag, updateBench } from '../../../tests/support/update-bench.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import type { Conduct } from '../../../twin/live/conduct.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import type { Shape } from '../../protocols/shape.ts';
import { BODHI_CLIENT } from '../fas/oidc.ts';
import { type BodhiSession, openSession } from './session.ts';
import { createUpdate, request, waive } from './writes.ts';

const FAILS = 'dummy-test-package-gloster';
const PAIR = ['dummy-test-package-crested', 'dummy-test-package-rubino'];
const WORDS = { notes: 'Two that belong together', type: 'enhancement' } as const;

function bench(conduct: Partial<Conduct> = {}) {
  const twin = updateBench(conduct);
  const loggedIn = <T>(work: (context: ProbeContext, session: BodhiSession) => Promise<T>): Promise<T> =>
    twin.inContext(async (context) => {
      const token = twin.context.tokens.issue(TWIN_CREDENTIALS.principal, BODHI_CLIENT.scopes);
      return work(context, await openSession(context, token));
    });
  return { ...twin, loggedIn };
}

/** A session at a bodhi that answers this, whatever it is asked. */
function answering(answer: unknown): BodhiSession {
  return {
    post: async <T>(_context: ProbeContext, _path: string, _body: unknown, shape: Shape<T>) =>
      shape(answer, ''),
  };
}

describe('writes to bodhi', () => {
  it('make an update of a side tag', async () => {
    const { live, loggedIn } = bench();
    const { sideTag, builds } = inSideTag(live, PAIR);
    const made = await loggedIn((context, session) =>
      createUpdate(context, session, { ...WORDS, fromTag: sideTag }),
    );
    expect(made).toMatchObject({
      alias: expect.stringMatching(/^FEDORA-2026-/),
      status: 'pending',
      builds: builds.map(({ nvr }) => ({ nvr, signed: false })),
    });
  });

  it('waive what failed', async () => {
    const { live, at, loggedIn } = bench();
    const build = candidateOf(live, FAILS);
    const alias = at(300).updateOf(build.id)?.alias ?? '';
    const tests = ['fedora-ci.koji-build.tier0.functional'];
    const waived = await loggedIn((context, session) =>
      waive(context, session, alias, { comment: 'known', tests }),
    );
    expect(waived).toMatchObject({ alias, test_gating_status: 'waiting' });
    expect(live.ledger.waivers).toMatchObject([{ comment: 'known', subjectIdentifier: build.nvr }]);
  });

  it('take an update back', async () => {
    const { live, at, loggedIn } = bench();
    const build = candidateOf(live, FAILS);
    const alias = at(60).updateOf(build.id)?.alias ?? '';
    const after = await loggedIn((context, session) => request(context, session, alias, 'unpush'));
    expect(after).toMatchObject({ alias, status: 'unpushed' });
  });

  it('tell why bodhi refuses, in one line', async () => {
    const { live, at, loggedIn } = bench({ ills: ['waiver refused'] });
    const build = candidateOf(live, FAILS);
    const alias = at(60).updateOf(build.id)?.alias ?? '';
    const reason = (work: (context: ProbeContext, session: BodhiSession) => Promise<unknown>) =>
      expect(loggedIn(work)).rejects;
    await reason((context, session) => request(context, session, alias, 'revoke')).toThrow(
      'bodhi refuses: request: Can only revoke an update with an existing request',
    );
    await reason((context, session) => request(context, session, 'FEDORA-2026-0', 'revoke')).toThrow(
      'bodhi refuses: id: Invalid update id',
    );
    await reason((context, session) => waive(context, session, alias, { comment: 'x' })).toThrow(
      `bodhi refuses: builds: packagerbot does not have commit access to ${FAILS}`,
    );
    await reason((context, session) =>
      createUpdate(context, session, { ...WORDS, builds: [build.nvr] }),
    ).toThrow(`bodhi refuses: builds: Update for ${build.nvr} already exists`);
  });

  it('refuse an answer about something else', async () => {
    const { live, at, inContext } = bench();
    const build = candidateOf(live, FAILS);
    const alias = at(60).updateOf(build.id)?.alias ?? '';
    const { data } = await inContext(async (context) => {
      const { status, text } = await context.send(
        {
          method: 'GET',
          url: `${context.address('bodhi')}/updates/${alias}`,
          headers: { accept: 'application/json' },
          read: 'text',
          timeoutMs: 1000,
          redirects: 0,
          expect: [200],
        },
        false,
      );
      const answer: unknown = JSON.parse(text);
      return { status, data: answer };
    });
    const { update } = Object(data);
    await inContext(async (context) => {
      await expect(request(context, answering(data), 'FEDORA-2026-1', 'revoke')).rejects.toThrow(
        `the answer is about ${alias}, asked for FEDORA-2026-1`,
      );
      const wanted = { ...WORDS, builds: ['other-1-1'] };
      await expect(createUpdate(context, answering(update), wanted)).rejects.toThrow('is without other-1-1');
      const nothing = answering({ ...Object(update), builds: [] });
      await expect(createUpdate(context, nothing, { ...WORDS, fromTag: 'x' })).rejects.toThrow(
        'is without any build',
      );
    });
  });
});

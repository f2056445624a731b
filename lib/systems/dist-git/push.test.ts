import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { usePackager } from '../../../tests/support/packager.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { html, json, type TwinReply, text } from '../../../twin/service.ts';
import type { Transport } from '../../k6/ports.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { fromLatin1, toLatin1 } from '../../protocols/bytes.ts';
import { encodePackets } from '../../protocols/git/pkt-line.ts';
import { authorize, BODHI_CLIENT } from '../fas/oidc.ts';
import { type Checkout, clone, commit, type NewCommit, refsOf } from './git.ts';
import { ensureFork } from './pull-requests.ts';
import { deleteRef, push, pushToFork } from './push.ts';

const NAME = 'dummy-test-package-crested';
const RAWHIDE = 'refs/heads/rawhide';
const { twin, packager, run, refusal, tamper } = usePackager();

function edited(context: ProbeContext, checkout: Checkout, line: string): NewCommit {
  const info = { author: 'packagerbot', email: 'p@example.org', at: context.now(), message: line };
  return commit(checkout, [{ path: 'notes', content: `${line}\n` }], info, context.hashes.sha1);
}

/** Clones, commits and pushes. */
async function change(context: ProbeContext, line: string): Promise<NewCommit> {
  const made = edited(context, await clone(context, NAME, 'rawhide'), line);
  const update = { ref: RAWHIDE, from: made.checkout.base, to: made.id };
  await push(context, NAME, packager().pushToken, [update], made.objects);
  return made;
}

describe('a checkout', () => {
  it('brings the trees, and a file when it is read', () =>
    run(async (context) => {
      const checkout = await clone(context, NAME, 'rawhide');
      expect(checkout.entries.map(({ name }) => name)).toContain(`${NAME}.spec`);
      expect([...checkout.snapshot.objects.values()].map(({ type }) => type).sort()).toEqual([
        'commit',
        'tree',
      ]);
      expect(await checkout.read(context, `${NAME}.spec`)).toContain(`Name:           ${NAME}`);
    }));

  it('brings all files in protocol version 0', () => {
    const { transport } = nodeEngine();
    const dropped: Transport = (request) => {
      const { 'git-protocol': _version, ...headers } = request.headers;
      return transport({ ...request, headers });
    };
    return run(
      async (context) => {
        const checkout = await clone(context, NAME, 'rawhide');
        expect(checkout.offer.version).toBe(0);
        expect(await checkout.read(context, 'sources')).toContain('SHA512');
      },
      { transport: dropped },
    );
  });

  it.each([
    ['a package', 'nope', 'rawhide', 'no repository rpms/nope (404)'],
    ['a fork', { user: 'nobody', name: NAME }, 'rawhide', `no repository forks/nobody/rpms/${NAME} (404)`],
    ['a branch', NAME, 'f1', `rpms/${NAME} has no branch f1`],
  ])('of %s that is not there is refused', async (_what, repository, branch, reason) => {
    expect((await refusal((context) => clone(context, repository, branch))).reason).toContain(reason);
  });

  it('refuses a file that is not there, and one that git does not send', async () => {
    const reading = (path: string) => async (context: ProbeContext) =>
      (await clone(context, NAME, 'rawhide')).read(context, path);
    expect((await refusal(reading('none'))).reason).toBe(`rpms/${NAME} has no file none`);
    tamper('dist-git', /POST .*git-upload-pack/, (reply, _request, times) =>
      times === 3 ? { ...reply, body: '' } : reply,
    );
    expect((await refusal(reading('sources'))).reason).toBe('an empty body instead of a pack');
  });

  it.each([
    ['a login page', () => html('<title>Log in</title><input type="password">'), 'an HTML login page'],
    ['JSON', () => json({}), 'content type application/json'],
    ['a damaged pack', (reply: TwinReply) => damaged(reply), 'a damaged pack'],
  ])('is refused where %s comes', async (_what, answer, reason) => {
    tamper('dist-git', /POST .*git-upload-pack/, (reply, _request, times) =>
      times === 2 ? answer(reply) : reply,
    );
    expect((await refusal((context) => clone(context, NAME, 'rawhide'))).reason).toContain(reason);
  });

  it('with nothing to commit is nobody’s failure but ours', async () => {
    const { verdict, reason } = await refusal(async (context) => {
      const checkout = await clone(context, NAME, 'rawhide');
      const info = { author: 'a', email: 'b', at: 0, message: 'x' };
      commit(checkout, [], info, context.hashes.sha1);
    });
    expect([verdict, reason]).toEqual(['unknown', 'nothing to commit: no file differs']);
  });
});

/** The last byte of the pack's content changed. */
function damaged(reply: TwinReply): TwinReply {
  const body = Buffer.from(reply.body ?? '');
  const at = body.length - 30;
  body[at] = (body[at] ?? 0) ^ 0xff;
  return { ...reply, body };
}

describe('a push', () => {
  it('arrives: in git, in the API, among the world’s commits', () =>
    run(async (context) => {
      const { id } = await change(context, 'arrives');
      expect((await refsOf(context, NAME, 'refs/heads/')).get(RAWHIDE)).toBe(id);
      const again = await clone(context, NAME, 'rawhide');
      expect(await again.read(context, 'notes')).toBe('arrives\n');
      expect(twin().world.commits(NAME).at(-1)).toMatchObject({ sha: id, files: { notes: 'arrives\n' } });
    }));

  it('brings several commits, stacked', () =>
    run(async (context) => {
      const one = edited(context, await clone(context, NAME, 'rawhide'), 'one');
      const two = edited(context, one.checkout, 'two');
      const update = { ref: RAWHIDE, from: one.checkout.base, to: two.id };
      await push(context, NAME, packager().pushToken, [update], [...one.objects, ...two.objects]);
      expect((await clone(context, NAME, 'rawhide')).tip).toBe(two.id);
    }));

  it('tells a ref that has moved, and one that is no longer there', async () => {
    const { reason } = await refusal(async (context) => {
      const made = edited(context, await clone(context, NAME, 'rawhide'), 'slow');
      await change(context, 'quick');
      const update = { ref: RAWHIDE, from: made.checkout.base, to: made.id };
      await push(context, NAME, packager().pushToken, [update], made.objects);
    });
    expect(reason).toContain('somebody else has pushed');
    const gone = { ref: 'refs/heads/gone', from: 'a'.repeat(40), to: 'b'.repeat(40) };
    const pushing = (context: ProbeContext) => push(context, NAME, packager().pushToken, [gone], []);
    expect((await refusal(pushing)).reason).toBe('refs/heads/gone is no longer there');
  });

  it('without a token, or with one that is not good for it, is told so', async () => {
    const update = [{ ref: RAWHIDE, from: null, to: 'a'.repeat(40) }];
    const told = async (token: string | null): Promise<string> =>
      (await refusal((context) => push(context, NAME, token, update, []))).reason;
    expect(await told(null)).toContain('it needs a token (401)');
    expect(await told('wrong')).toContain('the token is refused (401, invalid_token)');
    const { login } = packager();
    const { accessToken } = await run((context) => authorize(context, login, BODHI_CLIENT));
    expect(await told(accessToken)).toContain('the token is refused (401, insufficient_scope)');
  });

  it('never shows its token', async () => {
    const { pushToken } = packager();
    tamper('dist-git', /POST .*git-receive-pack/, () => text('forbidden by the edge', 403));
    const details = await refusal((context) => change(context, 'secret'));
    expect(details.reason).toBe(`the push to rpms/${NAME} is forbidden (403)`);
    expect(JSON.stringify(details)).not.toContain(pushToken);
  });

  it.each([
    ['an empty body', (reply: TwinReply) => ({ ...reply, body: '' }), 'an empty body instead of a report'],
    ['a page', () => html('<title>Oops</title>'), 'an HTML page instead of git'],
    ['an error line', () => receivePack(encodePackets({ line: 'ERR no' })), 'the server refused: no'],
    ['no word on the ref', () => receivePack(banded('unpack ok')), `the server does not confirm ${RAWHIDE}`],
    [
      'a hook that declines',
      () => receivePack(banded('unpack ok', `ng ${RAWHIDE} hook declined`), 'Not today\n'),
      `${RAWHIDE} was rejected: hook declined (remote: Not today)`,
    ],
    [
      'a pack that is not taken',
      () => receivePack(banded('unpack disk full', `ng ${RAWHIDE} unpacker error`)),
      'unpacker error: the pack was not taken (disk full)',
    ],
  ])('that is answered with %s has failed', async (_what, answer, reason) => {
    tamper('dist-git', /POST .*git-receive-pack/, answer);
    expect((await refusal((context) => change(context, `after ${reason}`))).reason).toContain(reason);
  });
});

function banded(...lines: readonly string[]): Uint8Array {
  const report = encodePackets(...lines.map((line) => ({ line })), 'flush');
  return Uint8Array.of(1, ...report);
}

function receivePack(packet: Uint8Array, said?: string): TwinReply {
  const remote = said === undefined ? [] : [Uint8Array.of(2, ...fromLatin1(said))];
  // An answer that begins with a band is a packet of its own; lines stand there already as packets.
  const body = packet[0] === 1 ? encodePackets(...remote, packet, 'flush') : packet;
  const headers = { 'content-type': 'application/x-git-receive-pack-result' };
  return { status: 200, headers, body: Buffer.from(toLatin1(body), 'latin1') };
}

describe('a fork', () => {
  it('takes branches, also when it is older than the checkout, and gives them up again', () =>
    run(async (context) => {
      const { pagureToken, principal } = TWIN_CREDENTIALS;
      const fork = await ensureFork(context, pagureToken, NAME, principal);
      await change(context, 'after the fork');
      const made = edited(context, await clone(context, NAME, 'rawhide'), 'for the fork');
      const { pushToken } = packager();
      const ref = 'refs/heads/pw-test';
      await pushToFork(context, fork, pushToken, made.checkout, ref, made.objects);
      expect((await refsOf(context, fork, ref)).get(ref)).toBe(made.id);
      expect(await (await clone(context, fork, 'pw-test')).read(context, 'notes')).toBe('for the fork\n');
      const next = edited(context, made.checkout, 'once more');
      await pushToFork(context, fork, pushToken, next.checkout, ref, [...made.objects, ...next.objects]);
      expect((await refsOf(context, fork, ref)).get(ref)).toBe(next.id);
      expect(await deleteRef(context, fork, pushToken, ref)).toBe(true);
      expect(await deleteRef(context, fork, pushToken, ref)).toBe(false);
    }));
});

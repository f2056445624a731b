import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../../build.mjs';
import { ProbeFailure } from '../../../lib/probe/failure.ts';
import type { ProbeContext } from '../../../lib/probe/probe.ts';
import type { GitObject } from '../../../lib/protocols/git/objects.ts';
import { unpack } from '../../../lib/protocols/git/unpack.ts';
import { object, string } from '../../../lib/protocols/shape.ts';
import { type Checkout, clone, commit, historyPack, refsOf } from '../../../lib/systems/dist-git/git.ts';
import { deleteRef, push, pushToFork } from '../../../lib/systems/dist-git/push.ts';
import { findK6 } from '../../../tools/k6-binary.ts';
import { CLEAN } from '../../support/start.ts';
import type { GitApache } from '../servers/git-apache.ts';

/** Throws what is wrong, else returns what was seen. */
export type Case = (context: ProbeContext, server: GitApache) => Promise<string>;

const seenInK6 = object({ tip: string, refused: string });
const RAWHIDE = 'refs/heads/rawhide';
const BY = { author: 'packagerbot', email: 'packagerbot@example.org' };

/** As many commits as asked for, in the form of `git fast-import`: files that change a little each time. */
function history(commits: number): string {
  const parts: string[] = ['reset refs/heads/rawhide\n'];
  const lines = Array.from({ length: 60 }, (_, at) => `line ${at} of the spec, which stays as it is`);
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  for (let at = 0; at < commits; at++) {
    lines[at % lines.length] = `line changed in commit ${at}`;
    const who = `Somebody <s@example.org> ${1_600_000_000 + at * 60} +0000`;
    parts.push(`commit ${RAWHIDE}\nauthor ${who}\ncommitter ${who}\n${data(`Commit ${at}`)}`);
    parts.push(`M 100644 inline a.spec\n${data(lines.join('\n'))}`);
    parts.push(`M 100644 inline sources\n${data(`SHA512 (a-${at}.tar.gz)`)}`);
    parts.push(`M 100755 inline tests/run.sh\n${data(`#!/bin/sh\n# ${at}\n`)}`);
  }
  return parts.join('');
}

async function filledRepository(server: GitApache, name: string, commits = 3): Promise<void> {
  await server.create(name);
  await server.git(name, ['fast-import', '--quiet'], history(commits));
  for (const [setting, value] of [
    ['uploadpack.allowFilter', 'true'],
    ['receive.fsckObjects', 'true'],
  ] as const) {
    await server.git(name, ['config', setting, value]);
  }
}

/** Commits one line more; returns the checkout with it and what to push. */
function edited(context: ProbeContext, checkout: Checkout, line: string) {
  const info = { ...BY, at: context.now(), message: `Add ${line}` };
  return commit(checkout, [{ path: 'added.txt', content: `${line}\n` }], info, context.hashes.sha1);
}

async function refusal(work: Promise<unknown>): Promise<{ reason: string; evidence: string }> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure)) throw thrown;
    return { reason: thrown.details.reason, evidence: thrown.details.evidence ?? '' };
  }
  throw new Error('it was not refused');
}

/** The content hashes of everything that git itself finds in a repository. */
async function idsIn(server: GitApache, name: string): Promise<readonly string[]> {
  const lines = await server.git(name, ['rev-list', '--objects', '--all', '--no-object-names']);
  return lines.split('\n').sort();
}

function packsOnDisk(server: GitApache, name: string): readonly Uint8Array[] {
  const folder = join(server.folderOf(name), 'objects', 'pack');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.pack'))
    .map((file) => new Uint8Array(readFileSync(join(folder, file))));
}

const idsOf = (objects: ReadonlyMap<string, GitObject>): readonly string[] => [...objects.keys()].sort();

export const CASES: Readonly<Record<string, Case>> = {
  'clones, edits, pushes 20 commits that git finds whole': async (context, server) => {
    await filledRepository(server, 'rpms/bash');
    let checkout = await clone(context, 'bash', 'rawhide');
    assert.equal(checkout.snapshot.objects.size, 3, 'the clone holds one commit and two trees');
    const spec = await checkout.read(context, 'a.spec');
    assert.match(spec, /line changed in commit 2/);
    const objects: GitObject[] = [];
    const from = checkout.tip;
    for (let at = 1; at <= 20; at++) {
      const changes = [
        { path: 'a.spec', content: `${spec}\n# bump ${at} é` },
        { path: `tests/deep/${at}.txt`, content: `${at}` },
        ...(at === 5 ? [{ path: 'sources', content: null }] : []),
      ];
      const info = { ...BY, at: context.now() + at * 1000, message: `Bump ${at}` };
      const made = commit(checkout, changes, info, context.hashes.sha1);
      objects.push(...made.objects);
      checkout = made.checkout;
    }
    await push(context, 'bash', server.token, [{ ref: RAWHIDE, from, to: checkout.tip }], objects);
    const fsck = await server.git('rpms/bash', ['fsck', '--strict', '--full', '--no-progress']);
    assert.equal(fsck, '', `git fsck: ${fsck}`);
    const log = await server.git('rpms/bash', ['log', '--format=%an %s', `${from}..rawhide`]);
    const expected = Array.from({ length: 20 }, (_, at) => `packagerbot Bump ${20 - at}`);
    assert.deepEqual(log.split('\n'), expected);
    assert.match(await server.git('rpms/bash', ['show', 'rawhide:a.spec']), /bump 20 é$/);
    const again = await clone(context, 'bash', 'rawhide');
    assert.equal(again.tip, checkout.tip);
    assert.equal(await again.read(context, 'tests/deep/7.txt'), '7');
    return `${objects.length} objects, fsck --strict clean, log has all 20`;
  },

  'does the same in k6': async (_context, server) => {
    await filledRepository(server, 'rpms/in-k6');
    const before = await server.git('rpms/in-k6', ['rev-parse', 'rawhide']);
    const script = join(server.folder, 'in-k6.js');
    await bundle({ entry: 'tests/real/git/in-k6.ts', out: script });
    const k6 = await findK6(() => undefined);
    const { stdout } = await promisify(execFile)(k6.path, ['run', '--quiet', '--no-usage-report', script], {
      env: { ...CLEAN, GIT: server.url, TOKEN: server.token },
      timeout: 60_000,
    });
    const { tip, refused } = seenInK6(JSON.parse(stdout), 'k6');
    assert.match(refused, /it needs a token \(401\)/);
    assert.equal(await server.git('rpms/in-k6', ['rev-parse', 'rawhide']), tip);
    assert.equal(await server.git('rpms/in-k6', ['rev-list', '--count', `${before}..rawhide`]), '20');
    assert.equal(await server.git('rpms/in-k6', ['fsck', '--strict', '--full', '--no-progress']), '');
    assert.match(await server.git('rpms/in-k6', ['log', '-1', '--format=%s']), /^From k6, 20 é$/);
    return '20 commits pushed, fsck --strict clean';
  },

  'tells a push that is no fast-forward in git’s words': async (context, server) => {
    await filledRepository(server, 'rpms/nff');
    await server.git('rpms/nff', ['config', 'receive.denyNonFastForwards', 'true']);
    const other = await server.git('rpms/nff', ['rev-parse', 'rawhide~1']);
    const { tip } = await clone(context, 'nff', 'rawhide');
    const { reason } = await refusal(
      push(context, 'nff', server.token, [{ ref: RAWHIDE, from: tip, to: other }], []),
    );
    assert.match(reason, /refs\/heads\/rawhide was rejected: non-fast-forward/);
    return reason;
  },

  'tells a ref that somebody else has moved': async (context, server) => {
    await filledRepository(server, 'rpms/race');
    const checkout = await clone(context, 'race', 'rawhide');
    const first = edited(context, checkout, 'first');
    const second = edited(context, checkout, 'second');
    const to = ({ id }: { id: string }) => [{ ref: RAWHIDE, from: checkout.tip, to: id }];
    await push(context, 'race', server.token, to(first), first.objects);
    const { reason } = await refusal(push(context, 'race', server.token, to(second), second.objects));
    assert.match(reason, /has moved to .* somebody else has pushed/);
    return reason;
  },

  'tells a hook that declines, with what it said': async (context, server) => {
    await filledRepository(server, 'rpms/hook');
    const hook = join(server.folderOf('rpms/hook'), 'hooks', 'pre-receive');
    mkdirSync(join(server.folderOf('rpms/hook'), 'hooks'), { recursive: true });
    writeFileSync(
      hook,
      "#!/bin/sh\necho 'Denied push for you'\necho 'All changes have been rejected' >&2\nexit 1\n",
    );
    chmodSync(hook, 0o755);
    const checkout = await clone(context, 'hook', 'rawhide');
    const made = edited(context, checkout, 'x');
    const { reason, evidence } = await refusal(
      push(context, 'hook', server.token, [{ ref: RAWHIDE, from: checkout.tip, to: made.id }], made.objects),
    );
    assert.match(reason, /refs\/heads\/rawhide was rejected: pre-receive hook declined/);
    assert.equal(evidence, 'remote: Denied push for you\nremote: All changes have been rejected');
    return reason;
  },

  'tells objects that git will not take': async (context, server) => {
    await filledRepository(server, 'rpms/broken');
    const checkout = await clone(context, 'broken', 'rawhide');
    const made = edited(context, checkout, 'x');
    const without = made.objects.filter(({ type }) => type !== 'tree');
    const { reason } = await refusal(
      push(context, 'broken', server.token, [{ ref: RAWHIDE, from: checkout.tip, to: made.id }], without),
    );
    assert.match(reason, /refs\/heads\/rawhide was rejected/);
    return reason;
  },

  'tells a missing and a wrong token, a repository and a branch that are not there': async (
    context,
    server,
  ) => {
    await filledRepository(server, 'rpms/closed');
    const update = [{ ref: RAWHIDE, from: null, to: 'a'.repeat(40) }];
    const refused = async (work: Promise<unknown>, expected: RegExp): Promise<void> =>
      assert.match((await refusal(work)).reason, expected);
    await refused(push(context, 'closed', null, update, []), /needs a token \(401\)/);
    await refused(push(context, 'closed', 'wrong', update, []), /token is refused \(401\)/);
    await refused(push(context, 'none', server.token, update, []), /no repository rpms\/none \(404\)/);
    await refused(clone(context, 'none', 'rawhide'), /no repository rpms\/none \(404\)/);
    await refused(clone(context, 'closed', 'f1'), /no branch f1/);
    return 'each in its own words';
  },

  'clones without filters, where they are not allowed': async (context, server) => {
    await filledRepository(server, 'rpms/whole');
    await server.git('rpms/whole', ['config', 'uploadpack.allowFilter', 'false']);
    const checkout = await clone(context, 'whole', 'rawhide');
    assert.equal(checkout.snapshot.objects.size, 6);
    assert.match(await checkout.read(context, 'tests/run.sh'), /# 2/);
    return `${checkout.snapshot.objects.size} objects`;
  },

  'creates and deletes a branch': async (context, server) => {
    await filledRepository(server, 'rpms/branches');
    const checkout = await clone(context, 'branches', 'rawhide');
    const made = edited(context, checkout, 'x');
    const ref = 'refs/heads/probe/one';
    await push(context, 'branches', server.token, [{ ref, from: null, to: made.id }], made.objects);
    assert.equal((await refsOf(context, 'branches', 'refs/heads/probe/')).get(ref), made.id);
    assert.equal(await deleteRef(context, 'branches', server.token, ref), true);
    assert.equal(await deleteRef(context, 'branches', server.token, ref), false);
    assert.equal((await refsOf(context, 'branches', 'refs/heads/probe/')).size, 0);
    return 'both seen in the refs';
  },

  'brings a stale fork the history it lacks': async (context, server) => {
    await filledRepository(server, 'rpms/forked', 4);
    const fork = 'forks/packagerbot/rpms/forked';
    await server.create(fork);
    const old = ['push', '-q', server.folderOf(fork), 'rawhide~2:refs/heads/rawhide'];
    await server.git('rpms/forked', old);
    const checkout = await clone(context, 'forked', 'rawhide');
    const made = edited(context, checkout, 'x');
    const repository = { user: 'packagerbot', name: 'forked' };
    const ref = 'refs/heads/probe';
    await pushToFork(context, repository, server.token, made.checkout, ref, made.objects);
    assert.equal((await refsOf(context, repository, ref)).get(ref), made.id);
    assert.equal(await server.git(fork, ['fsck', '--strict', '--full', '--no-progress']), '');
    const next = edited(context, made.checkout, 'y');
    await pushToFork(context, repository, server.token, next.checkout, ref, next.objects);
    return `git log of the fork: ${await server.git(fork, ['rev-list', '--count', 'probe'])} commits`;
  },

  'reads deltas of a tightly packed repository, by distance and by id': async (context, server) => {
    await filledRepository(server, 'rpms/packed', 300);
    const all = await idsIn(server, 'rpms/packed');
    const seen: string[] = [];
    for (const offsets of ['true', 'false']) {
      await server.git('rpms/packed', ['config', 'repack.useDeltaBaseOffset', offsets]);
      await server.git('rpms/packed', ['repack', '-q', '-adf', '--depth=50']);
      const [pack] = packsOnDisk(server, 'rpms/packed');
      assert.ok(pack !== undefined);
      assert.deepEqual(idsOf(unpack(pack, context.hashes.sha1)), all);
      seen.push(`${pack.length} bytes with ${offsets === 'true' ? 'distances' : 'ids'}`);
    }
    const checkout = await clone(context, 'packed', 'rawhide');
    const sent = await historyPack(context, checkout, []);
    assert.deepEqual(idsOf(unpack(sent, context.hashes.sha1)), all);
    return `${all.length} objects of 300 commits, all ids right: ${seen.join(', ')}`;
  },
};

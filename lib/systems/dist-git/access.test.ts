import { expect, it } from 'vitest';
import { fakeTransport } from '../../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { withContext } from '../../probe/run.ts';
import { local } from '../../targets/local.ts';
import { commitRight } from './access.ts';

const PROJECT = {
  fullname: 'rpms/bash',
  access_users: {
    owner: ['owner'],
    admin: ['admin'],
    commit: ['committer'],
    collaborator: ['helper'],
    ticket: ['t'],
  },
  access_groups: { admin: ['admins'], commit: ['sig'], collaborator: ['helpers'], ticket: ['tickets'] },
};

function right(
  username: string,
  groups: readonly string[] = [],
  project: unknown = PROJECT,
): Promise<string | null> {
  const engine = nodeEngine({ transport: fakeTransport(() => ({ text: JSON.stringify(project) })) });
  const asker = { id: 'workflow.preconditions', system: 'dist-git' } as const;
  return withContext(engine, local, asker, (context) => commitRight(context, 'bash', { username, groups }));
}

it.each([
  ['owner', [], 'owner'],
  ['admin', [], 'admin'],
  ['committer', [], 'committer'],
  ['x', ['packager', 'admins'], 'member of the group admins'],
  ['x', ['sig'], 'member of the group sig'],
  ['x', ['provenpackager'], 'member of the group provenpackager'],
  ['helper', [], 'collaborator, in some branches,'],
  ['x', ['helpers'], 'collaborator, in some branches,'],
  ['t', ['packager', 'tickets'], null],
  ['x', [], null],
])('%s in %j: %s', async (user, groups, expected) => {
  expect(await right(user, groups)).toBe(expected);
});

it('takes missing lists for empty ones, and no other answer for a project', async () => {
  const bare = { fullname: 'rpms/bash', access_users: { owner: ['owner'] }, access_groups: {} };
  expect(await right('owner', [], bare)).toBe('owner');
  expect(await right('x', ['sig'], bare)).toBeNull();
  await expect(right('x', [], { fullname: 'rpms/bash' })).rejects.toThrow('access_users is missing');
});

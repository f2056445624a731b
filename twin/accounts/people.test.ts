import { describe, expect, it } from 'vitest';
import { PACKAGERS } from '../world/people.ts';
import {
  type AccountChanges,
  AGREEMENT,
  LACKING,
  PACKAGER_GROUP,
  People,
  TWIN_CREDENTIALS,
} from './people.ts';

describe('the accounts', () => {
  const people = new People();

  it('know the packager of the workflow, with all that it takes', () => {
    expect(people.find(TWIN_CREDENTIALS.principal)).toEqual({
      name: 'packagerbot',
      password: TWIN_CREDENTIALS.password,
      groups: [PACKAGER_GROUP],
      agreements: [AGREEMENT],
      state: 'active',
    });
  });

  it('know the packagers of the world, whose passwords nobody knows', () => {
    expect(people.find(PACKAGERS[0])).toMatchObject({ password: null, groups: [PACKAGER_GROUP] });
    expect(people.find('nobody')).toBeUndefined();
  });

  it('lack one thing each', () => {
    expect(people.find(LACKING.group)).toMatchObject({
      groups: [],
      agreements: [AGREEMENT],
      state: 'active',
    });
    expect(people.find(LACKING.agreement)).toMatchObject({ groups: [PACKAGER_GROUP], agreements: [] });
    expect(people.find(LACKING.account)?.state).toBe('account expired');
    expect(people.find(LACKING.freshPassword)?.state).toBe('password expired');
    expect(people.find(LACKING.trust)?.state).toBe('revoked');
  });

  it('change while a fault lasts, and are as before when it is over', () => {
    let changes: AccountChanges = {};
    const changing = new People(() => changes);
    const usual = changing.find('packagerbot');
    changes = { packagerbot: { groups: [] } };
    expect(changing.find('packagerbot')).toEqual({ ...usual, groups: [] });
    changes = { packagerbot: null };
    expect(changing.find('packagerbot')).toBeUndefined();
    changes = {};
    expect(changing.find('packagerbot')).toEqual(usual);
  });
});

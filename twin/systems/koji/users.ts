import { userId } from '../../world/hosts.ts';
import { PACKAGERS, SERVICE } from '../../world/people.ts';
import type { Methods } from './arguments.ts';
import { generic } from './fault.ts';

const ACCOUNTS: readonly string[] = [...PACKAGERS, ...Object.values(SERVICE)];

/** Accounts, by name or by id; nil for one that koji does not know, a fault with `strict`. */
export const USER_METHODS: Methods = {
  getUser: {
    names: ['userInfo', 'strict', 'krb_princs', 'groups'],
    run: (world, args) => {
      const wanted = args.key('userInfo');
      const name = ACCOUNTS.find((one) => one === wanted || userId(one) === wanted);
      if (name !== undefined) {
        return { id: userId(name), name, status: 0, usertype: 0, krb_principals: [`${name}@${world.realm}`] };
      }
      if (args.flag('strict')) throw generic(`No such user: ${JSON.stringify(wanted)}`);
      return null;
    },
  },
};

import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Engine } from '../../lib/k6/ports.ts';
import { ProbeFailure } from '../../lib/probe/failure.ts';
import type { ProbeContext } from '../../lib/probe/probe.ts';
import { withContext } from '../../lib/probe/run.ts';
import { type KerberosLogin, kinit } from '../../lib/systems/fas/kerberos.ts';
import { authorize, PUSH_CLIENT } from '../../lib/systems/fas/oidc.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { resolveConfig } from '../../lib/targets/resolve.ts';
import { TWIN_CREDENTIALS } from '../../twin/accounts/people.ts';
import { nodeCiphers } from '../../twin/ciphers.ts';
import type { Conduct } from '../../twin/live/conduct.ts';
import type { Interceptor } from '../../twin/service.ts';
import { startTwin, type Twin } from '../../twin/twin.ts';
import { nodeEngine } from './node-engine.ts';
import type { Change } from './twin-run.ts';

/** Somebody who has logged in to a twin, and may push. */
export interface Packager {
  readonly login: KerberosLogin;
  readonly pushToken: string;
}

interface PackagerBench {
  twin(): Twin;
  packager(): Packager;
  /** Work with a context of its own at the twin; waits are shortened. */
  run<T>(work: (context: ProbeContext) => Promise<T>, engine?: Partial<Engine>): Promise<T>;
  /** The failure that work ends with. */
  refusal(work: (context: ProbeContext) => Promise<unknown>): Promise<ProbeFailure['details']>;
  /** Until the end of the test, changes answers of one address whose method, path and query match. */
  tamper(address: AddressName, at: RegExp, change: Change): void;
}

const untouched: Interceptor = (_address, _request, next) => next();

/** Starts a twin for the tests of a file, and logs its packager in. */
export function usePackager(conduct: Partial<Conduct> = {}): PackagerBench {
  let fault = untouched;
  let twin: Twin;
  let packager: Packager;
  const run: PackagerBench['run'] = (work, engine = {}) => {
    const { target } = resolveConfig(twin.env, { target: 'local', only: '' });
    const node = nodeEngine();
    const quick = { ...node, clock: { ...node.clock, sleep: () => node.clock.sleep(20) }, ...engine };
    return withContext(quick, target, { id: 'workflow.test', system: 'dist-git' }, work);
  };
  beforeAll(async () => {
    twin = await startTwin({ portBase: 0, conduct, intercept: (...args) => fault(...args) });
    packager = await run(async (context) => {
      const login = await kinit(context, nodeCiphers, TWIN_CREDENTIALS);
      return { login, pushToken: (await authorize(context, login, PUSH_CLIENT)).accessToken };
    });
  });
  afterAll(() => twin.stop());
  beforeEach(() => {
    fault = untouched;
  });
  return {
    twin: () => twin,
    packager: () => packager,
    run,
    refusal: (work) =>
      run(async (context) => {
        try {
          await work(context);
        } catch (thrown) {
          if (thrown instanceof ProbeFailure) return thrown.details;
          throw thrown;
        }
        throw new Error('it was not refused');
      }),
    tamper: (wanted, at, change) => {
      let times = 0;
      fault = async (address, request, next) => {
        const reply = await next();
        if (address !== wanted || !at.test(`${request.method} ${request.path}?${request.query}`))
          return reply;
        times += 1;
        return change(reply, request, times);
      };
    },
  };
}

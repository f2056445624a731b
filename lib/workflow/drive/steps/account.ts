import { ProbeFailure } from '../../../probe/failure.ts';
import type { ProbeContext } from '../../../probe/probe.ts';
import { bodhiReleases } from '../../../systems/bodhi/probes.ts';
import { commitRight } from '../../../systems/dist-git/access.ts';
import { type KerberosLogin, kinit } from '../../../systems/fas/kerberos.ts';
import { membershipOf } from '../../../systems/fas/membership.ts';
import { type Flow, made, type Step, type StepDone } from '../flow.ts';
import { chosenRelease } from '../release.ts';
import { secondsInWords } from '../step-clock.ts';

/** Whose members may commit to packages, once they have signed what a contributor agrees to. */
const GROUP = 'packager';
const AGREEMENT = 'FPCA';
const HOUR = 3_600_000;

/**
 * What must be so before anything is written, each missing thing a line of its own: the release, the agreement, the
 * group, and the right to commit. Some of it is told only to who has logged in: then a login that fails leaves this
 * step unknown, and the next one tells why.
 */
export const preconditions: Step = {
  name: 'preconditions',
  system: 'fas',
  run: async (flow, context) => {
    flow.release = chosenRelease(await context.need(bodhiReleases), flow.settings.release);
    const login = await loggedIn(flow, context);
    if (login === null) return { unknown: 'agreement, group and commit right not read: no ticket' };
    const member = await membershipOf(context, login);
    const missing: string[] = [];
    if (!member.agreements.includes(AGREEMENT))
      missing.push(`${member.username} has not signed the ${AGREEMENT}`);
    if (!member.groups.includes(GROUP)) missing.push(`${member.username} is not in the group ${GROUP}`);
    const rights: string[] = [];
    for (const { name } of flow.packages) {
      const right = await commitRight(context, name, member);
      if (right === null) missing.push(`${member.username} may not commit to rpms/${name}`);
      else rights.push(`${right} of ${name}`);
    }
    if (missing.length > 0) throw lacking(missing);
    flow.user = member.username;
    return {
      reason: `${member.username} has signed the ${AGREEMENT}, is in ${GROUP}, and is ${rights.join(', ')}; ${flow.release.name}`,
    };
  },
};

/** A shortcoming of the account is nobody's outage, but a run that goes on would only fail later. */
function lacking(missing: readonly string[]): ProbeFailure {
  return new ProbeFailure({ verdict: 'failed', what: 'wrong answer', reason: missing.join('\n') });
}

/** Logs in once; what went wrong is kept for the step whose part it is. */
async function loggedIn(flow: Flow, context: ProbeContext): Promise<KerberosLogin | null> {
  const startedAt = context.now();
  try {
    flow.login = await kinit(context, flow.means.ciphers, flow.means.credential);
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure)) throw thrown;
    flow.loginFailure = thrown;
  }
  flow.loginMs = context.now() - startedAt;
  return flow.login;
}

/** Judges the login that the preconditions needed: a second one would tell no more, and counts as a login too. */
export const login: Step = {
  name: 'login',
  system: 'fas',
  run: async (flow, context, clock): Promise<StepDone> => {
    clock.credit(flow.loginMs);
    if (flow.loginFailure !== null) throw flow.loginFailure;
    const { principal, endsAt } = made(flow.login, 'login');
    const hours = Math.round((endsAt - context.now()) / HOUR);
    return { reason: `ticket of ${principal} for ${hours} h in ${secondsInWords(flow.loginMs)}` };
  },
};

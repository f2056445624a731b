import { askGreeting } from '../../probe/ask.ts';
import { cannotJudge, excerpt, ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import { type Answer, defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { toHex } from '../../protocols/bytes.ts';
import type { Retired } from '../../targets/target.ts';
import { isZmtp, PROVOKE } from './greeting.ts';

const greeting = defineProbe({
  id: 'fedmsg.gateway.greeting',
  question: 'does the ZeroMQ gateway greet, or, where it is retired, is it silent and its edge alive?',
  at: 'fedmsg',
  run: (context) => {
    const gateway = context.target.fedmsgGateway;
    return gateway === 'serves' ? greets(context) : retired(context, gateway);
  },
});

async function greets(context: ProbeContext): Promise<Answer<null>> {
  const address = context.address('fedmsg');
  const answer = await askGreeting(context, address, PROVOKE);
  if ('tlsOnly' in answer) throw wrongAnswer('TLS instead of a ZMTP greeting', '', address);
  const { greeting: bytes, ms } = answer;
  if (!isZmtp(bytes)) {
    throw wrongAnswer(
      `${bytes.length} bytes that are no ZMTP greeting`,
      toHex(bytes.subarray(0, 64)),
      address,
    );
  }
  return {
    reason: `ZMTP greeting of ${bytes.length} bytes`,
    value: ms,
    evidence: toHex(bytes.subarray(0, 12)),
    url: address,
    data: null,
  };
}

/** Words of a failure that come from nobody being there; a reset or a hang-up comes from somebody. */
const NOBODY =
  /^(?:connection refused|(?:connection )?timed out|host name does not exist|.*(?:no route to host|unreachable))/;

/** Silence means retirement only if the network between us and Fedora is seen to work. */
async function retired(context: ProbeContext, { since, edge }: Retired): Promise<Answer<null>> {
  const answer = await greets(context).catch(silence);
  if (typeof answer !== 'string') {
    return { ...answer, reason: `still serves (${answer.reason}), though retired since ${since}` };
  }
  const url = context.address(edge);
  const { timeoutMs } = context.target;
  const request = {
    method: 'GET',
    url,
    headers: {},
    read: 'none',
    timeoutMs,
    redirects: 0,
    expect: [200, 308],
  } as const;
  const { status, timings, error } = await context.send(request, false);
  if (status === 0)
    throw cannotJudge(`neither the gateway (${answer}) nor ${edge} (${excerpt(error)}) answers`, '', url);
  const reason = `retired since ${since}; nothing there (${answer}), while ${edge} answers ${status}`;
  // The figure is the edge's: how long nobody took to be silent says nothing.
  return { reason, value: timings.duration, url: context.address('fedmsg'), data: null };
}

/** In words, that nobody is there; throws on what somebody did. */
function silence(thrown: unknown): string {
  if (
    thrown instanceof ProbeFailure &&
    thrown.details.what === 'down' &&
    NOBODY.test(thrown.details.reason)
  ) {
    return thrown.details.reason;
  }
  throw thrown;
}

export const fedmsgProbes: readonly Probe[] = [greeting];

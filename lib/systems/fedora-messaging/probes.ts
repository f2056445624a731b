import { PROBE_LIMITS } from '../../../thresholds/objectives.ts';
import { askGreeting } from '../../probe/ask.ts';
import { cannotJudge, ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { toHex } from '../../protocols/bytes.ts';
import { ageOf } from '../datagrepper/age.ts';

/** AMQP 0-9-1, as the broker tells it to whoever speaks something else. */
const VERSION = toHex(Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1));

const greeting = defineProbe({
  id: 'fedora-messaging.broker.greeting',
  question: 'does the broker answer over TLS, and with the version of AMQP that clients speak?',
  at: 'fedora-messaging',
  run: async (context) => {
    const address = context.address('fedora-messaging');
    const answer = await askGreeting(context, address).catch(refusedHandshake);
    if ('tlsOnly' in answer) {
      // Fedora's broker has a private authority and speaks only to holders of its certificates.
      const reason = `answers over TLS, greeting not read: ${answer.why}`;
      return { reason, value: answer.ms, url: address, data: null };
    }
    const said = toHex(answer.greeting);
    if (said !== VERSION) throw wrongAnswer('no greeting of AMQP 0-9-1', said.slice(0, 128), address);
    return { reason: 'AMQP 0-9-1 over TLS', value: answer.ms, url: address, data: null };
  },
});

/** Under TLS 1.2 a missing client certificate and a broken TLS set-up look the same. */
function refusedHandshake(thrown: unknown): never {
  if (!(thrown instanceof ProbeFailure) || !/tls: handshake failure/.test(thrown.details.reason))
    throw thrown;
  const { reason, url } = thrown.details;
  throw cannotJudge(`${reason}: for want of a client certificate, or because its TLS is broken`, '', url);
}

/** Hardly a minute passes without a message; the wider window, of the failing limit, is for bad days. */
const WINDOWS = [
  PROBE_LIMITS['fedora-messaging.bus.age'].warn,
  PROBE_LIMITS['fedora-messaging.bus.age'].fail,
];

const age = defineProbe({
  id: 'fedora-messaging.bus.age',
  kind: 'freshness',
  question: 'how old is the newest message of all topics?',
  at: 'datagrepper',
  run: (context) => ageOf(context, 'anything', WINDOWS),
});

export const fedoraMessagingProbes: readonly Probe[] = [greeting, age];

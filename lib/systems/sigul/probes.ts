import { PROBE_LIMITS } from '../../../thresholds/objectives.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { ShapeError } from '../../protocols/shape.ts';
import { ageOf } from '../datagrepper/age.ts';
import type { BusMessage } from '../datagrepper/client.ts';
import { datagrepperTopic } from '../datagrepper/probes.ts';
import { queryRPMSigs } from '../koji/calls.ts';
import { call, throughKoji, webUrl } from '../koji/client.ts';
import { kojiApiVersion } from '../koji/probes.ts';
import { rpmSign } from './schema.ts';

/** Nobody signs an rpm with more keys than this. */
const ROWS = 20;

const { warn, fail } = PROBE_LIMITS['sigul.signature.age'];

const age: Probe<BusMessage> = defineProbe({
  id: 'sigul.signature.age',
  kind: 'freshness',
  question: 'how old is the newest signature, as koji announced it on the bus?',
  at: 'datagrepper',
  capability: 'signing',
  run: (context) =>
    ageOf(context, { topic: `${context.target.topicPrefix}.buildsys.rpm.sign` }, [warn, fail]),
});

const present = defineProbe({
  id: 'sigul.signature.present',
  kind: 'consistency',
  question: 'does the hub hold the newest signature that was announced?',
  at: 'koji',
  capability: 'signing',
  run: async (context) => {
    await context.need(kojiApiVersion);
    await context.need(datagrepperTopic);
    const { id, body } = await context.need(age);
    const { sigkey, rpm } = readBody(body, id);
    const file = `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}`;
    const { data, response } = await throughKoji(() => signaturesOf(context, rpm.id));
    const keys = data.map((one) => one.sigkey).filter((key) => key !== '');
    if (!keys.includes(sigkey)) {
      const has = keys.length === 0 ? 'none' : keys.join(', ');
      const reason = `${file}: the bus announced a signature of ${sigkey}, the hub has ${has}`;
      throw wrongAnswer(reason, response.text, response.url);
    }
    const url = webUrl(context, `rpminfo?rpmID=${rpm.id}`);
    return { reason: `${file} is signed with ${sigkey}`, evidence: id, url, data: null };
  },
});

async function signaturesOf(context: ProbeContext, rpm: number) {
  const found = await call(context, queryRPMSigs(rpm, ROWS));
  const other = found.data.find(({ rpm_id }) => rpm_id !== rpm);
  if (other === undefined) return found;
  const reason = `asked for rpm ${rpm}, got rpm ${other.rpm_id}`;
  throw wrongAnswer(reason, found.response.text, found.response.url);
}

function readBody(body: Record<string, unknown>, id: string): ReturnType<typeof rpmSign> {
  try {
    return rpmSign(body, '');
  } catch (thrown) {
    if (thrown instanceof ShapeError)
      throw wrongAnswer(`message ${id}: ${thrown.message}`, JSON.stringify(body));
    throw thrown;
  }
}

export const sigulProbes: readonly Probe[] = [age, present];

import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { filledText, nullable, number, object, type Shaped } from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { bodhiReleases } from '../bodhi/probes.ts';
import type { BusMessage } from '../datagrepper/client.ts';
import { bodiesOf, topicHistory } from '../datagrepper/history.ts';
import { GENERIC_ERROR, hubUrl, multiCall, throughKoji, webUrl } from '../koji/client.ts';
import { kojiApiVersion } from '../koji/probes.ts';
import { someOf } from '../through.ts';
import { signingTags } from './queue.ts';
import { signingTimes, staysIn } from './times.ts';

const DAY_MS = 86_400_000;
const SIGN = 'buildsys.rpm.sign';
/** Packages whose signatures of a day are looked through. */
const PACKAGES = 3;
/** A publisher waits for a confirmation half as long. */
const CONFIRMED_MS = 60_000;

const time = defineProbe({
  id: 'robosignatory.sign.time',
  kind: 'lag',
  question: 'how long did nine of ten builds of the last day wait for their signature, at most?',
  at: 'koji',
  capability: 'signing',
  run: async (context) => {
    await context.need(kojiApiVersion);
    const tags = signingTags(await context.need(bodhiReleases));
    const now = context.now();
    const calls = tags.map(({ tag }) => staysIn(tag, now - DAY_MS));
    const results = await throughKoji(() => multiCall(context, calls));
    const rows = results.flatMap((result, at) => {
      const tag = tags[at]?.tag ?? '';
      if ('fault' in result) {
        // Whether each of the tags exists is a probe of its own.
        if (result.fault.code === GENERIC_ERROR) return [];
        throw cannotJudge(`needs koji: queryHistory of ${tag}: ${result.fault.message}`);
      }
      const stray = result.data.tag_listing.find((row) => row['tag.name'] !== tag);
      if (stray === undefined) return result.data.tag_listing;
      throw cannotJudge(`needs koji: asked for ${tag}, got ${stray['tag.name']}`);
    });
    const times = signingTimes(rows, now);
    if (times === null)
      throw cannotJudge(`nothing came into ${tags.length} signing tags in a day`, '', hubUrl(context));
    const { count, waiting, p50, p90 } = times;
    const reason = `${count} builds, half within ${ageInWords(p50)}, nine of ten within ${ageInWords(p90)}; ${waiting} wait`;
    return { reason, value: p90 / 1000, url: webUrl(context), data: null };
  },
});

const signature = object({
  sigkey: filledText,
  rpm: object({ id: number, build_id: number, name: filledText }),
  build: nullable(object({ nvr: filledText, name: filledText })),
});

type Signature = Shaped<typeof signature>;

/** The packages whose signatures were announced last, each once. */
function lastSigned(messages: readonly BusMessage[]): readonly string[] {
  const names = bodiesOf(messages, signature).flatMap(({ body }) => body.build?.name ?? []);
  return [...new Set(names)].slice(0, PACKAGES);
}

/**
 * Builds of which an rpm was announced twice with the same key. Twice within a minute is one signature, which was
 * published again for want of a confirmation.
 */
function signedAgain(
  signatures: readonly { readonly at: number; readonly body: Signature }[],
): readonly string[] {
  const first = new Map<string, number>();
  const again = new Set<string>();
  const inOrder = [...signatures].sort((one, other) => one.at - other.at);
  for (const { at, body } of inOrder) {
    const { sigkey, rpm, build } = body;
    const key = `${rpm.id} ${sigkey}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, at);
    else if (at - before > CONFIRMED_MS) again.add(build?.nvr ?? `build ${rpm.build_id}`);
  }
  return [...again];
}

async function signaturesOf(context: ProbeContext, name: string): Promise<readonly BusMessage[]> {
  const window = { topic: SIGN, package: name, seconds: 86_400, pages: 1 };
  return (await topicHistory(context, window)).messages;
}

const again = defineProbe({
  id: 'robosignatory.sign.again',
  kind: 'consistency',
  question: `how many builds of the ${PACKAGES} packages signed last were signed twice with the same key in a day?`,
  at: 'datagrepper',
  capability: 'signing',
  run: async (context) => {
    const last = await topicHistory(context, { topic: SIGN, seconds: 86_400, pages: 1 });
    const url = context.address('datagrepper');
    if (last.messages.length === 0) throw cannotJudge('no signature was announced in a day', '', url);
    const names = lastSigned(last.messages);
    if (names.length === 0)
      throw wrongAnswer(`none of ${last.messages.length} signatures names its build`, '', url);
    const all = new Map(last.messages.map((message) => [message.id, message]));
    for (const name of names) {
      for (const message of await signaturesOf(context, name)) all.set(message.id, message);
    }
    const found = signedAgain(bodiesOf([...all.values()], signature));
    const reason =
      found.length === 0
        ? `${all.size} signatures, each announced once; of ${names.join(', ')} all of a day`
        : `signed again within a day: ${someOf(found)}`;
    return { reason, value: found.length, evidence: found.join(', '), url, data: null };
  },
});

/** How signing goes, from koji’s records and from the bus. */
export const signingCrossProbes: readonly Probe[] = [time, again];

import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import { list, nullable } from '../../protocols/shape.ts';
import { bodhiReleases } from '../bodhi/probes.ts';
import { getTag } from '../koji/calls.ts';
import { allOf, hubUrl, orNil, throughKoji, webUrl } from '../koji/client.ts';
import { kojiApiVersion } from '../koji/probes.ts';
import { tag } from '../koji/schema.ts';
import {
  agesInWords,
  lengthsInWords,
  type Queue,
  readQueues,
  type SigningTag,
  signingTags,
  waited,
} from './queue.ts';

/** The tags in which builds of bodhi's releases wait for their signature: never none. */
async function tagsToSign(context: ProbeContext): Promise<readonly SigningTag[]> {
  await context.need(kojiApiVersion);
  const releases = await context.need(bodhiReleases);
  const tags = signingTags(releases);
  if (tags.length > 0) return tags;
  throw wrongAnswer(
    `none of bodhi's ${releases.length} releases has a signing tag`,
    '',
    context.address('bodhi'),
  );
}

const exist = defineProbe({
  id: 'robosignatory.tags.exist',
  kind: 'consistency',
  question: 'does every tag in which bodhi lets builds wait for their signature exist in koji?',
  at: 'koji',
  capability: 'signing',
  run: async (context) => {
    const tags = await tagsToSign(context);
    const calls = tags.map((one) => orNil(getTag(one.tag)));
    const found = await throughKoji(() => allOf(context, calls, list(nullable(tag))));
    const missing = tags.filter((one, at) => found[at]?.name !== one.tag);
    if (missing.length > 0) {
      const names = missing.map((one) => `${one.tag} (${one.releases.join(', ')})`);
      throw wrongAnswer(`koji does not know ${names.join(', ')}`, '', hubUrl(context));
    }
    const names = tags.map((one) => one.tag);
    return { reason: `${names.length} tags: ${names.join(', ')}`, data: tags };
  },
});

const length: Probe<readonly Queue[]> = defineProbe({
  id: 'robosignatory.queue.length',
  kind: 'queue',
  question: 'how many builds of one release wait for their signature?',
  at: 'koji',
  capability: 'signing',
  run: async (context) => {
    const tags = await tagsToSign(context);
    const { queues, missing } = await throughKoji(() => readQueues(context, tags));
    const longest = queues.reduce<Queue | null>(
      (a, b) => (a === null || b.waiting > a.waiting ? b : a),
      null,
    );
    if (longest === null) {
      throw wrongAnswer(`koji does not know any of ${tags.length} signing tags`, '', hubUrl(context));
    }
    const without = missing.length === 0 ? '' : `; not in koji: ${missing.map((one) => one.tag).join(', ')}`;
    const url = webUrl(context, `builds?tagID=${longest.tag}`);
    return { reason: `${lengthsInWords(queues)}${without}`, value: longest.waiting, url, data: queues };
  },
});

const oldest = defineProbe({
  id: 'robosignatory.queue.oldest',
  kind: 'queue',
  question: 'how long has the oldest build waited for its signature?',
  at: 'koji',
  capability: 'signing',
  run: async (context) => {
    // Asked by name first, so that the report says which other system is to blame.
    await context.need(kojiApiVersion);
    await context.need(bodhiReleases);
    const queues = await context.need(length);
    const now = context.now();
    const longest = queues.reduce((a, b) => (waited(b, now) > waited(a, now) ? b : a));
    const url = webUrl(context, `builds?tagID=${longest.tag}`);
    return { reason: agesInWords(queues, now), value: waited(longest, now) / 1000, url, data: null };
  },
});

export const robosignatoryProbes: readonly Probe[] = [exist, length, oldest];

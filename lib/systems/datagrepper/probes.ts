import { askJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe, type ProbeContext } from '../../probe/probe.ts';
import {
  byId,
  category,
  contentType,
  DAY,
  finds,
  HOUR,
  packageOfToday,
  paging,
  sparseUser,
  topic,
} from './questions.ts';
import { healthy } from './schema.ts';

const at = 'datagrepper';

async function health(
  context: ProbeContext,
  check: 'live' | 'ready',
): Promise<{ reason: string; data: null }> {
  const { response } = await askJson(context, `${context.address(at)}/healthz/${check}`, healthy);
  const type = response.headers['content-type'] ?? 'none';
  if (!type.startsWith('application/problem+json')) {
    throw wrongAnswer(`content type ${type}, expected application/problem+json`, response.text, response.url);
  }
  return { reason: `${check}: OK`, data: null };
}

const live = defineProbe({
  id: 'datagrepper.health.live',
  question: 'does its process answer? (it does not look at the database)',
  at,
  run: (context) => health(context, 'live'),
});

const ready = defineProbe({
  id: 'datagrepper.health.ready',
  question: 'does it reach its database?',
  at,
  run: (context) => health(context, 'ready'),
});

/** What every probe that reads the bus needs first; its data is the newest `buildsys.tag`. */
export const datagrepperTopic = defineProbe({
  id: 'datagrepper.search.topic',
  question: 'does a search for one topic over a day find messages, all of that topic?',
  at,
  samples: 3,
  run: (context) => topic(context, 'v2'),
});

const searches: readonly Probe[] = [
  defineProbe({
    id: 'datagrepper.search.package',
    question: 'does a search for a package find the message that named it?',
    at,
    run: (context) => packageOfToday(context, 'v2'),
  }),
  defineProbe({
    id: 'datagrepper.search.sparseUser',
    question: 'does a search for a user with few messages find the message that named the user?',
    at,
    run: (context) => sparseUser(context, 'v2'),
  }),
  defineProbe({
    id: 'datagrepper.search.hour',
    question: 'does a search for a category over an hour find messages?',
    at,
    samples: 3,
    run: (context) => category(context, 'v2', HOUR),
  }),
  defineProbe({
    id: 'datagrepper.search.day',
    question: 'does a search for a category over a day find messages?',
    at,
    run: (context) => category(context, 'v2', DAY),
  }),
  defineProbe({
    id: 'datagrepper.search.paging',
    question: 'does the second page continue the first?',
    at,
    run: (context) => paging(context, 'v2'),
  }),
  defineProbe({
    id: 'datagrepper.search.contentType',
    question: 'is the answer application/json to who asks for it, and JSON to who does not?',
    at,
    run: (context) => contentType(context, 'v2'),
  }),
];

/** The interface of the founding document: the same questions in the envelope of fedmsg. */
const rawSearches: readonly Probe[] = [
  defineProbe({
    id: 'datagrepper.raw.topic',
    question: 'does /raw find messages of one topic over a day, all of that topic?',
    at,
    samples: 3,
    run: (context) => topic(context, 'raw'),
  }),
  defineProbe({
    id: 'datagrepper.raw.package',
    question: 'does /raw find by its package the message that named it?',
    at,
    run: (context) => packageOfToday(context, 'raw'),
  }),
  defineProbe({
    id: 'datagrepper.raw.sparseUser',
    question: 'does /raw find by a user with few messages the message that named the user?',
    at,
    run: (context) => sparseUser(context, 'raw'),
  }),
  defineProbe({
    id: 'datagrepper.raw.hour',
    question: 'does /raw find messages of a category over an hour?',
    at,
    run: (context) => category(context, 'raw', HOUR),
  }),
  defineProbe({
    id: 'datagrepper.raw.day',
    question: 'does /raw find messages of a category over a day?',
    at,
    run: (context) => category(context, 'raw', DAY),
  }),
  defineProbe({
    id: 'datagrepper.raw.paging',
    question: 'does the second page of /raw continue the first?',
    at,
    run: (context) => paging(context, 'raw'),
  }),
  defineProbe({
    id: 'datagrepper.raw.contentType',
    question: 'is the answer of /raw application/json to who asks for it, and JSON to who does not?',
    at,
    run: (context) => contentType(context, 'raw'),
  }),
];

const roundTrip = defineProbe({
  id: 'datagrepper.id.roundTrip',
  question: 'is a message that was found found again by its id?',
  at,
  run: async (context) => byId(context, await context.need(datagrepperTopic)),
});

/** The router in front of it gives up after five minutes, its own server after one. */
const MONTH_TIMEOUT_MS = 35_000;

const month = defineProbe({
  id: 'datagrepper.search.month',
  set: 'deep',
  question: 'how long does a category over 30 days take?',
  at,
  run: (context) =>
    finds(context, 'v2', { category: 'buildsys', windowSeconds: 30 * DAY, rows: 1 }, MONTH_TIMEOUT_MS),
});

export const datagrepperProbes: readonly Probe[] = [
  live,
  ready,
  datagrepperTopic,
  ...searches,
  ...rawSearches,
  roundTrip,
  month,
];

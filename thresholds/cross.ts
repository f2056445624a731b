import { HOUR, type Limit, limit, MINUTE } from './limit.ts';

const ours = (warn: number, fail: number, why: string): Limit => limit('s', warn, fail, why);

/**
 * The limits of the probes that compare two systems, or read a history. A table of its own, as bundles for Synthetic
 * Monitoring, which have a limit on their size, hold none of them.
 */
export const CROSS_LIMITS = {
  'koji.queue.length': limit(
    'tasks',
    500,
    5000,
    'some hundreds wait on a busy day; a burst of 5000 was ELN, rebuilt by mistake in 2024. A mass rebuild waits behind all others, and is not counted',
  ),
  'koji.queue.oldest': ours(
    HOUR,
    6 * HOUR,
    'a builder takes a packager’s task within minutes, unless an architecture has none left',
  ),
  'koji.queue.share': limit(
    'tasks',
    2000,
    20_000,
    'of one owner; a whole mass rebuild has some 20000, of low priority. More than half of a long queue degrades it',
  ),
  'koji.repo.lag': ours(
    3 * HOUR,
    12 * HOUR,
    'kojira makes repos by turns, the twin’s every 96 minutes; later builds do not see the newest packages',
  ),
  'fedora-messaging.builds.announced': limit(
    'builds',
    0,
    2,
    'koji sends best effort, so one may get lost; more are a hole',
  ),
  'fedora-messaging.tags.announced': limit(
    'messages',
    0,
    4,
    'bodhi acts on each of them; in February 2024 koji could send none',
  ),
  'fedora-messaging.tags.gap': ours(
    2 * HOUR,
    6 * HOUR,
    'builds are tagged every few minutes, at night too; a gap twelve times the usual one degrades it',
  ),
  'datanommer.arrival.lag': ours(
    20 * MINUTE,
    2 * HOUR,
    'a message is stored within seconds; the build it is compared with is 10 minutes old',
  ),
  'datagrepper.search.default': limit(
    'ms',
    1000,
    5000,
    'one topic over a day; a default of an hour, in January 2022, answered as fast and found nothing',
  ),
  'robosignatory.sign.time': ours(
    30 * MINUTE,
    4 * HOUR,
    'nine of ten are signed within minutes; Fedora’s own rpm.sign limit is 4 h',
  ),
  'robosignatory.sign.again': limit(
    'builds',
    0,
    2,
    'in July 2025 the broker gave messages out again every 30 minutes, as nobody had acknowledged them',
  ),
  'bodhi.updates.unsigned': limit(
    'updates',
    0,
    3,
    'koji has signed for an hour what bodhi still waits for: it missed a message, and no other will come',
  ),
  'bodhi.builds.withoutUpdate': limit(
    'builds',
    0,
    2,
    'bodhi makes the update seconds after the tag, or, when it missed the message, never',
  ),
  'bodhi.requests.announced': limit(
    'updates',
    0,
    2,
    'tests start from this message: without it they never do',
  ),
  'bodhi.updates.failOpen': limit('updates', 0, 0, 'nothing may be stable that its gate had not let through'),
  'bodhi.deep.failureShare': limit(
    '%',
    0.5,
    2,
    'of 200 requests: with two of five workers gone, in June 2026, the next try mostly worked',
  ),
  'ci.tests.started': ours(
    30 * MINUTE,
    3 * HOUR,
    'Jenkins queues a test within a minute; in January 2022 the trigger came 12 h late',
  ),
  'ci.tests.finished': limit('%', 10, 50, 'nearly every test ends within 90 minutes; some need longer'),
  'ci.tests.errors': limit('%', 20, 50, 'of a day: a few tests always break down'),
  'greenwave.results.seen': limit(
    'results',
    0,
    0,
    'resultsdb holds it for 30 minutes: the gate is shut for no reason until somebody looks',
  ),
  'waiverdb.waivers.effect': limit('waivers', 0, 0, 'greenwave reads waivers anew for each decision'),
  'koschei.results.lag': ours(
    HOUR,
    6 * HOUR,
    'the end of a build is registered by its message, or by the poll every 20 minutes',
  ),
} as const satisfies Record<string, Limit>;

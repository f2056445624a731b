import { describe, expect, it } from 'vitest';
import { releaseBody } from '../../twin/world/bodies-bodhi.ts';
import { clockwork, NOON } from '../../twin/world/clockwork.ts';
import { local } from '../targets/local.ts';
import { readMessage, type WorkflowEvent } from './events.ts';
import { keysOf } from './keys.ts';
import { MILESTONE_NAMES, type Milestone, milestonesOf } from './milestones.ts';
import { tagBook } from './tags.ts';
import { kindOf } from './topics.ts';

/** A day of the twin in which greenwave still tells its decisions. */
const { world } = clockwork(NOON, true);
const DAY = 86_400_000;

function eventsOfADay(): WorkflowEvent[] {
  const found: WorkflowEvent[] = [];
  for (const { at, id, topic, body } of world.messages()) {
    if (at < world.now() - DAY || kindOf(topic, local) === null) continue;
    const message = { at, id, topic, body: { ...body() }, users: [], packages: [] };
    const event = readMessage(message, local);
    if (event !== null) found.push(event);
  }
  return found;
}

describe('the twin’s messages', () => {
  const events = eventsOfADay();
  const book = tagBook(world.releases.map(releaseBody));
  const stepsOf = (tag: string) => book.usesOf(tag).map(({ step }) => step);

  it('are all read, thousands of them', () => {
    expect(events.length).toBeGreaterThan(2000);
  });

  it('tell of every milestone that the twin knows', () => {
    const marked = new Set(events.flatMap((event) => milestonesOf(event, stepsOf)));
    const missing = MILESTONE_NAMES.filter((name) => !marked.has(name));
    expect(missing).toEqual(['withdrawn'] satisfies Milestone[]);
  });

  it('lead one package from its build to the stable tag by their keys', () => {
    const stable = events.filter((event) => milestonesOf(event, stepsOf).includes('stable'));
    const nvrs = stable.flatMap((event) => ('nvr' in event && event.nvr !== null ? [event.nvr] : []));
    const passed = new Set<Milestone>();
    for (const event of events) {
      if (keysOf(event).includes(`nvr:${nvrs[nvrs.length - 1] ?? ''}`)) {
        for (const name of milestonesOf(event, stepsOf)) passed.add(name);
      }
    }
    expect([...passed]).toEqual(
      expect.arrayContaining(['built', 'candidate', 'update-created', 'signed', 'testing-pending', 'stable']),
    );
  });
});

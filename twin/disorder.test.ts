import { describe, expect, it } from 'vitest';
import { twinAsk } from '../tests/support/twin-ask.ts';
import { disordered } from './disorder.ts';
import { datagrepper } from './systems/datagrepper.ts';
import { startTwin } from './twin.ts';
import { DAY, HOUR, MINUTE } from './world/calendar.ts';
import { clockwork, NOON } from './world/clockwork.ts';
import type { Message } from './world/types.ts';

const AILING = { drop: 0.05, duplicate: 0.05, late: 0.05, latestMs: HOUR, seed: 3 };
const WELL = { drop: 0, duplicate: 0, late: 0, latestMs: 0, seed: 3 };

const { world } = clockwork();
/** Ids take long to make: three days are enough. */
const recent = (messages: readonly Message[]) => messages.filter(({ at }) => at >= NOON - 3 * DAY);
const sent = recent(world.messages());
const ailing = disordered(world, AILING);
const idsOf = (messages: readonly Message[]) => messages.map(({ id }) => id);
const byId = (messages: readonly Message[]) => new Map(messages.map((message) => [message.id, message]));

describe('a bus out of order', () => {
  it('has lost, doubled and still not delivered the shares that were asked for', () => {
    const known = byId(sent);
    const heard = byId(recent(ailing.messages()));
    const old = sent.filter(({ at }) => at < NOON - HOUR);
    const lost = old.filter(({ id }) => !heard.has(id)).length / old.length;
    const copies = [...heard.keys()].filter((id) => !known.has(id)).length / sent.length;
    expect(lost).toBeGreaterThan(0.045);
    expect(lost).toBeLessThan(0.055);
    expect(copies).toBeGreaterThan(0.045);
    expect(copies).toBeLessThan(0.055);
    expect(heard.size).toBe(recent(ailing.messages()).length);
  });

  it('stores a copy under an id of its own, soon after, with the same words', () => {
    const known = byId(sent);
    const copies = recent(ailing.messages()).filter(({ id }) => !known.has(id));
    expect(copies.length).toBeGreaterThan(200);
    for (const copy of copies.slice(-200)) {
      expect(copy.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
      const words = JSON.stringify(copy.body());
      const original = world
        .messagesIn('topic', copy.topic)
        .find(
          ({ at, body }) => at < copy.at && at >= copy.at - MINUTE / 2 && JSON.stringify(body()) === words,
        );
      expect(original).toBeDefined();
    }
  });

  it('shows late messages under the time they were sent at, once they have arrived', () => {
    const clock = clockwork();
    const later = disordered(clock.world, { ...WELL, late: 1, latestMs: HOUR });
    const before = byId(recent(later.messages()));
    clock.set(NOON + HOUR);
    const after = byId(recent(later.messages()));
    const late = sent.filter(({ id }) => !before.has(id));
    expect(late.length).toBeGreaterThan(50);
    for (const message of late) {
      expect(message.at).toBeGreaterThan(NOON - HOUR);
      expect(after.get(message.id)?.at).toBe(message.at);
    }
    const times = later.messages().map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    clock.set(NOON);
    expect(idsOf(recent(later.messages()))).toEqual([...before.keys()]);
  });

  it('keeps each list in step with the whole', () => {
    const all = recent(ailing.messages());
    const [topic, one] = ['org.fedoraproject.prod.buildsys.tag', 'kernel'];
    expect(idsOf(recent(ailing.messagesIn('topic', topic)))).toEqual(
      idsOf(all.filter((message) => message.topic === topic)),
    );
    expect(idsOf(recent(ailing.messagesIn('package', one)))).toEqual(
      idsOf(all.filter(({ packages }) => packages.includes(one))),
    );
  });

  it('finds by id what is stored, and nothing else', () => {
    const fresh = disordered(clockwork().world, AILING);
    const heard = byId(recent(ailing.messages()));
    const missing = sent.slice(-2000).filter(({ id }) => !heard.has(id));
    expect(missing.length).toBeGreaterThan(50);
    for (const { id } of missing) expect(fresh.message(id)).toBeUndefined();
    const stored = ailing.messages().slice(-2000);
    for (const { id, at } of stored) expect(fresh.message(id)?.at).toBe(at);
    expect(stored.some(({ id }) => world.message(id) === undefined)).toBe(true);
    expect(fresh.message('00000000-0000-4000-a000-000000000000')).toBeUndefined();
  });

  it('ails in the same way for the same seed, and in another for another', () => {
    const ids = (seed: number) =>
      idsOf(
        disordered(clockwork().world, { ...AILING, seed })
          .messages()
          .slice(-2000),
      );
    const now = ids(3);
    expect(now).toEqual(idsOf(ailing.messages().slice(-2000)));
    expect(now).not.toEqual(ids(4));
  });

  it('leaves a healthy bus and all other systems alone', () => {
    expect(idsOf(recent(disordered(world, WELL).messages()))).toEqual(idsOf(sent));
    expect(ailing.builds()).toBe(world.builds());
    expect(ailing.updates()).toBe(world.updates());
    expect(ailing.taggingsOf(world.builds()[0]?.id ?? 0)).toBe(world.taggingsOf(world.builds()[0]?.id ?? 0));
    expect(ailing.waivers()).toBe(world.waivers());
  });

  it('refuses shares that cannot be', () => {
    for (const wrong of [
      { drop: -0.1 },
      { drop: Number.NaN },
      { drop: 0.6, late: 0.5 },
      { late: 0.1, latestMs: 0 },
    ]) {
      expect(() => disordered(world, { ...AILING, ...wrong })).toThrow(/messages/);
    }
  });

  it('is what datagrepper tells, also of a started twin', async () => {
    const ask = twinAsk(ailing, datagrepper, 'datagrepper');
    const { json } = await ask('/datagrepper/v2/search?delta=600&rows_per_page=100', {
      headers: { accept: 'application/json' },
    });
    const told = ailing.messages().filter(({ at }) => at >= NOON - 10 * MINUTE);
    expect(json).toMatchObject({ raw_messages: told.map(({ id }) => ({ id })).reverse() });

    const disorder = { ...WELL, drop: 1 };
    const twin = await startTwin({ portBase: 0, now: () => NOON, seed: 7, disorder });
    try {
      const reply = await fetch(`${twin.addresses.datagrepper}/messagecount`);
      expect(await reply.json()).toEqual({ messagecount: 0 });
      expect(twin.world.builds().length).toBe(world.builds().length);
    } finally {
      await twin.stop();
    }
  });
});

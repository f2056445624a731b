import { describe, expect, it } from 'vitest';
import { edited, instead } from '../../../tests/support/probe-bench.ts';
import { inContext } from '../../../tests/support/trace-bench.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';
import { isRecord } from '../../protocols/shape.ts';
import { getUpdate, listUpdates } from './client.ts';

const { world } = clockwork();
const update = world.updates().findLast(({ stableAt }) => stableAt !== null && stableAt < world.now());
const HOUR = 3_600_000;

describe('listUpdates', () => {
  it('gives the newest of a time, with the moments that bodhi notes', async () => {
    const now = world.now();
    const filter = { releases: ['F46'], submittedSince: now - 9 * HOUR, submittedBefore: now - 2 * HOUR };
    const found = await inContext(world, (context) => listUpdates(context, filter, 5));
    const truth = world
      .updates()
      .filter(
        ({ releaseName, createdAt }) =>
          releaseName === 'F46' && createdAt >= now - 9 * HOUR && createdAt < now - 2 * HOUR,
      );
    expect(found.map(({ alias }) => alias)).toEqual(
      truth
        .slice(-5)
        .reverse()
        .map(({ alias }) => alias),
    );
    expect(Math.abs((found[0]?.date_stable ?? 0) - (truth.at(-1)?.stableAt ?? 1))).toBeLessThan(1000);
  });

  it('may find none', async () => {
    expect(await inContext(world, (context) => listUpdates(context, { builds: ['no-1-1'] }, 5))).toEqual([]);
  });

  it.each([
    [{ releases: ['F45'] }, /is of F4\d|is of EPEL|is of ELN/],
    [{ builds: ['bash-1-1.fc46'] }, /holds none of the builds/],
    [{ status: 'pending' as const }, /asked for pending/],
  ])('refuses what was not asked for: %j', async (filter, reason) => {
    const all = await inContext(world, (context) => listUpdates(context, { releases: ['F46'] }, 20));
    const body = JSON.stringify({
      page: 1,
      pages: 1,
      total: 20,
      updates: all.map((one) => ({
        ...one,
        date_submitted: '2026-11-20 10:00:00',
        date_testing: null,
        date_stable: null,
      })),
    });
    const headers = { 'content-type': 'application/json' };
    const other = instead(/^\/updates\/$/, { status: 200, headers, body });
    await expect(inContext(world, (context) => listUpdates(context, filter, 20), [], other)).rejects.toThrow(
      reason,
    );
  });

  it('refuses a page that is cut short', async () => {
    const short = edited(/^\/updates\/$/, (page) =>
      isRecord(page) && Array.isArray(page.updates) ? { ...page, updates: page.updates.slice(1) } : page,
    );
    await expect(
      inContext(world, (context) => listUpdates(context, { releases: ['F46'] }, 20), [], short),
    ).rejects.toThrow(/^19 updates with total \d+$/);
  });
});

describe('getUpdate', () => {
  it('is null for an alias that bodhi does not know, and nothing else', async () => {
    const found = await inContext(world, (context) => getUpdate(context, update?.alias ?? ''));
    expect(found?.builds.map(({ nvr }) => nvr)).toEqual(update?.builds.map((id) => world.build(id)?.nvr));
    expect(await inContext(world, (context) => getUpdate(context, 'FEDORA-2026-0123abcdef'))).toBeNull();
    const gone = instead(/^\/updates\//, { status: 410, body: 'Gone' });
    await expect(
      inContext(world, (context) => getUpdate(context, 'FEDORA-2026-0123abcdef'), [], gone),
    ).rejects.toThrow('HTTP 410');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { PROBE_LIMITS } from '../../../thresholds/objectives.ts';
import { json, type TwinReply, type TwinRequest } from '../../../twin/service.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Finding } from '../../probe/finding.ts';
import { runProbes } from '../../probe/run.ts';
import { local } from '../../targets/local.ts';
import { stg } from '../../targets/stg.ts';
import type { Target } from '../../targets/target.ts';
import { datanommerProbes, windowsOf } from './probes.ts';

/** Attempts follow each other at once. */
const clock = { ...nodeEngine().clock, sleep: () => Promise.resolve() };
let world: World;

beforeAll(() => {
  world = createWorld();
});

async function findings(tamper?: Tamper, target: Target = local): Promise<Map<string, Finding>> {
  const engine = nodeEngine({ transport: twinTransport(world, [datagrepper], tamper), clock });
  const run = await runProbes(engine, target, datanommerProbes);
  return new Map(run.findings.map((one) => [one.probe.slice('datanommer.freshness.'.length), one]));
}

/** Whether a search asks for this topic or category. */
function asks({ query }: TwinRequest, name: string): boolean {
  return query.get('topic') === name || query.get('category') === name;
}

const ALIVE = 'org.fedoraproject.prod.buildsys.tag';

/** The only message there is, so many seconds old; found or not as the window has it. */
function one(request: TwinRequest, seconds: number, topic: string): TwinReply {
  const delta = Number(request.query.get('delta'));
  const rows = Number(request.query.get('rows_per_page'));
  const now = Math.floor(Date.now() / 1000);
  const sentAt = new Date((now - seconds) * 1000).toISOString();
  const found = { id: 'a', topic, headers: { 'sent-at': sentAt }, body: {} };
  const raw_messages = seconds <= delta ? [found] : [];
  const count = raw_messages.length;
  const filters = { users: [], packages: [], topics: request.query.getAll('topic') };
  const paging = {
    page: 1,
    rows_per_page: rows,
    order: 'desc',
    categories: request.query.getAll('category'),
  };
  const window = { start: now - delta, delta, end: now };
  return json({
    raw_messages,
    total: count,
    pages: count,
    count,
    arguments: { ...window, ...filters, ...paging },
  });
}

/** Everything is as it should be, but of one publisher there is only one message. */
function aged(name: string, seconds: number, topic: string): Tamper {
  return (reply, request) => (asks(request, name) ? one(request, seconds, topic) : reply);
}

describe('the probes of datanommer', () => {
  it('are green on the twin, with the age as their figure', async () => {
    const found = await findings();
    expect(found.size).toBe(11);
    for (const [name, finding] of found) {
      expect(finding, `${name}: ${finding.reason}`).toMatchObject({
        verdict: 'ok',
        unit: 's',
        kind: 'freshness',
      });
      expect(finding.value).toBeGreaterThanOrEqual(0);
      expect(finding.reason).toMatch(/^newest \S+ \d+ (?:s|min|h|days) old$/);
    }
  });

  it('ask the warning limit first, but for what is rare and has a wide one', () => {
    for (const id of ['datanommer.freshness.git', 'datanommer.freshness.rpmSign'] as const) {
      expect(windowsOf(id)).toEqual([PROBE_LIMITS[id].warn, PROBE_LIMITS[id].fail]);
    }
    expect(windowsOf('datanommer.freshness.resultsdb')).toEqual([172_800]);
    expect(windowsOf('datanommer.freshness.waiverdb')).toEqual([3 * 86_400, 21 * 86_400]);
  });

  it('are degraded past the warning limit, and say how old', async () => {
    const found = await findings(aged('buildsys', 5 * 3600, ALIVE));
    expect(found.get('buildsys')).toMatchObject({ verdict: 'degraded', reason: `newest ${ALIVE} 5 h old` });
    expect(found.get('buildsys')?.value).toBeCloseTo(18_000, -1);
  });

  it('have failed where the widest window is empty', async () => {
    const found = await findings(aged('git', 8 * 86_400, 'org.fedoraproject.prod.git.lookaside.new'));
    expect(found.get('git')).toMatchObject({
      verdict: 'failed',
      reason: 'stale: no message of category git in 7 days',
    });
    const others = [...found.values()].filter(({ probe }) => !probe.endsWith('.git'));
    for (const finding of others) expect(finding).toMatchObject({ verdict: 'ok' });
  });

  it('are not fed by a stream of the same category and another prefix', async () => {
    const found = await findings(aged('ci', 60, 'org.fedoraproject.prod.ci.koschei.build'));
    expect(found.get('ci')).toMatchObject({
      verdict: 'failed',
      reason: 'stale: no message of category ci in 24 h',
    });
  });

  it('are unknown, not failed, while datagrepper does not answer', async () => {
    for (const finding of (await findings(() => ({ status: 503, body: '' }))).values()) {
      expect(finding).toMatchObject({ verdict: 'unknown', causedBy: 'datagrepper.search.topic' });
      expect(finding.reason).toContain('needs datagrepper');
    }
    const slow = await findings((reply, request) =>
      asks(request, 'bodhi') ? { status: 504, body: '' } : reply,
    );
    expect(slow.get('bodhi')).toMatchObject({
      verdict: 'unknown',
      reason: 'needs datagrepper: HTTP 504, 3 of 3',
    });
    expect(slow.get('copr')).toMatchObject({ verdict: 'ok' });
  });

  it('are unknown where datagrepper answers something else', async () => {
    const page = await findings((reply, request) =>
      asks(request, 'koschei') ? { ...reply, body: '<html><title>Log in</title></html>' } : reply,
    );
    expect(page.get('koschei')).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('login page'),
    });
  });

  it('skip what staging does not do', async () => {
    const found = await findings(undefined, { ...local, capabilities: stg.capabilities });
    const skipped = [...found].filter(([, { verdict }]) => verdict === 'skipped').map(([name]) => name);
    expect(skipped).toEqual(['rpmSign', 'composeStart']);
  });
});

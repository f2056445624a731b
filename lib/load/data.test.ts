import { beforeAll, describe, expect, it } from 'vitest';
import { edit, fault, rows } from '../../tests/support/koji-tamper.ts';
import { discovered, requestsOf } from '../../tests/support/load-bench.ts';
import { edited, instead } from '../../tests/support/probe-bench.ts';
import type { Tamper } from '../../tests/support/twin-transport.ts';
import { CALL_IDS } from '../../thresholds/calls.ts';
import { ProbeFailure } from '../probe/failure.ts';
import { isRecord } from '../protocols/shape.ts';
import { headersOf, whyLeftOut } from './calls/requests.ts';
import { type LoadData, loadData } from './data.ts';

let data: LoadData;
let requests: readonly string[];

beforeAll(async () => {
  ({ data, requests } = await discovered());
});

/** The failure that a discovery ends with. */
async function failure(work: Promise<unknown>): Promise<ProbeFailure> {
  const thrown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof ProbeFailure) return thrown;
  throw new Error(`no failure but ${String(thrown)}`);
}

describe('discover', () => {
  it('finds on a healthy target what every call needs', () => {
    expect(CALL_IDS.filter((id) => requestsOf(id, data).length === 0)).toEqual([]);
  });

  it('needs no more than a dozen requests', () => {
    expect(requests.length).toBeLessThanOrEqual(12);
  });

  it('finds enough that neighbouring requests differ', () => {
    const few = [
      'koji.getBuild',
      'koji.listBuilds',
      'koji.getTaskInfo',
      'datagrepper.id',
      'datagrepper.rawPackage',
    ] as const;
    for (const id of few) {
      const found = requestsOf(id, data);
      expect(found.length).toBeGreaterThanOrEqual(8);
      expect(new Set(found.map(({ url, body }) => body ?? url)).size).toBe(found.length);
    }
  });

  it('comes through JSON as it was', () => {
    expect(loadData(JSON.parse(JSON.stringify(data)), '')).toEqual(data);
  });

  it('asks only the systems whose calls are wanted', async () => {
    const hub = await discovered(undefined, ['koji.getBuild']);
    expect(hub.data.bus).toBeNull();
    expect(hub.requests.every((asked) => asked.includes('<methodCall>'))).toBe(true);
    const bus = await discovered(undefined, ['datagrepper.id']);
    expect(bus.data.koji).toBeNull();
    expect(bus.requests.every((asked) => asked.includes('/datagrepper/'))).toBe(true);
  });

  it('says what a hub that fails does', async () => {
    const { details } = await failure(discovered(fault(1014, 'database outage')));
    expect(details).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('fault 1014') });
  });

  it('says that a hub has no builds', async () => {
    const { details } = await failure(discovered(edit('listBuilds', () => [])));
    expect(details).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('listBuilds is a list of 0'),
    });
  });

  it('says that a bus is silent', async () => {
    const silent = edited(/\/raw$/, (page) =>
      isRecord(page) ? { ...page, raw_messages: [], total: 0, pages: 0, count: 0 } : page,
    );
    const { details } = await failure(discovered(silent));
    expect(details).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('no message of buildsys in a day'),
    });
  });

  it('says that a login page is in the way', async () => {
    const page = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Log in</title>',
    };
    const { details } = await failure(discovered(instead(/./, page)));
    expect(details.reason).toContain('an HTML login page instead of XML-RPC');
  });
});

describe('a target that lacks something', () => {
  it('leaves out the calls about repos, and names what they need', async () => {
    // Every multiCall with nil in it is the one that asks for repos.
    const without = await discovered(
      edit('multiCall', (all) => (hasRepo(all) ? rowsOf(all).map(() => [null]) : all)),
    );
    expect(leftOut(without.data)).toEqual(['koji.getRepo', 'koji.repoInfo']);
    expect(whyLeftOut('koji.getRepo')).toBe('needs a build tag with a ready repo, and none was found');
  });

  it('leaves out the calls about tasks', async () => {
    const imported = edit('listBuilds', (all) => rows(all).map((row) => ({ ...row, task_id: null })));
    const without = await discovered(imported);
    expect(leftOut(without.data)).toEqual(['koji.getTaskInfo', 'koji.getTaskDescendents', 'koji.listTasks']);
  });

  it('takes builds in passing tags where nothing is ever signed', async () => {
    const unsigned: Tamper = (reply, { body }) => {
      if (!body.includes('listTags')) return reply;
      const waiting = String(reply.body).replace(
        /<string>(?!.*pending)\w+<\/string>/g,
        '<string>f46-updates-candidate</string>',
      );
      return { ...reply, body: waiting };
    };
    const without = await discovered(unsigned);
    expect(leftOut(without.data)).toEqual(['koji.listTagged']);
    expect(without.data.koji?.tagged).toHaveLength(12);
  });

  it('leaves out the calls about targets', async () => {
    const without = await discovered(edit('getBuildTarget', () => null));
    expect(leftOut(without.data)).toEqual([
      'koji.getBuildTarget',
      'koji.getRepo',
      'koji.repoInfo',
      'koji.getBuildTargets',
    ]);
  });

  it('leaves out the searches by package', async () => {
    const unfiled = edited(/\/raw$/, (page) => {
      const messages = isRecord(page) && Array.isArray(page.raw_messages) ? page.raw_messages : [];
      return {
        ...(isRecord(page) ? page : {}),
        raw_messages: messages.map((one) => ({ ...one, packages: [] })),
      };
    });
    const without = await discovered(unfiled);
    expect(leftOut(without.data)).toEqual(['datagrepper.searchPackage', 'datagrepper.rawPackage']);
  });
});

function leftOut(found: LoadData): readonly string[] {
  return CALL_IDS.filter((id) => requestsOf(id, found).length === 0);
}

function rowsOf(all: unknown): readonly unknown[] {
  return Array.isArray(all) ? all : [];
}

function hasRepo(all: unknown): boolean {
  const [first] = rowsOf(all);
  const [result] = rowsOf(first);
  return isRecord(result) && 'create_event' in result && 'task_state' in result;
}

describe('headers', () => {
  it('are those that each service answers rightly to', () => {
    expect(headersOf('koji.getBuild')).toEqual({ 'content-type': 'text/xml' });
    expect(headersOf('datagrepper.rawId')).toEqual({ accept: 'application/json' });
  });
});

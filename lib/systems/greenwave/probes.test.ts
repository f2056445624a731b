import { describe, expect, it } from 'vitest';
import { bench, CHALLENGE, edited, FAULTS, instead, truncated } from '../../../tests/support/probe-bench.ts';
import type { TwinReply } from '../../../twin/service.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { greenwave } from '../../../twin/systems/greenwave.ts';
import { anything, dictionary, list, string } from '../../protocols/shape.ts';
import { greenwaveProbes } from './probes.ts';

const { run, one, asked } = bench([bodhi, greenwave], greenwaveProbes);
const record = dictionary(anything);
const records = list(record);
const OWN = /^\/(?:healthcheck|api\/v1\.0\/)/;
const DECISION = /decision$/;
const id = 'greenwave.decision.roundTrip';

/** Greenwave's own answers alone: bodhi stays well. */
function own(fault: (reply: TwinReply) => TwinReply) {
  return (reply: TwinReply, { path }: { readonly path: string }) => (OWN.test(path) ? fault(reply) : reply);
}

function saying(status: number, message: string): TwinReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

describe('the probes of greenwave', () => {
  it('are green on the twin', async () => {
    for (const [name, finding] of await run())
      expect(finding, `${name}: ${finding.reason}`).toMatchObject({ verdict: 'ok' });
  });

  it.each(Object.entries(FAULTS))('are red on %s', async (_name, fault) => {
    for (const [name, finding] of await run(own(fault))) {
      expect(finding, `${name}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are red on a truncated body', async () => {
    for (const [name, finding] of await run(own(truncated))) {
      expect(finding, `${name}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are unknown behind a challenge page', async () => {
    for (const [name, finding] of await run(own(() => CHALLENGE)))
      expect(finding, name).toMatchObject({ verdict: 'unknown' });
  });

  it('are red where greenwave is not', async () => {
    for (const finding of (await bench([bodhi], greenwaveProbes).run()).values()) {
      expect(finding).toMatchObject({ verdict: 'failed', reason: 'down: connection refused, 3 of 3' });
    }
  });
});

describe('greenwave.policies.push', () => {
  it('is red when no policy speaks of the push to stable', async () => {
    const none = edited(/policies$/, (value) => ({
      policies: records(record(value, '').policies, '').map((policy) => ({
        ...policy,
        decision_contexts: ['other'],
      })),
    }));
    const reason = 'no policy for bodhi_update_push_stable';
    expect(await one('greenwave.policies.push', none)).toMatchObject({ verdict: 'failed', reason });
    expect(
      await one(
        'greenwave.policies.push',
        edited(/policies$/, () => ({ policies: [] })),
      ),
    ).toMatchObject({ verdict: 'failed' });
  });
});

describe(id, () => {
  it('asks as bodhi does, about a released Fedora, and with one request of its own', async () => {
    asked.length = 0;
    expect((await one(id)).reason).toMatch(/^FEDORA-2026-[0-9a-f]{10}: .*, [2-9]\d* policies$/);
    expect(asked).toHaveLength(2);
    const sent = record(JSON.parse(String(asked[1]?.body)), '');
    expect(string(sent.product_version, '')).toMatch(/^fedora-4[34]$/);
    expect(asked[1]?.headers['content-type']).toBe('application/json');
  });

  it('needs bodhi: without it nothing is known', async () => {
    const finding = await bench([greenwave], greenwaveProbes).one(id);
    expect(finding).toMatchObject({ verdict: 'unknown', causedBy: 'bodhi.api.updates' });
    expect(finding.reason).toContain('needs bodhi');
  });

  it.each([
    [
      502,
      saying(502, 'koji: connection refused'),
      'down: a system it asks failed (502): koji: connection refused, 3 of 3',
    ],
    [
      504,
      saying(504, 'resultsdb: read timed out'),
      'down: a system it asks timed out (504): resultsdb: read timed out',
    ],
    [404, saying(404, 'Found no applicable policies'), '(404): Found no applicable policies'],
    [400, saying(400, 'Missing required product version'), '(400): Missing required product version'],
    [500, saying(500, 'oops'), 'down: HTTP 500, 3 of 3'],
  ])('tells a %d of greenwave from one of the edge', async (status, reply, reason) => {
    const finding = await one(id, instead(DECISION, reply));
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
    const page = { status, headers: { 'content-type': 'text/html' }, body: '<html><h1>Error</h1></html>' };
    expect(await one(id, instead(DECISION, page))).toMatchObject({ verdict: 'failed' });
  });

  it('takes requirements that do not say what they are about', async () => {
    const plain = { satisfied_requirements: [{ type: 'test-result-passed', result_id: 1, testcase: 'x' }] };
    const bare = edited(DECISION, (value) => ({ ...record(value, ''), ...plain }));
    expect(await one(id, bare)).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    ['a decision by no policy', { applicable_policies: [] }, 'applicable_policies is a list of 0'],
    [
      'satisfied in spite of requirements',
      { policies_satisfied: true, unsatisfied_requirements: [{ type: 'test-result-failed' }] },
      'policies_satisfied is true with 1',
    ],
    ['satisfied as a word', { policies_satisfied: 'true' }, 'policies_satisfied is "true"'],
    ['no results although asked verbosely', { results: null }, 'results is null'],
    [
      'a decision about another update',
      { satisfied_requirements: [{ type: 'test-result-passed', subject_identifier: 'other-1-1' }] },
      'decided about other-1-1',
    ],
  ])('is red on %s', async (_name, change, reason) => {
    const finding = await one(
      id,
      edited(DECISION, (value) => ({ ...record(value, ''), ...change })),
    );
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });
});

import { describe, expect, it } from 'vitest';
import { bench } from '../../../tests/support/probe-bench.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { bodhiDeepProbes } from './deep-probes.ts';

const { one } = bench([bodhi], bodhiDeepProbes);
const LOST = { status: 503, headers: { 'content-type': 'text/html' }, body: '<h1>503</h1>' };

describe('bodhi.deep.failureShare', () => {
  it('finds none among 200 requests', async () => {
    expect(await one('bodhi.deep.failureShare')).toMatchObject({
      verdict: 'ok',
      value: 0,
      reason: '0 of 200 requests failed',
    });
  });

  it.each([
    [50, 'degraded', 2],
    [20, 'failed', 5],
  ])('sees one lost in %d as %s', async (every, verdict, value) => {
    let asked = 0;
    const found = await one('bodhi.deep.failureShare', (reply) => (++asked % every === 0 ? LOST : reply));
    expect(found).toMatchObject({ verdict, value });
    expect(found.reason).toContain('HTTP 503');
  });
});

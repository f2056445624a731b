import { describe, expect, it } from 'vitest';
import { cannotJudge, wrongAnswer } from './failure.ts';
import { failureShare } from './failure-share.ts';

/** Asks as often as it is let, and fails where told. */
function counted(fails: (n: number) => Error | null) {
  let asked = 0;
  const once = async (): Promise<void> => {
    asked += 1;
    const thrown = fails(asked);
    await Promise.resolve();
    if (thrown !== null) throw thrown;
  };
  return { once, asked: () => asked };
}

describe('the share of failures', () => {
  it('is a percentage of all requests', async () => {
    const { once, asked } = counted((n) => (n % 50 === 0 ? wrongAnswer('HTTP 502') : null));
    expect(await failureShare(200, once)).toMatchObject({
      value: 2,
      reason: '4 of 200 requests failed: 4 × HTTP 502',
    });
    expect(asked()).toBe(200);
  });

  it('spares a service that fails anyway', async () => {
    const { once, asked } = counted(() => wrongAnswer('HTTP 503'));
    expect(await failureShare(200, once)).toMatchObject({
      value: 100,
      reason: expect.stringContaining('stopped before 200'),
    });
    expect(asked()).toBeLessThan(30);
  });

  it.each([cannotJudge('not asked: the deadline had passed'), new TypeError('a bug')])(
    'ends with %s',
    async (thrown) => {
      const { once, asked } = counted((n) => (n === 10 ? thrown : null));
      await expect(failureShare(200, once)).rejects.toBe(thrown);
      await new Promise((resolve) => void setTimeout(resolve, 10));
      expect(asked()).toBeLessThan(30);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { inContext } from '../../../tests/support/trace-bench.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';
import { waiversOf } from './client.ts';

const { world } = clockwork();
const [one, other] = world.waivers().slice(-2);
const subject = (identifier = '') => ({ type: 'koji_build', identifier }) as const;

describe('waiversOf', () => {
  it('gives the waivers of all subjects by one question', async () => {
    const asked = [subject(one?.subjectIdentifier), subject(other?.subjectIdentifier), subject('no-1-1')];
    const requests: { readonly method: string }[] = [];
    const found = await inContext(
      world,
      (context) => waiversOf(context, asked),
      [],
      (reply, request) => {
        requests.push(request);
        return reply;
      },
    );
    expect(found.map(({ id }) => id).sort()).toEqual([one?.id, other?.id].sort());
    expect(requests).toHaveLength(1);
  });

  it('asks nothing about nothing', async () => {
    const requests: unknown[] = [];
    await inContext(
      world,
      (context) => waiversOf(context, []),
      [],
      (reply, request) => {
        requests.push(request);
        return reply;
      },
    );
    expect(requests).toEqual([]);
  });

  it('refuses the waiver of something else', async () => {
    const strange = inContext(
      world,
      (context) => waiversOf(context, [subject(one?.subjectIdentifier)]),
      [],
      (reply) => ({
        ...reply,
        body: String(reply.body).replaceAll(one?.subjectIdentifier ?? '', 'other-1-1'),
      }),
    );
    await expect(strange).rejects.toThrow(/^waiver \d+ is of none of the subjects asked for$/);
  });
});

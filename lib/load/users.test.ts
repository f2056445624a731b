import { describe, expect, it } from 'vitest';
import type { CallId } from '../../thresholds/calls.ts';
import type { LoadReply } from '../k6/ports.ts';
import type { LoadRequest } from './calls/request.ts';
import type { Duty } from './setup.ts';
import { User } from './users.ts';

const right: LoadReply = {
  status: 200,
  body: '',
  error: '',
  error_code: 0,
  timings: { duration: 20 },
  json: () => undefined,
};

function duty(over: Partial<Duty> = {}): Duty {
  return {
    calls: [
      { call: 'koji.getBuild', limit: 300 },
      { call: 'koji.getTag', limit: 10 },
    ],
    order: [0, 0, 1, 0],
    together: { '': ['koji.getTag'] },
    climbs: false,
    last: 's02',
    addresses: { koji: null, datagrepper: null },
    timeoutMs: 1000,
    ...over,
  };
}

function request(url: string, wrong: LoadRequest['wrong'] = () => null): LoadRequest {
  return { url, body: null, wrong };
}

function run(
  times: number,
  reply: Partial<LoadReply>,
  given: Partial<Duty> = {},
  wrong?: LoadRequest['wrong'],
) {
  const asked: string[] = [];
  const recorded: [CallId, boolean][] = [];
  const late: [boolean, boolean][] = [];
  const log: string[] = [];
  const tops: string[] = [];
  const requests: Partial<Record<CallId, readonly LoadRequest[]>> = {
    'koji.getBuild': [request('a', wrong), request('b', wrong)],
    'koji.getTag': [request('t', wrong)],
  };
  const user = new User(
    duty(given),
    {
      paramsOf: (call) => call,
      requestsOf: (call) => requests[call] ?? [],
      send: ({ url }) => {
        asked.push(url);
        return { ...right, ...reply };
      },
      record: (call, _reply, fine) => recorded.push([call, fine]),
      recordLate: (isLate, together) => late.push([isLate, together]),
      window: () => 's01',
      log: (line) => log.push(line),
      atTop: () => tops.push('top'),
    },
    3,
  );
  for (let n = 0; n < times; n++) user.ask();
  return { asked, recorded, late, log, tops };
}

describe('a virtual user', () => {
  it('makes each call as often as its share says, with all its requests in turn', () => {
    const { asked, recorded } = run(100, {});
    expect(asked.filter((url) => url === 't')).toHaveLength(25);
    expect(asked.filter((url) => url === 'a').length).toBeGreaterThan(25);
    expect(asked.filter((url) => url === 'b').length).toBeGreaterThan(25);
    expect(recorded.every(([, fine]) => fine)).toBe(true);
  });

  it.each([
    ['a network failure', { status: 0, error: 'connection refused' }, undefined, /connection refused/],
    ['a status that is none of success', { status: 502 }, undefined, /status 502/],
    ['a redirect', { status: 302 }, undefined, /status 302/],
    ['wrong content', {}, () => 'fault 1014 "database outage"', /fault 1014/],
    [
      'a check that throws',
      {},
      () => {
        throw new TypeError('no such member');
      },
      /the check itself failed: TypeError/,
    ],
  ])('counts %s as an error, and tells of the first one only', (_what, reply, wrong, said) => {
    const { recorded, late, log } = run(20, reply, {}, wrong);
    expect(recorded).toHaveLength(20);
    expect(recorded.every(([, fine]) => !fine)).toBe(true);
    expect(late).toEqual([]);
    expect(log).toEqual([expect.stringMatching(said)]);
  });

  it('tells late answers of calls that are judged together, and only of them', () => {
    const { late } = run(100, {});
    expect(late).toHaveLength(25);
    expect(late.every(([isLate, together]) => isLate && together)).toBe(true);
  });

  it('tells all of them in a climb, and which are judged together in this step', () => {
    const { late } = run(100, {}, { climbs: true, together: { s01: ['koji.getTag'], s02: [] } });
    expect(late).toHaveLength(100);
    expect(late.filter(([, together]) => together)).toHaveLength(25);
  });

  it('says once that a climb has come to its last step', () => {
    expect(run(20, {}, { climbs: true, last: 's01' }).tops).toEqual(['top']);
    expect(run(20, {}, { climbs: true, last: 's02' }).tops).toEqual([]);
    expect(run(20, {}, { climbs: false, last: 's01' }).tops).toEqual([]);
  });
});

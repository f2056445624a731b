import { describe, expect, it } from 'vitest';
import { rawMessage, sentAt, v2Message } from './schema.ts';

describe('sentAt', () => {
  it.each([
    ['2026-11-23T12:53:24+00:00', '2026-11-23T12:53:24.000Z'],
    ['2026-11-23T12:53:24Z', '2026-11-23T12:53:24.000Z'],
    ['2026-11-23T14:53:24+02:00', '2026-11-23T12:53:24.000Z'],
    ['2026-11-23T12:53:24.123456', '2026-11-23T12:53:24.000Z'],
    ['2026-11-23 12:53:24', '2026-11-23T12:53:24.000Z'],
  ])('reads %s', (text, iso) => {
    expect(new Date(sentAt(text, 'at')).toISOString()).toBe(iso);
  });

  it.each(['', 'yesterday', '2026-11-23', '2026-13-23T12:53:24Z', 12, null])('refuses %s', (value) => {
    expect(() => sentAt(value, 'headers.sent-at')).toThrow('headers.sent-at');
  });
});

describe('the two envelopes', () => {
  const body = { name: 'bash' };

  it('hold the same message', () => {
    const headers = { 'sent-at': '2026-11-23T12:53:24+00:00' };
    const today = v2Message({ body, headers, id: 'a', topic: 't', priority: 0, queue: null }, '');
    const lists = { users: [], packages: [] };
    const legacy = rawMessage(
      { i: 0, msg: body, msg_id: 'a', timestamp: 1795438404, topic: 't', ...lists },
      '',
    );
    expect(legacy).toEqual(today);
  });

  it('are not taken for each other', () => {
    const legacy = { i: 0, msg: body, msg_id: 'a', timestamp: 1, topic: 't', users: [], packages: [] };
    expect(() => v2Message(legacy, 'message')).toThrow('message.body is missing');
    expect(() => rawMessage({ body, headers: {}, id: 'a', topic: 't' }, 'message')).toThrow(
      'message.i is missing',
    );
  });
});

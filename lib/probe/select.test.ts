import { describe, expect, it } from 'vitest';
import type { ProbeId } from '../../thresholds/objectives.ts';
import { local } from '../targets/local.ts';
import { defineProbe } from './probe.ts';
import { patientWith, selectProbes } from './select.ts';

const probe = (id: ProbeId, set: 'default' | 'deep' = 'default', kind: 'endpoint' | 'queue' = 'endpoint') =>
  defineProbe({ id, set, kind, question: '?', at: 'koji', run: async () => ({ reason: '', data: null }) });

const ALL = [
  probe('koji.hub.getBuild'),
  probe('koji.hub.listTags'),
  probe('koji.deep.keepAlive', 'deep'),
  probe('bodhi.api.updates'),
  probe('robosignatory.queue.length', 'default', 'queue'),
];
const ids = (only: string, skip = '') => selectProbes(ALL, only, skip).map(({ id }) => id);

describe('selectProbes', () => {
  it('takes everything but the deep set by default', () => {
    expect(ids('')).toEqual([
      'koji.hub.getBuild',
      'koji.hub.listTags',
      'bodhi.api.updates',
      'robosignatory.queue.length',
    ]);
  });

  it('takes systems, patterns, kinds and ids', () => {
    expect(ids('koji')).toEqual(['koji.hub.getBuild', 'koji.hub.listTags']);
    expect(ids('*.hub.list*, bodhi')).toEqual(['koji.hub.listTags', 'bodhi.api.updates']);
    expect(ids('queue')).toEqual(['robosignatory.queue.length']);
    expect(ids('koji', 'koji.hub.getBuild')).toEqual(['koji.hub.listTags']);
  });

  it('takes deep probes only by the word or their whole id', () => {
    expect(ids('deep')).toEqual(['koji.deep.keepAlive']);
    expect(ids('koji.deep.keepAlive')).toEqual(['koji.deep.keepAlive']);
    expect(() => ids('koji.deep.*')).toThrowError(/"koji\.deep\.\*" selects nothing/);
  });

  it.each([
    ['kojji', ''],
    ['koji.hub.getBild', ''],
    ['', 'nowhere.*'],
  ])('refuses only=%s skip=%s, naming it and what is valid', (only, skip) => {
    expect(() => ids(only, skip)).toThrowError(
      new RegExp(`"${(only || skip).replace(/[.*]/g, '\\$&')}" selects nothing\\. Valid: fas, `),
    );
  });

  it('refuses a selection that leaves nothing', () => {
    expect(() => ids('koji', 'koji')).toThrowError(/leaves no probe selected/);
  });
});

describe('patientWith', () => {
  it('gives deep probes the time they take, and only them', () => {
    expect(patientWith(local, selectProbes(ALL, '', '')).deadlineMs).toBe(local.deadlineMs);
    expect(patientWith(local, selectProbes(ALL, 'deep', '')).deadlineMs).toBe(110_000);
  });
});

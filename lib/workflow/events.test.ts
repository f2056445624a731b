import { describe, expect, it } from 'vitest';
import { isRecord, ShapeError } from '../protocols/shape.ts';
import { prod } from '../targets/prod.ts';
import { stg } from '../targets/stg.ts';
import { readMessage } from './events.ts';
import { SAMPLES } from './samples/index.ts';
import type { Sample } from './samples/sample.ts';
import { KINDS, type Kind, topicOf } from './topics.ts';

function read(kind: Kind, body: Record<string, unknown>) {
  return readMessage(
    { at: 1_795_000_000_000, id: 'm-1', topic: topicOf(kind, prod), body, users: [], packages: [] },
    prod,
  );
}

const NOTHING = Symbol('nothing');

/** The value with the one at the path replaced, or taken away. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((one, at) => (String(at) === key ? replaced(one, rest, by) : one));
  }
  if (!isRecord(value)) return value;
  const copy = { ...value };
  if (rest.length === 0 && by === NOTHING) delete copy[key];
  else copy[key] = replaced(copy[key], rest, by);
  return copy;
}

function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (Array.isArray(value)) return value.flatMap((one, at) => leaves(one, [...path, String(at)]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
  return [[...path]];
}

function named(path: readonly string[]): string {
  return path
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .slice(1);
}

function refusal(kind: Kind, body: unknown): string | null {
  if (!isRecord(body)) throw new Error('a body is an object');
  try {
    read(kind, body);
    return null;
  } catch (thrown) {
    if (thrown instanceof ShapeError) return thrown.path;
    throw thrown;
  }
}

function refusedWithout({ body, kinds }: Sample, kind: Kind): string[] {
  expect(kinds).toContain(kind);
  return leaves(body).flatMap((path) => {
    const refused = refusal(kind, replaced(body, path, NOTHING));
    if (refused === null) return [];
    expect(refused).toBe(`body.${named(path)}`);
    return [named(path)];
  });
}

const cases = SAMPLES.flatMap((sample) => sample.kinds.map((kind) => ({ kind, era: sample.era, sample })));

describe('readMessage', () => {
  it('has a sample of every kind', () => {
    const sampled = new Set(cases.map(({ kind }) => kind));
    expect(KINDS.filter((kind) => !sampled.has(kind))).toEqual([]);
  });

  it.each(cases)('reads $kind of $era', ({ kind, sample }) => {
    const event = read(kind, { ...sample.body });
    expect(event).toEqual({ kind, at: 1_795_000_000_000, id: 'm-1', ...sample.fields });
  });

  it.each(cases)(
    'refuses $kind of $era without what it needs, and needs nothing else',
    ({ kind, sample }) => {
      expect(refusedWithout(sample, kind).sort()).toEqual([...sample.needs].sort());
    },
  );

  it.each(cases)('refuses $kind of $era with an object where a value has to be', ({ kind, sample }) => {
    for (const need of sample.needs) {
      const path = leaves(sample.body).find((one) => named(one) === need) ?? [];
      const refused = refusal(kind, replaced(sample.body, path, { odd: [] }));
      expect(refused, need).toMatch(new RegExp(`^body\\.${need.replace(/[.[\]]/g, '\\$&')}(\\.name)?$`));
    }
  });

  it('names the path, what is there and what was expected', () => {
    const body = { name: 'a', version: '1', release: '1', build_id: 1, new: 9 };
    expect(() => read('buildsys.build.state.change', body)).toThrow(
      'body.new is 9, expected the number of a build state',
    );
    expect(() => read('buildsys.build.state.change', { ...body, new: 'COMPLETE' })).toThrow('body.new is');
    expect(() => read('buildsys.task.state.change', { id: 1, method: 'build', new: 2 })).toThrow(
      'body.new is 2, expected "FREE" or',
    );
  });

  it.each([
    ['an address of something else', 'https://bodhi.fedoraproject.org/releases/F46'],
    ['no address', null],
  ])('refuses an update of 2020 with %s', (_what, repository) => {
    const artifact = { builds: [{ nvr: 'a-1-1', id: 1 }], repository };
    expect(() =>
      read('bodhi.update.status.testing.koji-build-group.build.complete', { artifact, agent: 'bodhi' }),
    ).toThrow('body.artifact.repository is');
  });

  it('refuses an update without builds to test', () => {
    const artifact = { builds: [], repository: null };
    expect(() =>
      read('bodhi.update.status.testing.koji-build-group.build.complete', { artifact, agent: 'bodhi' }),
    ).toThrow('body.artifact.builds is a list of 0, expected at least one entry');
  });

  it('refuses a task id that is none', () => {
    const sample = SAMPLES.find(({ kinds }) => kinds.includes('ci.koji-build.test.queued'));
    const body = replaced(sample?.body, ['artifact', 'id'], 'koji-build:12');
    expect(refusal('ci.koji-build.test.queued', body)).toBe('body.artifact.id');
  });

  it.each([
    'org.fedoraproject.prod.fas.user.create',
    'org.fedoraproject.stg.buildsys.tag',
    'buildsys.tag',
    '',
  ])('leaves "%s" alone', (topic) => {
    expect(readMessage({ at: 0, id: '', topic, body: {}, users: [], packages: [] }, prod)).toBeNull();
  });

  it('reads staging on staging', () => {
    const body = { repo_id: 1, tag: 'f46-build' };
    const topic = 'org.fedoraproject.stg.buildsys.repo.done';
    expect(readMessage({ at: 0, id: 'a', topic, body, users: [], packages: [] }, stg)).toEqual({
      kind: 'buildsys.repo.done',
      at: 0,
      id: 'a',
      repoId: 1,
      tag: 'f46-build',
    });
  });
});

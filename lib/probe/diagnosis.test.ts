import { describe, expect, it } from 'vitest';
import { finding } from '../../tests/support/sample-result.ts';
import { type ProbeId, probeIds } from '../../thresholds/objectives.ts';
import { PROBES } from '../systems/index.ts';
import { SYSTEMS } from '../targets/systems.ts';
import { SHARED_PARTS } from './dependencies.ts';
import { diagnose, symptomOf } from './diagnosis.ts';
import type { Finding } from './finding.ts';

type Change = (id: ProbeId) => Partial<Finding> | null;

const ALL = probeIds().filter((id) => PROBES.some((probe) => probe.id === id && probe.set === 'default'));

/** All probes, ok but where a change says otherwise. */
const run = (change: Change): readonly Finding[] => ALL.map((id) => finding(id, change(id) ?? {}));

const failed = (reason: string): Partial<Finding> => ({ verdict: 'failed', value: null, reason });
const down = failed('down: HTTP 503, 3 of 3');
const refused = failed('down: connection refused, 3 of 3');
const needs = (system: string): Partial<Finding> => ({
  verdict: 'unknown',
  value: null,
  reason: `needs ${system}: HTTP 503`,
});
const past = (id: ProbeId): Partial<Finding> => ({
  verdict: 'failed',
  value: (finding(id).fail ?? 0) * 2 + 1,
  reason: finding(id).unit === 'ms' ? 'slow: 20 rows' : '12 more than there should be',
});

/** Who is behind whom: by cause the ids, and under `own` those that stand for themselves. */
function causes(findings: readonly Finding[]): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const { probe, causedBy, verdict } of diagnose(findings)) {
    if (verdict === 'ok') expect(causedBy).toBeNull();
    else found[causedBy ?? 'own'] = [...(found[causedBy ?? 'own'] ?? []), probe];
  }
  return found;
}

const is = (id: string, ...starts: readonly string[]): boolean =>
  starts.some((start) => id.startsWith(start));
const names = (...starts: readonly string[]): readonly string[] => ALL.filter((id) => is(id, ...starts));

describe('a diagnosis', () => {
  it('finds no cause where all is well', () => {
    expect(causes(run(() => null))).toEqual({});
  });

  it('changes neither verdicts nor anything else', () => {
    const findings = run((id) => (is(id, 'koji.hub.') ? down : null));
    const without = (list: readonly Finding[]): readonly Finding[] =>
      list.map((one) => ({ ...one, causedBy: null }));
    expect(without(diagnose(findings))).toEqual(findings);
  });

  it('blames koji’s database for the faults of every call, and for what waits for them', () => {
    const fault = failed('fault 1014 "database outage" in a 200 answer, 3 of 3');
    const found = causes(
      run((id) => {
        if (id === 'koji.hub.listTags') {
          return { ...failed('caused by koji.hub.getBuild'), causedBy: 'koji.hub.getBuild' };
        }
        if (id === 'koji.hub.versionHeader' || id === 'koji.hub.loginChallenge') return null;
        if (is(id, 'koji.hub.', 'koji.builders.', 'koji.queue.')) return fault;
        if (id === 'koji.web.home') return failed('down: HTTP 500, 3 of 3');
        if (is(id, 'robosignatory.queue.', 'koschei.builds.')) return needs('koji');
        return null;
      }),
    );
    expect(found.own).toEqual(['koji.hub.apiVersion']);
    expect(found['koji.hub.apiVersion']).toEqual(
      expect.arrayContaining([
        'koji.hub.getBuild',
        'koji.hub.listTags',
        'koji.web.home',
        'koschei.builds.age',
      ]),
    );
    expect(Object.keys(found)).toHaveLength(2);
  });

  it('blames the hub for a bodhi that waits for it, but not for one that answers nonsense', () => {
    const slow = causes(run((id) => (is(id, 'koji.hub.apiVersion', 'bodhi.api.updates') ? past(id) : null)));
    expect(slow).toEqual({
      own: ['koji.hub.apiVersion'],
      'koji.hub.apiVersion': ['bodhi.api.updates'],
    });
    const wrong = causes(
      run((id) => {
        if (id === 'koji.hub.apiVersion') return past(id);
        return id === 'bodhi.api.updates' ? failed('truncated or malformed JSON') : null;
      }),
    );
    expect(wrong).toEqual({ own: ['koji.hub.apiVersion', 'bodhi.api.updates'] });
  });

  it('blames a hub that failed only: one that is merely slow explains nothing', () => {
    const found = causes(
      run((id) => {
        if (id === 'koji.hub.apiVersion') return { ...past(id), verdict: 'degraded' };
        return id === 'bodhi.api.updates' ? past(id) : null;
      }),
    );
    expect(found).toEqual({ own: ['koji.hub.apiVersion', 'bodhi.api.updates'] });
  });

  it('blames a silent bus for all that is stale, missing or piled up', () => {
    const found = causes(
      run((id) => {
        if (is(id, 'datanommer.freshness.')) return failed('stale: no message of it in 7 d');
        if (is(id, 'fedora-messaging.bus.', 'fedora-messaging.builds.', 'sigul.signature.age'))
          return past(id);
        return is(id, 'robosignatory.queue.') ? { ...past(id), verdict: 'degraded' } : null;
      }),
    );
    expect(found.own).toEqual(['fedora-messaging.bus.age']);
    expect(found['fedora-messaging.bus.age']).toHaveLength(15);
  });

  it('blames a dead KDC for what needs its tickets', () => {
    expect(
      causes(run((id) => (is(id, 'fas.kdc.asReq', 'fas.kdc.clockSkew', 'fas.fasjson.ready') ? down : null))),
    ).toEqual({
      own: ['fas.kdc.asReq'],
      'fas.kdc.asReq': ['fas.kdc.clockSkew', 'fas.fasjson.ready'],
    });
  });

  it('blames datagrepper for all that is read through it', () => {
    const found = causes(
      run((id) => {
        if (is(id, 'datagrepper.')) return down;
        return is(id, 'datanommer.', 'ci.tests.') ? needs('datagrepper') : null;
      }),
    );
    expect(found.own).toEqual(['datagrepper.health.live']);
    expect(found['datagrepper.health.live']).toEqual(
      expect.arrayContaining([...names('datanommer.', 'ci.tests.')]),
    );
  });

  it('blames a service’s database where its process lives', () => {
    const found = causes(
      run((id) => (is(id, 'bodhi.health.ready', 'bodhi.api.updates', 'bodhi.web.') ? down : null)),
    );
    expect(found).toEqual({
      own: ['bodhi.health.ready'],
      'bodhi.health.ready': ['bodhi.api.updates', 'bodhi.web.home'],
    });
  });

  it('blames a signer that signs nothing for what piles up before it', () => {
    const found = causes(
      run((id) =>
        is(id, 'sigul.signature.age', 'robosignatory.queue.', 'datanommer.freshness.rpmSign')
          ? past(id)
          : null,
      ),
    );
    expect(found.own).toEqual(['sigul.signature.age']);
  });

  it('blames nobody for what could not be read through a system of which nothing failed', () => {
    expect(causes(run((id) => (id === 'koschei.builds.age' ? needs('koji') : null)))).toEqual({
      own: ['koschei.builds.age'],
    });
  });

  it('leaves an edge that blocks us to itself', () => {
    const blocked = { verdict: 'unknown', value: null, reason: 'blocked by the edge (HTTP 403)' } as const;
    const found = causes(
      run((id) => (is(id, 'koji.hub.apiVersion') ? down : is(id, 'koji.web.') ? blocked : null)),
    );
    expect(found).toEqual({ own: ['koji.hub.apiVersion', 'koji.web.home'] });
  });

  it('names two independent failures, each with its own', () => {
    const found = causes(
      run((id) => {
        if (is(id, 'fas.kdc.')) return refused;
        if (is(id, 'resultsdb.')) return down;
        if (is(id, 'waiverdb.waivers.list')) return failed('an empty list');
        return null;
      }),
    );
    expect(found).toEqual({
      own: ['fas.kdc.asReq', 'resultsdb.api.health', 'waiverdb.waivers.list'],
      'fas.kdc.asReq': ['fas.kdc.clockSkew'],
      'resultsdb.api.health': names('resultsdb.').slice(1),
    });
  });
});

describe('a shared part', () => {
  const apart = [
    'ci.',
    'fedmsg.',
    'fedora-messaging.',
    'dist-git.ssh.',
    'sigul.',
    'robosignatory.',
    'datanommer.',
  ];
  const behindEdge = (id: string): boolean => !is(id, ...apart, 'koschei.builds.', 'koschei.results.');

  it.each(['down: HTTP 503, 3 of 3', 'down: connection refused, 3 of 3', 'down: timed out after 10 s'])(
    'is named once where all say "%s"',
    (reason) => {
      const found = causes(
        run((id) => {
          if (is(id, 'robosignatory.')) return needs('koji');
          return behindEdge(id) ? failed(reason) : null;
        }),
      );
      expect(Object.keys(found)).toEqual(['shared edge']);
      expect(found['shared edge']).toEqual(
        expect.arrayContaining(['koji.hub.getBuild', ...names('robosignatory.')]),
      );
    },
  );

  it('is named where what has a way in of its own fails too, which is not blamed on it', () => {
    const found = causes(run(() => refused));
    expect(found.own).toEqual(expect.arrayContaining(['fedmsg.gateway.greeting', 'ci.packit.health']));
    expect(found['shared edge']).toContain('koji.hub.apiVersion');
    expect(found.own?.filter((id) => behindEdge(id))).toEqual([]);
  });

  it('is not named for two systems, nor for a few of many', () => {
    const two = causes(run((id) => (is(id, 'koji.', 'waiverdb.') ? down : null)));
    expect(two.own).toEqual(['koji.hub.apiVersion', 'koji.pkgs.directory', 'waiverdb.health.check']);
    const three = causes(run((id) => (is(id, 'koji.hub.', 'resultsdb.', 'waiverdb.') ? down : null)));
    expect(three.own).toEqual(['koji.hub.apiVersion', 'resultsdb.api.health', 'waiverdb.health.check']);
  });

  it('is not named where each is wrong in its own way', () => {
    const reasons = [
      'down: HTTP 503',
      'truncated or malformed JSON',
      'wrong proxy (421): not this host',
      'slow',
    ];
    const found = causes(
      run((id) =>
        behindEdge(id) ? failed(reasons[SYSTEMS.findIndex((one) => is(id, `${one}.`)) % 4] ?? '') : null,
      ),
    );
    for (const { name } of SHARED_PARTS) expect(found[name]).toBeUndefined();
  });

  it('is the narrowest that holds all: the cluster, while koji and dist-git answer', () => {
    const cluster = [
      'datagrepper.',
      'bodhi.',
      'resultsdb.',
      'greenwave.',
      'waiverdb.',
      'koschei.web.',
      'fas.accounts.',
    ];
    expect(Object.keys(causes(run((id) => (is(id, ...cluster) ? down : null))))).toEqual(['openshift']);
    const wider = causes(run((id) => (is(id, ...cluster, 'koji.', 'dist-git.api.') ? down : null)));
    expect(Object.keys(wider)).toEqual(['shared edge']);
  });

  it('is named where it fails now and then', () => {
    const partly = { verdict: 'degraded', reason: '1 of 3 attempts failed: HTTP 502' } as const;
    const found = causes(
      run((id) =>
        id.endsWith('.version') || is(id, 'koji.', 'waiverdb.', 'fas.', 'greenwave.', 'resultsdb.')
          ? partly
          : null,
      ),
    );
    expect(Object.keys(found)).toEqual(['shared edge']);
  });

  it('is DNS where names are gone', () => {
    const gone = failed('down: host name does not exist, 3 of 3');
    expect(Object.keys(causes(run((id) => (behindEdge(id) || is(id, 'fedmsg.') ? gone : null))))).toEqual([
      'dns',
    ]);
  });

  it('stands beside a failure of another kind', () => {
    const found = causes(
      run((id) => {
        if (id === 'koji.builders.enabled') return past(id);
        return behindEdge(id) && !is(id, 'koji.') ? down : null;
      }),
    );
    expect(found.own).toEqual(['koji.builders.enabled']);
    expect(Object.keys(found).sort()).toEqual(['own', 'shared edge']);
  });
});

describe('a symptom', () => {
  it.each([
    ['down: connection reset, 3 of 3', 'no answer'],
    ['down: timed out after 10 s', 'no answer'],
    ['down: unexpected EOF', 'no answer'],
    ['down: certificate of another host', 'other'],
    ['down: host name does not exist', 'no host name'],
    ['down: HTTP 504, 3 of 3', 'gateway'],
    ['down: HTTP 500, 3 of 3', 'error'],
    ['wrong proxy (421): this proxy does not serve the host', 'wrong proxy'],
    ['stale: no message of it in 7 d', 'figure'],
    ['an HTML page instead of JSON', 'wrong answer'],
  ])('of "%s" is %s', (reason, symptom) => {
    expect(symptomOf(finding('koji.hub.getBuild', failed(reason)))).toBe(symptom);
  });

  it('of a figure goes by its unit', () => {
    expect(symptomOf(finding('koji.hub.getBuild', past('koji.hub.getBuild')))).toBe('slow');
    expect(symptomOf(finding('robosignatory.queue.length', past('robosignatory.queue.length')))).toBe(
      'figure',
    );
    const partly = { verdict: 'degraded', reason: '2 of 3 attempts failed: HTTP 502' } as const;
    expect(symptomOf(finding('koji.hub.getBuild', partly))).toBe('gateway');
  });
});

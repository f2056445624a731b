import { describe, expect, it } from 'vitest';
import { kwargs, type XmlRpcStruct, type XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { refuseExpensive } from './expensive.ts';

type Params = readonly XmlRpcValue[];

/** Arguments by place and by name, as they are sent. */
function all(params: Params, named: XmlRpcStruct): Params {
  return Object.keys(named).length === 0 ? params : [...params, kwargs(named)];
}

const limit = { queryOpts: { limit: 10 } };
const tooMany = { queryOpts: { limit: 1001 } };

const EXPENSIVE: readonly (readonly [method: string, Params, XmlRpcStruct, lacks: RegExp])[] = [
  ['listBuilds', [], {}, /queryOpts\.limit up to 1000/],
  ['listBuilds', [], { state: 1 }, /queryOpts\.limit/],
  ['listBuilds', [], tooMany, /queryOpts\.limit/],
  ['listBuilds', [], { queryOpts: { limit: 0 } }, /queryOpts\.limit/],
  ['listBuilds', [], { queryOpts: { limit: null } }, /queryOpts\.limit/],
  ['listBuilds', [], { queryOpts: { countOnly: true } }, /queryOpts\.limit/],
  ['listBuilds', [], { ...limit, pattern: '*kernel*' }, /other than source and pattern/],
  ['listBuilds', [], { ...limit, source: '*kernel*' }, /other than source and pattern/],
  ['listBuilds', [17], {}, /queryOpts\.limit/],
  ['listTags', [], {}, /build, package or queryOpts\.limit/],
  ['listTags', [null], { pattern: 'f4*' }, /build, package or queryOpts\.limit/],
  ['listTagged', ['f46'], { latest: true, inherit: true }, /package, or a pending tag/],
  ['listTagged', ['f46'], { latest: true }, /package, or a pending tag/],
  ['listTagged', ['f46', null, true], {}, /package, or a pending tag/],
  ['listTagged', ['f46-updates-pending'], { inherit: true }, /without inheritance/],
  ['listTagged', [60_001], {}, /package, or a pending tag/],
  ['getLatestBuilds', ['f46'], {}, /package/],
  ['getBuildTargets', [], {}, /buildTagID, destTagID/],
  ['getBuildTargets', [null], tooMany, /buildTagID, destTagID/],
  ['listTasks', [], {}, /queryOpts\.limit/],
  ['listTasks', [{ method: 'build' }], {}, /queryOpts\.limit/],
  [
    'listTasks',
    [],
    { opts: { method: 'build' }, queryOpts: { countOnly: true } },
    /states that are only counted/,
  ],
  ['listTasks', [], { opts: { state: [] }, queryOpts: { countOnly: true } }, /states that are only counted/],
  ['queryHistory', [], {}, /tables/],
  ['queryHistory', [], { tables: [], build: 'a-1-1' }, /tables/],
  ['queryHistory', [], { build: 'a-1-1' }, /tables/],
  ['queryHistory', [['tag_listing']], {}, /build, or tag with after/],
  ['queryHistory', [['tag_listing']], { tag: 'f46' }, /build, or tag with after/],
  ['queryHistory', [['tag_listing']], { tag: 'f46', active: true }, /tag with active and queryOpts\.limit/],
  ['queryHistory', [['tag_listing']], { after: 1_700_000_000 }, /build, or tag with after/],
  ['search', ['kern*', 'package', 'glob'], {}, /an exact match/],
  ['search', ['kern.*', 'build'], { matchType: 'regexp' }, /an exact match/],
  ['queryRPMSigs', [], { sigkey: 'b1c4a7e6' }, /rpm_id/],
];

const BOUNDED: readonly (readonly [method: string, Params, XmlRpcStruct])[] = [
  ['getAPIVersion', [], {}],
  ['getBuild', ['a-1-1'], {}],
  ['hasOwnProperty', [], {}],
  ['listBuilds', [], limit],
  ['listBuilds', [17], { ...limit, state: 1 }],
  ['listBuilds', [], { taskID: 1 }],
  [
    'listBuilds',
    [null, null, null, null, 1, null, null, null, null, null, null, null, null, { limit: 1 }],
    {},
  ],
  ['listTags', ['a-1-1'], {}],
  ['listTags', [], { build: 'a-1-1' }],
  ['listTags', [], { pattern: 'f4*', ...limit }],
  ['listTagged', ['f46', null, true, null, true, 'bash'], {}],
  ['listTagged', ['f46'], { package: 'bash', latest: true, inherit: true }],
  ['listTagged', ['f46-signing-pending'], {}],
  ['listTagged', ['f46-build-side-100'], { latest: true }],
  ['getLatestBuilds', ['f46', null, 'bash'], {}],
  ['getBuildTargets', ['rawhide'], {}],
  ['getBuildTargets', [], { destTagID: 1 }],
  ['getBuildTargets', [], limit],
  ['listTasks', [{ method: 'build' }, { limit: 1 }], {}],
  ['listTasks', [], { opts: { state: [0] }, queryOpts: { countOnly: true } }],
  ['queryHistory', [['tag_listing']], { build: 'a-1-1' }],
  ['queryHistory', [], { tables: ['tag_listing'], tag: 'f46', after: 1_700_000_000 }],
  ['queryHistory', [], { tables: ['tag_listing'], tag: 'f46', active: true, ...limit }],
  ['search', ['kernel', 'package'], {}],
  ['search', ['kernel', 'package', 'exact'], {}],
  ['queryRPMSigs', [], { rpm_id: 1 }],
];

describe('refuseExpensive', () => {
  it.each(EXPENSIVE)('refuses %s of %j %j', (method, params, named, lacks) => {
    const refuse = (): void => refuseExpensive(method, all(params, named));
    expect(refuse).toThrow(`${method} is too expensive for the hub and not asked: it needs `);
    expect(refuse).toThrow(lacks);
  });

  it.each(BOUNDED)('lets pass %s of %j %j', (method, params, named) => {
    expect(() => refuseExpensive(method, all(params, named))).not.toThrow();
  });

  it.each(EXPENSIVE)('refuses %s of %j %j within a multiCall', (method, params, named, lacks) => {
    const items = [
      { methodName: 'getAPIVersion', params: [] },
      { methodName: method, params: all(params, named) },
    ];
    expect(() => refuseExpensive('multiCall', [items])).toThrow(lacks);
    expect(() => refuseExpensive('system.multicall', [items])).toThrow(lacks);
  });

  it('lets pass a multiCall of what is bounded', () => {
    const items = BOUNDED.map(([methodName, params, named]) => ({ methodName, params: all(params, named) }));
    expect(() => refuseExpensive('multiCall', [items])).not.toThrow();
  });
});

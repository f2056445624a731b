import { ALIAS, NVR, type Sample } from './sample.ts';

const TESTCASE = 'fedora-ci.koji-build.tier0.functional';

const result = {
  id: 61_000_009,
  href: 'https://resultsdb.example.org/api/v2.0/results/61000009',
  testcase: { name: TESTCASE, href: 'https://resultsdb.example.org/api/v2.0/testcases/x', ref_url: null },
  outcome: 'FAILED',
  note: '',
  ref_url: 'https://jenkins.example.org/91/',
  submit_time: '2026-11-20T10:40:00.123456',
  groups: [],
  data: { type: ['koji_build'], item: [NVR] },
};

const resultFields = {
  resultId: 61_000_009,
  testcase: TESTCASE,
  outcome: 'FAILED',
  subject: { type: 'koji_build', identifier: NVR },
  url: 'https://jenkins.example.org/91/',
};

const waiver = {
  id: 8111,
  subject_type: 'bodhi_update',
  subject_identifier: ALIAS,
  subject: { type: 'bodhi_update', item: ALIAS },
  testcase: TESTCASE,
  product_version: 'fedora-46',
  waived: true,
  username: 'piper',
  proxied_by: 'bodhi@service',
  comment: 'the test plays out of tune',
  scenario: null,
  timestamp: '2026-11-20T12:00:00.000001',
};

const decision = {
  subject_type: 'koji_build',
  subject_identifier: NVR,
  subject: [{ item: NVR, type: 'koji_build' }],
  decision_context: 'bodhi_update_push_stable',
  product_version: 'fedora-33',
  policies_satisfied: true,
  summary: 'All required tests passed or waived',
  applicable_policies: ['kojibuild_bodhipush_remoterule'],
  unsatisfied_requirements: [],
  previous: { policies_satisfied: false, summary: '1 of 1 required tests failed' },
};

const decisionFields = {
  subject: { type: 'koji_build', identifier: NVR },
  context: 'bodhi_update_push_stable',
  productVersion: 'fedora-33',
  satisfied: true,
  wasSatisfied: false,
  summary: 'All required tests passed or waived',
};

const decisionNeeds = [
  'subject_type',
  'subject_identifier',
  'decision_context',
  'product_version',
  'policies_satisfied',
  'summary',
];

export const gatingSamples: readonly Sample[] = [
  {
    kinds: ['resultsdb.result.new'],
    era: 'today',
    body: result,
    fields: resultFields,
    needs: ['id', 'testcase.name', 'outcome', 'data.type[0]', 'data.item[0]'],
  },
  {
    // A compose's: it has neither type nor item.
    kinds: ['resultsdb.result.new'],
    era: '2020',
    body: { ...result, ref_url: null, data: { 'productmd.compose.id': ['Fedora-Rawhide-20201120.n.0'] } },
    fields: { ...resultFields, subject: null, url: null },
    needs: ['id', 'testcase.name', 'outcome', 'data.productmd.compose.id[0]'],
  },
  {
    kinds: ['taskotron.result.new'],
    era: '2018',
    body: {
      task: { item: ALIAS, type: 'bodhi_update', name: 'upgradepath' },
      result: {
        id: 5,
        outcome: 'PASSED',
        submit_time: '2018-11-20 10:00:00 UTC',
        log_url: 'https://example.org/5',
      },
    },
    fields: {
      resultId: 5,
      testcase: 'upgradepath',
      outcome: 'PASSED',
      subject: { type: 'bodhi_update', identifier: ALIAS },
      url: 'https://example.org/5',
    },
    needs: ['task.item', 'task.type', 'task.name', 'result.id', 'result.outcome'],
  },
  {
    kinds: ['waiverdb.waiver.new'],
    era: 'today',
    body: waiver,
    fields: {
      waiverId: 8111,
      subject: { type: 'bodhi_update', identifier: ALIAS },
      testcase: TESTCASE,
      productVersion: 'fedora-46',
      waived: true,
      user: 'piper',
    },
    needs: ['id', 'subject_type', 'subject_identifier', 'testcase', 'product_version', 'waived', 'username'],
  },
  {
    kinds: ['greenwave.decision.update'],
    era: '2020',
    body: decision,
    fields: decisionFields,
    needs: [...decisionNeeds, 'previous.policies_satisfied'],
  },
  {
    kinds: ['greenwave.decision.update'],
    era: '2020',
    body: { ...decision, policies_satisfied: false, previous: null },
    fields: { ...decisionFields, satisfied: false, wasSatisfied: null },
    needs: decisionNeeds,
  },
  {
    kinds: ['koschei.package.state.change'],
    era: 'today',
    body: { name: 'tin-whistle', old: 'ok', new: 'failing', collection: 'f46', repo: 'f46', groups: ['tin'] },
    fields: { package: 'tin-whistle', collection: 'f46', state: 'failing', oldState: 'ok' },
    needs: ['name', 'old', 'new', 'collection'],
  },
  {
    kinds: ['koschei.collection.state.change'],
    era: 'today',
    body: { old: 'unresolved', new: 'ok', collection: 'f46', collection_name: 'Fedora Rawhide', repo_id: 7 },
    fields: { collection: 'f46', state: 'ok', oldState: 'unresolved' },
    needs: ['old', 'new', 'collection'],
  },
];

import {
  anything,
  boolean,
  isRecord,
  list,
  literal,
  nullable,
  number,
  object,
  ShapeError,
  string,
} from '../../lib/protocols/shape.ts';
import { utcTime } from '../../lib/protocols/time.ts';
import {
  json,
  redirect,
  type TwinContext,
  type TwinReply,
  type TwinRequest,
  type TwinSystem,
  text,
} from '../service.ts';
import type { World } from '../world/types.ts';
import { decide, policiesOf, type Question, type Subject } from './gating.ts';

const API = '/api/v1.0';

/** greenwave: everything but `/decision` is answered without any of the systems it depends on. */
export const greenwave: TwinSystem = {
  system: 'greenwave',
  services: (context) => ({ greenwave: { kind: 'http', handle: (request) => answer(context, request) } }),
};

function answer({ world, addresses }: TwinContext, request: TwinRequest): TwinReply {
  switch (request.path) {
    case '/':
      return json(landing(addresses));
    case '/healthcheck':
      return text('Health check OK');
    case `${API}/about`:
      return json({ version: '2.2.0' });
    case `${API}/version`:
      return redirect(`${addresses.greenwave}${API}/about`);
    case `${API}/policies`:
      return json({ policies: policiesOf(world) });
    case `${API}/subject_types`:
      return json({ subject_types: SUBJECT_TYPES });
    case `${API}/decision`:
      return request.method === 'POST' ? decision(world, request) : error(405, 'The method is not allowed');
    default:
      return error(404, 'The requested URL was not found on the server.');
  }
}

const SUBJECT_TYPES = [
  { id: 'bodhi_update', ignore_missing_policy: true },
  { id: 'compose', supports_remote_rule: false },
  {
    id: 'koji_build',
    aliases: ['brew-build'],
    is_koji_build: true,
    is_nvr: true,
    supports_remote_rule: true,
  },
];

function landing(addresses: TwinContext['addresses']) {
  return {
    api_v1: `${addresses.greenwave}${API}`,
    documentation: 'https://gating-greenwave.readthedocs.io',
    koji_api: `${addresses.koji}/kojihub`,
    resultsdb_api: `${addresses.resultsdb}/api/v2.0`,
    waiverdb_api: `${addresses.waiverdb}/api/v1.0`,
    outcomes_passed: ['PASSED', 'INFO'],
    outcomes_error: ['ERROR'],
    outcomes_incomplete: ['QUEUED', 'RUNNING'],
    remote_rule_policies: {
      '*': `${addresses['dist-git']}/{pkg_namespace}{pkg_name}/raw/{rev}/f/gating.yaml`,
    },
  };
}

function error(status: number, message: string): TwinReply {
  return json({ message }, status);
}

/** What does not depend on which of the forms a question takes. */
const common = object({
  product_version: nullable(string),
  decision_context: anything,
  rules: nullable(
    list(object({ type: literal('PassingTestCaseRule', 'RemoteRule'), test_case_name: nullable(string) })),
  ),
  verbose: nullable(boolean),
  when: nullable(utcTime),
  ignore_result: nullable(list(number)),
  ignore_waiver: nullable(list(number)),
  subject: anything,
  subject_type: nullable(string),
  subject_identifier: nullable(string),
});

function decision(world: World, request: TwinRequest): TwinReply {
  if (!(request.headers['content-type'] ?? '').includes('application/json')) {
    return error(415, 'No JSON payload in request');
  }
  let data: unknown;
  try {
    data = JSON.parse(request.body.toString('utf8'));
  } catch {
    return error(400, 'The browser (or proxy) sent a request that this server could not understand.');
  }
  if (!isRecord(data) || Object.keys(data).length === 0) return error(415, 'No JSON payload in request');
  try {
    const question = questionOf(data);
    if (typeof question === 'string') return error(400, question);
    const decided = decide(world, question);
    return 'status' in decided ? error(decided.status, decided.message) : json(decided.body);
  } catch (thrown) {
    if (thrown instanceof ShapeError) return error(400, thrown.message);
    throw thrown;
  }
}

/** The question, or what greenwave finds missing. */
function questionOf(data: Record<string, unknown>): Question | string {
  const asked = common(data, '');
  const { product_version, rules, when } = asked;
  if (product_version === null || product_version === '') return 'Missing required product version';
  const contexts = contextsOf(asked.decision_context);
  if (contexts.length === 0 && rules === null) return 'Either decision_context or rules is required.';
  if (contexts.length > 0 && rules !== null) return 'Cannot have both decision_context and rules';
  const subjects = subjectsOf(asked.subject, asked.subject_type, asked.subject_identifier);
  if (typeof subjects === 'string') return subjects;
  return {
    productVersion: product_version,
    contexts,
    subjects,
    verbose: asked.verbose ?? false,
    ignoreResults: asked.ignore_result ?? [],
    ignoreWaivers: asked.ignore_waiver ?? [],
    ...(when === null ? {} : { until: when }),
    ...(rules === null
      ? {}
      : { rules: rules.map(({ type, test_case_name }) => ({ type, test_case_name: test_case_name ?? '' })) }),
  };
}

function contextsOf(value: unknown): string[] {
  if (value === undefined || value === null || value === '') return [];
  return typeof value === 'string' ? [value] : list(string)(value, 'decision_context');
}

function subjectsOf(value: unknown, type: string | null, item: string | null): Subject[] | string {
  if (value !== undefined) {
    if (!Array.isArray(value) || value.length === 0) return 'Invalid subject, must be a list of dicts';
    return list(object({ type: string, item: string }))(value, 'subject').map(alias);
  }
  if (type === null) return 'Missing required "subject_type" parameter';
  if (item === null) return 'Missing required "subject_identifier" parameter';
  return [alias({ type, item })];
}

function alias({ type, item }: Subject): Subject {
  return { type: type === 'brew-build' ? 'koji_build' : type, item };
}

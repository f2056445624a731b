import {
  boolean,
  dictionary,
  filled,
  nullable,
  object,
  ShapeError,
  string,
} from '../../lib/protocols/shape.ts';
import { json, type TwinReply, type TwinRequest, type TwinSystem, text } from '../service.ts';
import { waiverBody } from '../world/bodies-ci.ts';
import type { Waiver, World } from '../world/types.ts';

const API = '/api/v1.0';
const PAGE_LIMIT = 10;
const MOST_ROWS = 100;

/** waiverdb: `/healthcheck` reads its database, `/about` does not; lists are newest first. */
export const waiverdb: TwinSystem = {
  system: 'waiverdb',
  services: ({ world, addresses }) => ({
    waiverdb: { kind: 'http', handle: (request) => answer(world, addresses.waiverdb, request) },
  }),
};

function answer(world: World, base: string, request: TwinRequest): TwinReply {
  switch (request.path) {
    case '/healthcheck':
      return text('Health check OK');
    case `${API}/about`:
      return json({ version: '3.0.0', auth_method: 'OIDC' });
    case `${API}/metrics`:
      return text(metrics(world), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    case `${API}/config`:
      return json({ permissions: PERMISSIONS, superusers: ['bodhi@service'] });
    case `${API}/permissions`:
      return json(PERMISSIONS);
    case `${API}/waivers/`:
      if (request.method === 'POST')
        return error(401, 'Authentication is missing', { 'www-authenticate': 'Bearer' });
      return list(world, base, request.query);
    case `${API}/waivers/+filtered`:
    case `${API}/waivers/+by-subjects-and-testcases`:
      return request.method === 'POST' ? filtered(world, request) : error(405, 'The method is not allowed.');
  }
  const id = new RegExp(`^${API}/waivers/(\\d+)$`).exec(request.path)?.[1];
  const waiver = id === undefined ? undefined : world.waivers().find((one) => one.id === Number(id));
  return waiver === undefined ? error(404, 'Waiver not found') : json(waiverBody(waiver));
}

const PERMISSIONS = [
  { name: 'everybody', maintainers: [], testcases: ['*'], groups: ['packager'], users: ['bodhi@service'] },
];

function error(status: number, message: string, headers: Readonly<Record<string, string>> = {}): TwinReply {
  return json({ message }, status, headers);
}

type Filter = Readonly<Record<string, string | null>>;

const FIELDS = [
  'subject_type',
  'subject_identifier',
  'testcase',
  'product_version',
  'username',
  'proxied_by',
];

/** Newest first; of waivers of the same matter by the same person only the newest, unless all are asked for. */
function matching(world: World, filters: readonly Filter[], obsolete: boolean): Waiver[] | string {
  const sinces = filters.map((filter) => span(filter.since ?? null));
  if (sinces.some((since) => since === null)) return 'time data does not match format';
  const wanted = (waiver: Waiver): boolean =>
    filters.some((filter, at) => {
      const [from, to] = sinces[at] ?? [0, 0];
      const body = waiverBody(waiver);
      return (
        waiver.at >= from &&
        waiver.at <= to &&
        FIELDS.every((field) => (filter[field] ?? null) === null || filter[field] === body[field])
      );
    });
  const seen = new Set<string>();
  const isNewest = ({
    subjectType,
    subjectIdentifier,
    testcase,
    username,
    productVersion,
  }: Waiver): boolean => {
    const key = [subjectType, subjectIdentifier, testcase, username, productVersion].join('\n');
    return !seen.has(key) && seen.add(key).size > 0;
  };
  const found = world.waivers().filter(wanted).reverse();
  return obsolete ? found : found.filter(isNewest);
}

/** `FROM` or `FROM,TO`, naive and in UTC. */
function span(since: string | null): readonly [number, number] | null {
  const [from = '', to = ''] = (since ?? '').split(',');
  const times = [
    from === '' ? 0 : Date.parse(`${from}Z`),
    to === '' ? Number.MAX_SAFE_INTEGER : Date.parse(`${to}Z`),
  ] as const;
  return times.some(Number.isNaN) ? null : times;
}

function list(world: World, base: string, query: URLSearchParams): TwinReply {
  const page = Number(query.get('page') ?? 1);
  const limit = Math.min(Number(query.get('limit') ?? PAGE_LIMIT), MOST_ROWS);
  if (!(page >= 1 && limit >= 1)) return error(400, 'page and limit must be positive numbers');
  const found = matching(world, [Object.fromEntries(query)], query.get('include_obsolete') !== null);
  if (typeof found === 'string') return error(400, found);
  const last = Math.max(1, Math.ceil(found.length / limit));
  const link = (to: number): string => {
    const other = new URLSearchParams(query);
    other.set('page', String(to));
    return `${base}${API}/waivers/?${other}`;
  };
  return json({
    data: found.slice((page - 1) * limit, page * limit).map(waiverBody),
    first: link(1),
    last: link(last),
    prev: page > 1 ? link(page - 1) : null,
    next: page < last ? link(page + 1) : null,
  });
}

const subjects = object({
  results: filled(
    object({ subject: nullable(object({ type: string, item: string })), testcase: nullable(string) }),
  ),
});
const filters = object({
  filters: filled(dictionary(nullable(string))),
  include_obsolete: nullable(boolean),
});

/** Reads by POST, as the filters may be longer than an address; not paged, and open to everyone. */
function filtered(world: World, request: TwinRequest): TwinReply {
  try {
    const data: unknown = JSON.parse(request.body.toString('utf8'));
    const old = request.path.endsWith('testcases');
    const asked = old ? olderForm(data) : filters(data, '');
    const found = matching(world, asked.filters, asked.include_obsolete ?? false);
    return typeof found === 'string' ? error(400, found) : json({ data: found.map(waiverBody) });
  } catch (thrown) {
    if (thrown instanceof ShapeError || thrown instanceof SyntaxError) return error(400, thrown.message);
    throw thrown;
  }
}

function olderForm(data: unknown): { filters: Filter[]; include_obsolete: boolean } {
  const { results } = subjects(data, '');
  const asFilter = ({ subject, testcase }: (typeof results)[number]): Filter => ({
    subject_type: subject?.type ?? null,
    subject_identifier: subject?.item ?? null,
    testcase,
  });
  return { filters: results.map(asFilter), include_obsolete: false };
}

function metrics(world: World): string {
  const sent = world.waivers().length;
  return [
    '# HELP messaging_tx_sent_ok_total Messages sent',
    '# TYPE messaging_tx_sent_ok_total counter',
    `messaging_tx_sent_ok_total ${sent}.0`,
    '# HELP messaging_tx_failed_total Messages that could not be sent',
    '# TYPE messaging_tx_failed_total counter',
    'messaging_tx_failed_total 0.0',
    '',
  ].join('\n');
}

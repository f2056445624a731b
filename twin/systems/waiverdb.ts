import { json, text, type TwinReply, type TwinRequest, type TwinSystem } from '../service.ts';
import type { Waiver, World } from '../world/types.ts';

const API = '/api/v1.0';
const PAGE_LIMIT = 10;

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
    case `${API}/waivers/`:
      if (request.method === 'POST') return json({ message: 'Authentication is missing' }, 401, { 'www-authenticate': 'Bearer' });
      return list(world, base, request.query);
    default:
      return json({ message: 'The requested URL was not found on the server.' }, 404);
  }
}

function list(world: World, base: string, query: URLSearchParams): TwinReply {
  const limit = Number(query.get('limit') ?? PAGE_LIMIT);
  const page = Number(query.get('page') ?? 1);
  const wanted = (waiver: Waiver): boolean =>
    matches(query.get('subject_identifier'), waiver.subjectIdentifier) &&
    matches(query.get('subject_type'), waiver.subjectType) &&
    matches(query.get('testcase'), waiver.testcase) &&
    matches(query.get('product_version'), waiver.productVersion);
  const found = world.waivers().filter(wanted).reverse();
  const last = Math.max(1, Math.ceil(found.length / limit));
  const link = (to: number): string => `${base}${API}/waivers/?page=${to}&limit=${limit}`;
  return json({
    data: found.slice((page - 1) * limit, page * limit).map(waiverJson),
    first: link(1),
    last: link(last),
    prev: page > 1 ? link(page - 1) : null,
    next: page < last ? link(page + 1) : null,
  });
}

function matches(wanted: string | null, value: string): boolean {
  return wanted === null || wanted === value;
}

/** As the API and the message `waiverdb.waiver.new` show a waiver; times are naive UTC. */
export function waiverJson(waiver: Waiver): Record<string, unknown> {
  return {
    id: waiver.id,
    subject_type: waiver.subjectType,
    subject_identifier: waiver.subjectIdentifier,
    subject: { type: waiver.subjectType, item: waiver.subjectIdentifier },
    testcase: waiver.testcase,
    scenario: null,
    product_version: waiver.productVersion,
    waived: true,
    username: waiver.username,
    proxied_by: 'bodhi@service',
    comment: waiver.comment,
    timestamp: new Date(waiver.at).toISOString().replace('Z', '000'),
  };
}

function metrics(world: World): string {
  const sent = world.waivers().length;
  return [
    '# HELP messaging_tx_sent_ok_total Messages, which were sent successfully',
    '# TYPE messaging_tx_sent_ok_total counter',
    `messaging_tx_sent_ok_total ${sent}.0`,
    '# HELP messaging_tx_failed_total Messages, which failed to send',
    '# TYPE messaging_tx_failed_total counter',
    'messaging_tx_failed_total 0.0',
    '',
  ].join('\n');
}

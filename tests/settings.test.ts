import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../tools/root.ts';
import type { Interceptor } from '../twin/service.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Run } from './support/k6.ts';

const script = join(root, 'dist/oss/health.js');
const ONLY = { PW_ONLY: 'waiverdb' };
const untouched: Interceptor = (_address, _request, next) => next();

let fault = untouched;
let twin: Twin;

beforeAll(async () => {
  twin = await startTwin({ portBase: 0, intercept: (...args) => fault(...args) });
});
afterAll(() => twin.stop());

/** The first request to the health check is refused: degraded, as only some attempts failed. */
function stumble(): Interceptor {
  let asked = 0;
  return (_address, { path }, next) => (path === '/healthcheck' && asked++ === 0 ? { status: 503 } : next());
}

describe('settings, with the real k6', () => {
  it.each([
    ['0', 0],
    ['1', 99],
  ])('PW_STRICT=%s ends a degraded run with %d', async (strict, code) => {
    fault = stumble();
    const ran = await k6Run(script, { ...twin.env, ...ONLY, PW_STRICT: strict });
    expect(ran).toMatchObject({ code, result: { verdict: 'degraded', notes: [] } });
  });

  it('PW_RESOLVE pins a host to one address', async () => {
    fault = untouched;
    const pinned = {
      PW_WAIVERDB_URL: twin.addresses.waiverdb.replace('127.0.0.1', 'waiverdb.example.org'),
      PW_RESOLVE: 'waiverdb.example.org=127.0.0.1',
    };
    expect(await k6Run(script, { ...twin.env, ...ONLY, ...pinned })).toMatchObject({ code: 0 });
  });

  it('says who asks, on every request', async () => {
    const agents = new Set<string>();
    fault = (_address, { headers }, next) => {
      agents.add(headers['user-agent'] ?? '');
      return next();
    };
    expect(await k6Run(script, twin.env)).toMatchObject({ code: 0 });
    expect([...agents]).toEqual([expect.stringMatching(/^k6-packager-workflow\/\d.* \(monitor; \+https:/)]);
  });

  it('reports only what was selected, and asks what that needs', async () => {
    const asked = new Set<string>();
    fault = (address, _request, next) => {
      asked.add(address);
      return next();
    };
    const { code, result } = await k6Run(script, { ...twin.env, PW_ONLY: 'robosignatory' });
    expect(code).toBe(0);
    expect(result?.systems.map(({ system }) => system)).toEqual(['robosignatory']);
    expect([...asked].sort()).toEqual(['bodhi', 'datagrepper', 'koji']);
  });
});

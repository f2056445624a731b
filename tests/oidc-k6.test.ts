import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../build.mjs';
import { BODHI_CLIENT, PUSH_CLIENT } from '../lib/systems/fas/oidc.ts';
import { findK6 } from '../tools/k6-binary.ts';
import { TWIN_CREDENTIALS } from '../twin/accounts/people.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { Listening } from './support/listening.ts';
import { CLEAN } from './support/start.ts';

let twin: Twin;
let told: Readonly<Record<'bodhi' | 'push' | 'refusal', string>>;
/** What k6 sent as cookies to a server that sets two with each answer. */
const cookies: (string | undefined)[] = [];
const listening = new Listening();

beforeAll(async () => {
  const echo = createServer((request, response) => {
    cookies.push(request.headers.cookie);
    response.setHeader('set-cookie', ['one=1; Path=/', 'two=2; Max-Age=300']).end();
  });
  const port = await listening.start(echo);
  twin = await startTwin({ portBase: 0 });
  const dir = mkdtempSync(join(tmpdir(), 'pw-test-'));
  try {
    const script = join(dir, 'oidc.js');
    await bundle({ entry: 'tests/support/oidc-in-k6.ts', out: script });
    const k6 = await findK6(() => undefined);
    const { principal, password } = TWIN_CREDENTIALS;
    const secrets = { ECHO: `http://127.0.0.1:${port}/`, PRINCIPAL: principal, PASSWORD: password };
    const env = { ...CLEAN, ...twin.env, ...secrets };
    const args = ['run', '--quiet', '--no-usage-report', script];
    const { stdout } = await promisify(execFile)(k6.path, args, { env, timeout: 30_000 });
    told = JSON.parse(stdout);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

afterAll(async () => {
  listening.close();
  await twin.stop();
});

/** What the twin's provider says of a token to the services that are shown it. */
async function introspected(token: string): Promise<unknown> {
  const form = { token, client_id: 'twin-services', client_secret: 'twin-services-secret' };
  const url = `${twin.addresses['fas-oidc']}/openidc/TokenInfo`;
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
}

describe('k6, with a ticket', () => {
  it.each([
    ['bodhi', BODHI_CLIENT],
    ['push', PUSH_CLIENT],
  ] as const)('gets a token for %s', async (name, { id, scopes }) => {
    expect(await introspected(told[name])).toMatchObject({
      active: true,
      username: TWIN_CREDENTIALS.principal,
      client_id: id,
      scope: scopes.join(' '),
    });
  });

  it('is known to bodhi, which refuses only what it is asked for', () => {
    expect(told.refusal).toMatch(/^bodhi refuses: .*type: Required/);
  });
});

it('sends the cookies that it is given, and never those of an earlier answer', () => {
  expect(cookies).toEqual([undefined, undefined, 'ours=1; its="own"']);
});

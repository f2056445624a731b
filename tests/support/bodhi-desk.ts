import { expect } from 'vitest';
import { TWIN_CREDENTIALS } from '../../twin/accounts/people.ts';
import type { Conduct } from '../../twin/live/conduct.ts';
import { rawhide } from '../../twin/world/releases.ts';
import { updateBench } from './update-bench.ts';

export const USER: string = TWIN_CREDENTIALS.principal;
export const TESTCASE = 'fedora-ci.koji-build.tier0.functional';
export const SCOPES = [
  'openid',
  'email',
  'profile',
  'https://id.fedoraproject.org/scope/groups',
  'https://id.fedoraproject.org/scope/agreements',
];

export type Fields = Readonly<Record<string, unknown>>;

/** bodhi, and what shows its updates elsewhere, for one who is logged in. */
export function bodhiDesk(conduct: Partial<Conduct> = {}) {
  const twin = updateBench(conduct);
  const { addresses, tokens } = twin.context;
  const ask = async (
    url: string,
    method: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ) => {
    const reply = await twin.answer(
      new URL(url),
      method,
      { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body,
    );
    const text = String(reply.body ?? '');
    const json: unknown = text.startsWith('{') ? JSON.parse(text) : null;
    return { status: reply.status, headers: reply.headers ?? {}, json };
  };
  const login = async (user: string) => {
    const token = tokens.issue(user, SCOPES);
    const granted = await ask(`${addresses.bodhi}/oidc/login-token`, 'GET', {
      authorization: `Bearer ${token}`,
    });
    const session = await ask(`${addresses.bodhi}/csrf`, 'GET');
    const cookie = [granted, session]
      .map(({ headers }) => (headers['set-cookie'] ?? '').split(';')[0])
      .join('; ');
    return { cookie, csrf_token: String(Object(session.json).csrf_token) };
  };
  const post = async (path: string, fields: Fields, user = USER) => {
    const { cookie, csrf_token } = await login(user);
    const body = JSON.stringify({ csrf_token, ...fields });
    return ask(`${addresses.bodhi}${path}`, 'POST', { cookie }, body);
  };
  const get = async (path: string, name: 'bodhi' | 'resultsdb' | 'waiverdb' = 'bodhi') =>
    (await ask(`${addresses[name]}${path}`, 'GET')).json;
  const decide = async (nvr: string) => {
    const question = {
      product_version: rawhide.productVersion,
      decision_context: 'bodhi_update_push_stable',
      subject_type: 'koji_build',
      subject_identifier: nvr,
    };
    const url = `${addresses.greenwave}/api/v1.0/decision`;
    return (await ask(url, 'POST', {}, JSON.stringify(question))).json;
  };
  return { ...twin, ask, login, post, get, decide };
}

/** A refusal with these words. */
export function refusal(status: number, name: string, words: RegExp) {
  const description = expect.stringMatching(words);
  return {
    status,
    json: {
      status: 'error',
      errors: expect.arrayContaining([expect.objectContaining({ name, description })]),
    },
  };
}

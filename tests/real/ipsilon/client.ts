import type { Engine, Transport, WireResponse } from '../../../lib/k6/ports.ts';
import { encodeForm } from '../../../lib/protocols/oidc/form.ts';
import { object, string } from '../../../lib/protocols/shape.ts';
import { openSession } from '../../../lib/systems/bodhi/session.ts';
import type { KerberosLogin } from '../../../lib/systems/fas/kerberos.ts';
import { authorize, BODHI_CLIENT, type OidcClient, PUSH_CLIENT } from '../../../lib/systems/fas/oidc.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { ASKING_CLIENT, TEST_PASSWORD } from '../servers/ipsilon.ts';
import { check, type IpsilonCheck, inContext, unnamed } from './context.ts';

const USER = TWIN_CREDENTIALS.principal;

/** Our client at the real ipsilon, whose login form is filled in for it: it knows tickets only. */
export async function through(base: string, bodhi: string): Promise<IpsilonCheck[]> {
  const env = { PW_FAS_OIDC_URL: base, PW_BODHI_URL: bodhi };
  const node = nodeEngine();
  const engine = { ...node, transport: fillingForms(node.transport) };
  const ask = (client: OidcClient, by: Engine = engine) =>
    inContext(env, by, (context) => authorize(context, NO_TICKET, client));
  const tokenFor = async (client: OidcClient): Promise<string> => unnamed((await ask(client)).accessToken);
  return [
    await check('a token for bodhi', /^a token$/, () => tokenFor(BODHI_CLIENT)),
    await check('a token for pushes', /^a token$/, () => tokenFor(PUSH_CLIENT)),
    await check('consent', /asks .* for consent/, () => tokenFor(ASKING_CLIENT)),
    await check(
      'the login form',
      /shows its login form/,
      async () => (await ask(BODHI_CLIENT, node)).accessToken,
    ),
    await check('an unknown client', /unauthorized_client \(Unknown client ID\)/, () =>
      tokenFor({ ...BODHI_CLIENT, id: 'nobody' }),
    ),
    await check('another address', /refuses the request: Invalid redirect_uri/, () =>
      tokenFor({ ...PUSH_CLIENT, redirectUri: 'http://localhost:1/' }),
    ),
    await check('a wrong secret', /gives no token: invalid_client/, () =>
      tokenFor({ ...PUSH_CLIENT, secret: 'x' }),
    ),
    await check('bodhi knows us, and what it lacks', /^bodhi refuses: (?!.*denied).*\bnotes\b/, async () => {
      const { accessToken } = await ask(BODHI_CLIENT);
      return inContext(env, node, async (context) => {
        const session = await openSession(context, accessToken);
        const { alias } = await session.post(context, '/updates/', { builds: '' }, object({ alias: string }));
        return alias;
      });
    }),
    await check(
      'bodhi takes no other token',
      /^bodhi refuses: InvalidTokenError: invalid_token/,
      async () => {
        await inContext(env, node, (context) => openSession(context, 'x_y'));
        return 'taken';
      },
    ),
    await check('bodhi takes no token for pushes', /^bodhi refuses: InsufficientScopeError/, async () => {
      const { accessToken } = await ask(PUSH_CLIENT);
      await inContext(env, node, (context) => openSession(context, accessToken));
      return 'taken';
    }),
  ];
}

const NO_TICKET: KerberosLogin = {
  principal: USER,
  endsAt: Number.POSITIVE_INFINITY,
  header: () => Promise.reject(new Error('the test login asked for a ticket')),
};

/** Fills in the login form before our client sees it, and hands out where that led. */
function fillingForms(transport: Transport): Transport {
  return async (request) => {
    const page = await transport(request);
    if (page.status !== 200 || !page.text.includes('name="login_password"')) return page;
    const transaction = /name="ipsilon_transaction_id"[^>]*value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const form = { login_name: `${USER}:groups=packager`, login_password: TEST_PASSWORD };
    const sent: WireResponse = await transport({
      ...request,
      method: 'POST',
      url: request.url.replace(/\?.*$/, ''),
      headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: encodeForm({ ...form, ipsilon_transaction_id: transaction }),
    });
    return sent;
  };
}

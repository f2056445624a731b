import type { ProbeContext } from '../../../lib/probe/probe.ts';
import { type KerberosLogin, kinit } from '../../../lib/systems/fas/kerberos.ts';
import { authorize, BODHI_CLIENT, type OidcClient, PUSH_CLIENT } from '../../../lib/systems/fas/oidc.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { start } from '../servers/ipsilon.ts';
import { start as startKdc } from '../servers/kdc.ts';
import { check, type IpsilonCheck, inContext, unnamed } from './context.ts';

/** The whole way with nothing of ours but the client: MIT's KDC, Apache's mod_auth_gssapi, and ipsilon behind it. */
export async function withTicket(scratch: string): Promise<IpsilonCheck[]> {
  const kdc = await startKdc(scratch);
  const { serviceKeytabFile = '', krb5Config = '', principal = '', password = '' } = kdc.facts;
  const ipsilon = await start(scratch, { keytabFile: serviceKeytabFile, krb5Config });
  const env = {
    PW_FAS_OIDC_URL: ipsilon.addresses['fas-oidc'] ?? '',
    PW_FAS_KDC_URL: kdc.addresses['fas-kdc'] ?? '',
  };
  const tokenFor = (
    client: OidcClient,
    spoilt: (login: KerberosLogin) => KerberosLogin = (login) => login,
  ): Promise<string> =>
    inContext(env, nodeEngine(), async (context) => {
      const login = await kinit(context, nodeCiphers, { principal, password });
      return unnamed((await authorize(context, spoilt(login), client)).accessToken);
    });
  try {
    return [
      await check('a token for bodhi, by a ticket', /^a token$/, () => tokenFor(BODHI_CLIENT)),
      await check('a token for pushes, by a ticket', /^a token$/, () => tokenFor(PUSH_CLIENT)),
      await check('a ticket that was shown before', /refuses the ticket of /, () =>
        tokenFor(BODHI_CLIENT, twice),
      ),
      await check('a proof that is not for us', /did not prove itself by Kerberos/, () =>
        tokenFor(BODHI_CLIENT, crossed),
      ),
    ];
  } finally {
    await ipsilon.stop();
    await kdc.stop();
  }
}

/** Shows its ticket to the door once before it is handed out. */
function twice(login: KerberosLogin): KerberosLogin {
  return {
    ...login,
    header: async (context: ProbeContext, url: string) => {
      const negotiation = await login.header(context, url);
      await fetch(url.replace(/\?.*/, ''), { headers: { authorization: negotiation.authorization } });
      return negotiation;
    },
  };
}

/** Shows one ticket and looks for the proof of another. */
function crossed(login: KerberosLogin): KerberosLogin {
  return {
    ...login,
    header: async (context: ProbeContext, url: string) => {
      const [shown, other] = [await login.header(context, url), await login.header(context, url)];
      return { authorization: shown.authorization, confirm: (response) => other.confirm(response) };
    },
  };
}

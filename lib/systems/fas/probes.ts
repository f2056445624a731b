import { askChallenge, askJson, askPage } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { errorName } from '../../protocols/kerberos/errors.ts';
import { askKdc, type Exchange } from './kdc.ts';
import { LOGIN_MARKS, loginPageVia, MalformedLocation } from './login-page.ts';
import { discovery, health, keySet } from './schema.ts';

const accountsReady = defineProbe({
  id: 'fas.accounts.ready',
  question: 'is the accounts service ready, with IPA behind it?',
  at: 'fas',
  run: async (context) => {
    await askJson(context, `${context.address('fas')}/healthz/ready`, health);
    return { reason: 'ready, IPA answers it', data: null };
  },
});

const accountsLogin = defineProbe({
  id: 'fas.accounts.login',
  kind: 'page',
  question: 'does the login page of accounts show its form?',
  at: 'fas',
  run: async (context) => {
    const response = await askPage(context, `${context.address('fas')}/`, LOGIN_MARKS);
    return { reason: `login page, ${Math.ceil(response.text.length / 1024)} KiB`, data: null };
  },
});

const oidcDiscovery = defineProbe({
  id: 'fas.oidc.discovery',
  kind: 'consistency',
  question: 'does the OpenID provider name its endpoints, under the issuer that clients expect?',
  at: 'fas-oidc',
  run: async (context) => {
    const base = context.address('fas-oidc');
    const url = `${base}/.well-known/openid-configuration`;
    const { data } = await askJson(context, url, discovery(`${base}/openidc/`));
    const algorithms = data.id_token_signing_alg_values_supported.join(', ');
    return { reason: `issuer ${data.issuer}, signs with ${algorithms}`, data };
  },
});

const oidcKeys = defineProbe({
  id: 'fas.oidc.keys',
  question: 'does the OpenID provider publish a key that its signatures can be checked with?',
  at: 'fas-oidc',
  run: async (context) => {
    const { jwks_uri: url } = await context.need(oidcDiscovery);
    const { data, response } = await askJson(context, url, keySet);
    const signing = data.keys.filter(({ signs }) => signs);
    if (signing.length === 0) {
      const kinds = data.keys.map(({ kind }) => kind).join(', ');
      throw wrongAnswer(`no key that signs among ${data.keys.length}: ${kinds}`, response.text, url);
    }
    return {
      reason: `signs with ${signing.map(({ kind, kid }) => `${kind} (${kid})`).join(', ')}`,
      data: null,
    };
  },
});

const asReq: Probe<Exchange> = defineProbe({
  id: 'fas.kdc.asReq',
  question: 'does the KDC answer the first message of kinit, through KdcProxy?',
  at: 'fas-kdc',
  run: async (context) => {
    const exchange = await askKdc(context);
    const { reply, duration } = exchange;
    const said = reply.kind === 'error' ? errorName(reply.code) : 'a ticket';
    return { reason: `KDC answered in ${Math.round(duration)} ms: ${said}`, data: exchange };
  },
});

const clockSkew = defineProbe({
  id: 'fas.kdc.clockSkew',
  kind: 'consistency',
  question: 'how far is the KDC’s clock from ours?',
  at: 'fas-kdc',
  run: async (context) => {
    const { reply, middle, duration } = await context.need(asReq);
    if (reply.kind === 'ticket') throw cannotJudge('the KDC gave a ticket, in which its clock is encrypted');
    const seconds = (reply.serverTime - middle) / 1000;
    const value = Math.abs(seconds);
    const side = seconds < 0 ? 'behind' : 'ahead of';
    const about = `± ${(duration / 2000).toFixed(2)} s`;
    return {
      reason: `KDC ${value.toFixed(2)} s ${side} this machine’s clock (${about})`,
      value,
      url: context.address('fas-kdc'),
      data: null,
    };
  },
});

const fasjsonReady = defineProbe({
  id: 'fas.fasjson.ready',
  question: 'is FASJSON ready, with LDAP behind it?',
  at: 'fas-fasjson',
  run: async (context) => {
    await askJson(context, `${context.address('fas-fasjson')}/healthz/ready`, health);
    return { reason: 'ready, LDAP takes its bind', data: null };
  },
});

const fasjsonChallenge = defineProbe({
  id: 'fas.fasjson.challenge',
  question: 'does FASJSON refuse a stranger, with Kerberos offered?',
  at: 'fas-fasjson',
  run: async (context) => {
    await askChallenge(context, `${context.address('fas-fasjson')}/v1/me/`, 'Negotiate');
    return { reason: 'refused with 401, offering Negotiate', data: null };
  },
});

const ipaUi = defineProbe({
  id: 'fas.ipa.ui',
  kind: 'page',
  question: 'does IPA, the home of accounts and of their second factors, show its page?',
  at: 'fas-ipa',
  run: async (context) => {
    const response = await askPage(context, `${context.address('fas-ipa')}/ui/`, ['Identity Management']);
    return { reason: `page, ${Math.ceil(response.text.length / 1024)} KiB`, data: null };
  },
});

const fas2Redirect = defineProbe({
  id: 'fas.fas2.redirect',
  kind: 'page',
  question: 'does the founding document’s address of FAS2 still lead to the login page?',
  at: 'fas',
  run: async (context) => {
    const { fas2 } = context.target;
    const start = fas2.startsWith('/') ? `${context.address('fas')}${fas2}` : fas2;
    try {
      const way = await loginPageVia(context, start);
      const redirects = `${way.redirects} redirect${way.redirects === 1 ? '' : 's'}`;
      return { reason: `leads to ${way.url}, ${redirects}`, data: null };
    } catch (thrown) {
      if (!(thrown instanceof MalformedLocation)) throw thrown;
      // A known defect of an old link: it holds no package up.
      const { reason, evidence = '', url = start } = thrown.details;
      return { reason, degraded: true, evidence, url, data: null };
    }
  },
});

export const fasProbes: readonly Probe[] = [
  accountsReady,
  accountsLogin,
  oidcDiscovery,
  oidcKeys,
  asReq,
  clockSkew,
  fasjsonReady,
  fasjsonChallenge,
  ipaUi,
  fas2Redirect,
];

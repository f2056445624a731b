import type { Ciphers, WireResponse } from '../../k6/ports.ts';
import { type Ask, ask } from '../../probe/ask.ts';
import { cannotJudge, type ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import {
  type Credential,
  type Exchange,
  KerberosError,
  type KerberosTools,
  login,
  serviceTicket,
  type Ticket,
} from '../../protocols/kerberos/client.ts';
import { parsePrincipal } from '../../protocols/kerberos/principal.ts';
import { refused } from '../../protocols/kerberos/refusals.ts';
import { negotiate, refusalIn } from '../../protocols/kerberos/spnego.ts';
import { fromBase64, toBase64 } from '../../protocols/xmlrpc/base64.ts';
import { inKerberos, throughProxy } from './kdc.ts';

export type { Credential } from '../../protocols/kerberos/client.ts';

/** What `kinit` leaves behind: it holds keys and tickets out of everybody's reach. */
export interface KerberosLogin {
  /** With its realm. */
  readonly principal: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** What proves us once to the host of an address. */
  header(context: ProbeContext, url: string): Promise<Negotiation>;
}

export interface Negotiation {
  /** The header's value, good for one request. */
  readonly authorization: string;
  /** Throws a `ProbeFailure` if the server did not prove itself. */
  confirm(response: WireResponse): Promise<void>;
}

/** Logs in to the KDC behind the target's KdcProxy; every way to fail is one clear line. */
export async function kinit(
  context: ProbeContext,
  ciphers: Ciphers,
  credential: Credential,
): Promise<KerberosLogin> {
  const { realm } = parsePrincipal(credential.principal, context.target.realm);
  const tgt = await inWords(context, () =>
    login(toolsOf(context, ciphers), exchangeOf(context, realm), { ...credential, realm }),
  );
  const tickets = new Map<string, Promise<Ticket>>();

  const ticketFor = (caller: ProbeContext, host: string): Promise<Ticket> => {
    const known = tickets.get(host);
    if (known !== undefined) return known;
    const asked = inWords(caller, () =>
      serviceTicket(toolsOf(caller, ciphers), exchangeOf(caller, realm), tgt, 'HTTP', host),
    );
    tickets.set(host, asked);
    // A refusal may be over when the next one asks.
    asked.catch(() => tickets.delete(host));
    return asked;
  };

  return {
    principal: tgt.principal,
    endsAt: tgt.endsAt,
    async header(caller, url) {
      const host = hostOf(url);
      const { token, verify } = await negotiate(toolsOf(caller, ciphers), await ticketFor(caller, host));
      return {
        authorization: `Negotiate ${toBase64(token)}`,
        async confirm(response) {
          const reply = tokenOf(response);
          if (reply !== null && (await verify(reply))) return;
          const how = reply === null ? 'sent no Negotiate answer' : 'sent an answer that proves nothing';
          throw wrongAnswer(`${host} did not prove itself by Kerberos: it ${how}`, '', response.url);
        },
      };
    },
  };
}

/**
 * `ask` with a fresh Negotiate token for the host of the address. A success or a redirect counts only if the server
 * has proved itself; a 401, unless it was expected, is told with the reason in its answer.
 */
export async function askNegotiated(
  context: ProbeContext,
  login: KerberosLogin,
  url: string,
  options: Ask = {},
): Promise<WireResponse> {
  const negotiation = await login.header(context, url);
  const { expect = [200] } = options;
  const response = await ask(context, url, {
    ...options,
    headers: { ...options.headers, authorization: negotiation.authorization },
    expect: [...expect, 401],
  });
  if (response.status === 401 && !expect.includes(401)) throw refusedTicket(context, login, response);
  if (response.status < 400) await negotiation.confirm(response);
  return response;
}

function refusedTicket(context: ProbeContext, login: KerberosLogin, response: WireResponse): ProbeFailure {
  const reply = tokenOf(response);
  const refusal = reply === null ? null : refusalIn(reply);
  const asking = { principal: login.principal, realm: context.target.realm, secret: 'ticket' } as const;
  const why = refusal === null ? '' : `: ${refused(refusal, asking, context.now()).message}`;
  return wrongAnswer(`HTTP 401: the ticket of ${login.principal} is refused${why}`, '', response.url);
}

/** The token of a Negotiate header, beside which others may stand. */
function tokenOf(response: WireResponse): Uint8Array | null {
  const [, token] =
    /\bNegotiate\s+([A-Za-z0-9+/]+=*)/i.exec(response.headers['www-authenticate'] ?? '') ?? [];
  return token === undefined ? null : fromBase64(token);
}

function toolsOf(context: ProbeContext, ciphers: Ciphers): KerberosTools {
  return { ciphers, nonce: context.nonce, now: () => context.now() };
}

function exchangeOf(context: ProbeContext, realm: string): Exchange {
  return async (message) => {
    const response = await throughProxy(context, message, realm);
    return inKerberos(response, (answer) => answer);
  };
}

/** The client's errors as verdicts: a KDC that refuses has failed us, what we lack ourselves nobody can judge. */
async function inWords<T>(context: ProbeContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof KerberosError)) throw thrown;
    const url = context.address('fas-kdc');
    throw thrown.ours ? cannotJudge(thrown.message, '', url) : wrongAnswer(thrown.message, '', url);
  }
}

/** Services are named by their host, without the port. */
function hostOf(url: string): string {
  const [, host] = /^https?:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(url) ?? [];
  if (host === undefined) throw cannotJudge(`no host in the address ${url}`);
  return host.toLowerCase();
}

import type { WireResponse } from '../../k6/ports.ts';
import { type Ask, ask, decodeJson, insteadOf, isHtml } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { anything, filledText, nullable, object, type Shape } from '../../protocols/shape.ts';

/** Statuses that pagure gives with a sentence and a code, beside 200. */
const REFUSALS = [400, 401, 403, 404, 409];

/** Pagure's error: what went wrong, a code for programs, and for a form what is wrong with which field. */
const refusal = object({ error: filledText, error_code: filledText, errors: nullable(anything) });

/** What pagure's API refused. */
export class PagureRefusal extends ProbeFailure {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly said: string,
    readonly url: string,
  ) {
    const reason = `dist-git refused: ${said} (${code}, HTTP ${status})`;
    super({ verdict: 'failed', what: 'wrong answer', reason, url });
  }
}

/** Asks pagure's API; a refusal is a `PagureRefusal` with its own words. */
export async function askPagure<T>(
  context: ProbeContext,
  url: string,
  shape: Shape<T>,
  options: Pick<Ask, 'method' | 'headers' | 'body' | 'timeoutMs'> = {},
): Promise<T> {
  const headers = { accept: 'application/json', ...options.headers };
  const response = await ask(context, url, { ...options, headers, expect: [200, ...REFUSALS] });
  if (response.status !== 200) throw refused(response);
  return decodeJson(response, shape);
}

function refused(response: WireResponse): ProbeFailure {
  const { status, url } = response;
  if (isHtml(response)) {
    if (status !== 403) return insteadOf(`pagure’s answer (HTTP ${status})`, response);
    const reason = 'blocked by the edge (HTTP 403)';
    return new ProbeFailure({ verdict: 'unknown', what: 'blocked', reason, url });
  }
  try {
    const { error, error_code: code, errors } = decodeJson(response, refusal);
    const fields = errors === null ? '' : `: ${JSON.stringify(errors)}`;
    return new PagureRefusal(status, code, `${error}${fields}`, url);
  } catch (thrown) {
    if (thrown instanceof ProbeFailure) return wrongAnswer(`HTTP ${status}`, response.text, url);
    throw thrown;
  }
}

/** Changes something by a form, with a token of pagure's own kind, which the settings page gives out. */
export function postPagure<T>(
  context: ProbeContext,
  token: string,
  url: string,
  fields: Readonly<Record<string, string>>,
  shape: Shape<T>,
): Promise<T> {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return askPagure(context, url, shape, {
    method: 'POST',
    headers: { authorization: `token ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: pairs.join('&'),
    timeoutMs: WRITE_TIMEOUT_MS,
  });
}

/** Pagure forks and merges while the client waits. */
const WRITE_TIMEOUT_MS = 60_000;

import type { WireResponse } from '../../k6/ports.ts';
import { ask, expectWhole, insteadOf, isHtml } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { follow, originOf } from './location.ts';

/** What no page but noggin's, in Fedora's theme, shows to a visitor (noggin 1.11). */
export const LOGIN_MARKS: readonly string[] = [
  '<title>Fedora Accounts</title>',
  'id="login-tab"',
  'name="login-password"',
];

const MOVED: readonly number[] = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 5;
const ONE_SLASH = ' (one slash, a path of the same host to a browser)';

/** The one defect that Fedora's playbooks are known to have: a Location with a single slash. */
export class MalformedLocation extends ProbeFailure {}

export interface Way {
  /** Where the login page was found. */
  readonly url: string;
  readonly redirects: number;
}

/**
 * Goes from an old address as a browser would, which is not how every client reads a malformed Location, and
 * throws unless that ends at the login page of accounts.
 */
export async function loginPageVia(context: ProbeContext, start: string): Promise<Way> {
  let url = start;
  let by = '';
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await ask(context, url, { expect: [200, ...MOVED], marks: LOGIN_MARKS }).catch(
      (thrown: unknown) => {
        throw led(thrown, by);
      },
    );
    if (response.status === 200) {
      expectLogin(context, response, by);
      return { url, redirects };
    }
    const location = response.headers.location ?? '';
    const next = location === '' ? null : follow(url, location);
    if (next === null) {
      const where = location === '' ? 'nowhere' : `to "${location}", where no browser goes`;
      throw wrongAnswer(`HTTP ${response.status} that leads ${where}`, response.text, url);
    }
    by = ` by way of Location "${location}"${oneSlash(location)}`;
    url = next;
  }
  throw wrongAnswer(`more than ${MOST_REDIRECTS} redirects, the last one${by}`, '', start);
}

function expectLogin(context: ProbeContext, response: WireResponse, by: string): void {
  const home = originOf(context.address('fas'));
  const missing = LOGIN_MARKS.filter((mark) => !response.text.includes(mark));
  if (missing.length > 0) {
    if (isHtml(response)) throw led(insteadOf('the login page of accounts', response), by);
    throw led(
      wrongAnswer('leads to what is not the login page of accounts', response.text, response.url),
      by,
    );
  }
  expectWhole(response);
  if (originOf(response.url) !== home) {
    throw wrongAnswer(`leads to a login page at ${originOf(response.url)}, not at ${home}`, '', response.url);
  }
}

/** A failure on the way names the redirect that led there, as the first address itself answered. */
function led(thrown: unknown, by: string): unknown {
  if (by === '' || !(thrown instanceof ProbeFailure)) return thrown;
  const details = { ...thrown.details, reason: `${thrown.details.reason}${by}` };
  const known = by.includes(ONE_SLASH) && details.what === 'wrong answer';
  return known ? new MalformedLocation(details) : new ProbeFailure(details);
}

function oneSlash(location: string): string {
  return /^https?:\/[^/]/i.test(location) ? ONE_SLASH : '';
}

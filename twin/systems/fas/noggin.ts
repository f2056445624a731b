import { redirect, type TwinReply, type TwinRequest } from '../../service.ts';
import { answerHealthz } from './healthz.ts';
import { page } from './pages.ts';

/** noggin in Fedora's theme, and where the founding document's `/accounts/` of FAS2 leads. */
export function answerNoggin(base: string, { path, query }: TwinRequest): TwinReply {
  const health = answerHealthz(path);
  if (health !== null) return health;
  if (path === '/') return loginPage(query.get('tab') === 'register' ? 'register' : 'login');
  if (/^\/fas2\/accounts(?:\/|$)/.test(path)) return redirect(`${base}/`);
  if (/^\/(?:user\/|groups\/$|group\/|search\/json$)/.test(path)) {
    return redirect(`${base}/?next=${encodeURIComponent(`${path}?${query}`)}`);
  }
  return page('404 - Fedora Accounts', '<p>There is no such page.</p>', 404);
}

/** The same page for both tabs; only which one is open differs. */
function loginPage(open: 'login' | 'register'): TwinReply {
  const tab = (name: 'login' | 'register', title: string): string =>
    `<a class="nav-link ${name === open ? 'active' : ''}" id="${name}-tab" href="#${name}" role="tab">${title}</a>`;
  const field = (name: string, type: string): string =>
    `<input id="login-${name}" name="login-${name}" type="${type}">`;
  const form = [
    field('csrf_token', 'hidden'),
    field('username', 'text'),
    field('password', 'password'),
    field('otp', 'password'),
    '<a href="/forgot-password/ask">Forgot Password or OTP?</a> <a href="/otp/sync/">Sync Token</a>',
  ].join('\n');
  return page(
    'Fedora Accounts',
    `<img src="/static/FedoraAccounts.png" alt="Fedora Account System logo">
${tab('login', 'Login')}
${tab('register', 'Register')}
<form action="/" method="post">
${form}
</form>`,
  );
}

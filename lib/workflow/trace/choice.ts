import { ConfigError } from '../../targets/config-error.ts';

/** Which packages are traced: the newest of every kind, or just those that are named. */
export interface TraceChoice {
  readonly count: number;
  /** A release of bodhi: its name, branch or dist tag. */
  readonly release: string | null;
  readonly package: string | null;
  readonly nvr: string | null;
  /** The alias of an update. */
  readonly update: string | null;
}

const COUNT = { fallback: 50, least: 1, most: 200 } as const;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/;
const RELEASE = /^[A-Za-z][A-Za-z0-9._-]{0,39}$/;
/** Version and release hold no hyphen, so that the last two part an NVR. */
const NVR = /^([A-Za-z0-9][A-Za-z0-9._+-]*)-([^-\s/]+)-([^-\s/]+)$/;
const ALIAS = /^FEDORA(?:-[A-Z]+)*-\d{4}-[0-9a-f]{10}$/;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what is to be traced; throws a `ConfigError` for a value that cannot be meant, before anything is asked. */
export function checkChoice(env: Environment): TraceChoice {
  const choice = {
    count: countOf(env.PW_COUNT ?? ''),
    release: matching(
      'PW_RELEASE',
      env,
      RELEASE,
      'a name as F44, a branch as rawhide, or a dist tag as el10',
    ),
    package: matching('PW_PACKAGE', env, NAME, 'the name of a package, as bash'),
    nvr: matching('PW_NVR', env, NVR, 'a name-version-release, as bash-5.3.0-2.fc44'),
    update: matching(
      'PW_UPDATE',
      env,
      ALIAS,
      'an alias, as FEDORA-2026-0123abcdef or FEDORA-EPEL-2026-0123abcdef',
    ),
  };
  const named = [
    choice.nvr === null ? [] : ['PW_NVR'],
    choice.update === null ? [] : ['PW_UPDATE'],
    choice.package === null ? [] : ['PW_PACKAGE'],
  ].flat();
  if (named.length > 1)
    throw new ConfigError(`${named.join(' and ')} exclude each other. Valid: one of them`);
  if (named.length === 1 && choice.release !== null && choice.package === null) {
    throw new ConfigError(`${named[0]} and PW_RELEASE exclude each other. Valid: one of them`);
  }
  return choice;
}

function countOf(text: string): number {
  if (text === '') return COUNT.fallback;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= COUNT.least && count <= COUNT.most) return count;
  throw new ConfigError(
    `PW_COUNT: "${text}" is no number of packages. Valid: ${COUNT.least} to ${COUNT.most}`,
  );
}

function matching(name: string, env: Environment, form: RegExp, valid: string): string | null {
  const value = env[name] ?? '';
  if (value === '') return null;
  if (form.test(value)) return value;
  throw new ConfigError(`${name}: "${value}" is not of the right form. Valid: ${valid}`);
}

/** The package of an NVR. */
export function packageOf(nvr: string): string {
  return NVR.exec(nvr)?.[1] ?? nvr;
}

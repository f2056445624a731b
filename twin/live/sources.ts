import type { Commit, World } from '../world/types.ts';
import { TASK_FAULT, type TaskFault } from './endings.ts';

/** What a source builds, as its spec file says. */
export interface Source {
  readonly commit: Commit;
  readonly name: string;
  readonly version: string;
  /** Without the part that names the distribution, which is where `%{?dist}` stands. */
  readonly releaseOf: (suffix: string) => string;
}

/** Where the builders fetch from: Fedora's dist-git under its names, and the twin's own. */
const HOSTS: readonly string[] = [
  'src.fedoraproject.org',
  'pkgs.fedoraproject.org',
  '127.0.0.1',
  'localhost',
];
const SOURCE = /^git\+https?:\/\/([^/:#?]+)(?::\d+)?(\/[^#?]*)\??(?:#(.*))?$/;
const REPOSITORY = /^\/rpms\/([^/]+?)(?:\.git)?\/?$/;
/** What rpm takes in a version or release. */
const VERSION = /^[A-Za-z0-9._+~^]+$/;

function failed(text: string): TaskFault {
  return { code: TASK_FAULT.BUILD, text };
}

/** What koji's builders find at an address, or why they cannot make a source package of it. */
export function readSource(world: World, source: string): Source | TaskFault {
  const [, host = '', path = '', ref = ''] = SOURCE.exec(source) ?? [];
  if (host === '') return failed(`Invalid source specification: ${source}`);
  const [, repository = ''] = REPOSITORY.exec(path) ?? [];
  if (!HOSTS.includes(host) || repository === '') {
    return failed(`${host}:${path} is not in the list of allowed SCMs`);
  }
  const commit = world.commits(repository).find(({ sha }) => sha === ref);
  if (commit === undefined) {
    const command = world.package(repository) === undefined ? `clone -n ${source}` : `reset --hard ${ref}`;
    return failed(`Error running GIT command "git ${command}", see checkout.log for details`);
  }
  return (
    readSpec(commit) ??
    failed('error building srpm, mock exited with status 1; see build.log for more information')
  );
}

function readSpec(commit: Commit): Source | undefined {
  const [, spec] = Object.entries(commit.files).find(([file]) => file.endsWith('.spec')) ?? [];
  const field = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(\\S+)[ \\t]*$`, 'im').exec(spec ?? '')?.[1] ?? '';
  const [name, version, release] = [field('Name'), field('Version'), field('Release')];
  const releaseOf = (suffix: string): string => release.replace('%{?dist}', `.${suffix}`);
  const readable = /^[\w.+-]+$/.test(name) && VERSION.test(version) && VERSION.test(releaseOf('x'));
  return readable ? { commit, name, version, releaseOf } : undefined;
}

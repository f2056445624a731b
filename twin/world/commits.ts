import { DAY, dayOf, startOf } from './calendar.ts';
import { commitData, objectId, treeData } from './git.ts';
import type { TwinPackage } from './packages.ts';
import { mailOf } from './people.ts';
import { RELEASES } from './releases.ts';
import { Timeline } from './timeline.ts';
import type { Commit } from './types.ts';

/** The test that a gated package must pass before its stable tag. */
export const GATING_TESTCASE = 'fedora-ci.koji-build.tier0.functional';

const IGNORED = '/*.tar.gz\n/*.src.rpm\n/results_*/\n';

const GATING = `--- !Policy
product_versions:
  - fedora-*
decision_contexts:
  - bodhi_update_push_testing
  - bodhi_update_push_stable
subject_type: koji_build
rules:
  - !PassingTestCaseRule {test_case_name: ${GATING_TESTCASE}}
`;

const TESTS = `---
- hosts: localhost
  roles:
    - role: standard-test-basic
      tags:
        - classic
      tests:
        - smoke:
            run: "true"
`;

const ID_BYTES = 20;

/** When every package was imported, before anything the twin still builds. */
const IMPORTED_DAY = 18_000;

const NO_COMMITS = new Timeline<Commit>([], (commit) => commit.at);

interface Change {
  readonly package: TwinPackage;
  readonly branch: string;
  readonly at: number;
  readonly author: string;
  readonly message: string;
  readonly release: number;
}

const dates = new Map<number, string>();

/** `Mon Nov 23 2026` */
function changelogDate(at: number): string {
  const known = dates.get(dayOf(at));
  if (known !== undefined) return known;
  const [weekday, day, month, year] = new Date(at).toUTCString().replace(',', '').split(' ');
  const date = `${weekday} ${month} ${day} ${year}`;
  dates.set(dayOf(at), date);
  return date;
}

function specOf({ package: one, at, author, message, release }: Change): string {
  const buildArch = one.arches[0] === 'noarch' ? 'BuildArch:      noarch\n' : '';
  return `Name:           ${one.name}
Version:        ${one.version}
Release:        ${release}%{?dist}
Summary:        ${one.summary}
License:        MIT
URL:            https://src.fedoraproject.org/rpms/${one.name}
Source0:        %{name}-%{version}.tar.gz
${buildArch}
%description
${one.summary}.

%prep
%autosetup

%files
%license LICENSE

%changelog
* ${changelogDate(at)} ${author} <${mailOf(author)}> - ${one.version}-${release}
- ${message}
`;
}

/** The files that a package keeps from commit to commit. */
function fixedFiles(one: TwinPackage): Readonly<Record<string, string>> {
  return {
    '.gitignore': IGNORED,
    sources: `SHA512 (${one.source.file}) = ${one.source.sha512}\n`,
    ...(one.gated ? { 'gating.yaml': GATING, 'tests.yml': TESTS } : {}),
  };
}

/** A package's repository: what its files are and where its branches stand. */
interface Repository {
  readonly fixed: Readonly<Record<string, string>>;
  /** The tree with a spec file still to be named, and where its id belongs. */
  readonly tree: Buffer;
  readonly specAt: number;
  readonly root: string;
  readonly heads: Map<string, string>;
  readonly commits: Commit[];
  readonly timeline: Timeline<Commit>;
}

function commitId(base: Pick<Repository, 'tree' | 'specAt'>, change: Change, parent: string | null): string {
  const tree = Buffer.from(base.tree);
  tree.write(objectId('blob', specOf(change)), base.specAt, 'hex');
  const { at, author, message } = change;
  return objectId('commit', commitData(objectId('tree', tree), { parent, author, at, message }));
}

/** Thousands of spec files are rather written again than kept. */
class TwinCommit implements Commit {
  readonly sha: string;
  readonly parent: string | null;
  readonly package: string;
  readonly branch: string;
  readonly at: number;
  readonly author: string;
  readonly message: string;
  readonly #fixed: Readonly<Record<string, string>>;
  readonly #change: Change;

  constructor(fixed: Readonly<Record<string, string>>, change: Change, sha: string, parent: string | null) {
    this.sha = sha;
    this.parent = parent;
    this.package = change.package.name;
    this.branch = change.branch;
    this.at = change.at;
    this.author = change.author;
    this.message = change.message;
    this.#fixed = fixed;
    this.#change = change;
  }

  get files(): Readonly<Record<string, string>> {
    return { ...this.#fixed, [`${this.package}.spec`]: specOf(this.#change) };
  }
}

/** The git history of every package: commits are added in the order of their times and never dropped. */
export class History {
  readonly #repositories = new Map<string, Repository>();

  constructor(packages: readonly TwinPackage[]) {
    for (const [index, one] of packages.entries()) this.#import(one, startOf(IMPORTED_DAY) + index * DAY);
  }

  /** Adds a commit on top of its branch. */
  commit(change: Change): Commit {
    const repository = this.#repositories.get(change.package.name);
    if (repository === undefined) throw new Error(`the twin has no repository of ${change.package.name}`);
    const parent = repository.heads.get(change.branch) ?? null;
    const commit = new TwinCommit(repository.fixed, change, commitId(repository, change, parent), parent);
    repository.heads.set(change.branch, commit.sha);
    repository.commits.push(commit);
    return commit;
  }

  /** Everything ever committed to a package, oldest first, also what lies ahead of now. */
  timelineOf(name: string): Timeline<Commit> {
    return this.#repositories.get(name)?.timeline ?? NO_COMMITS;
  }

  /** The first commit of a package, which all its branches share. */
  rootOf(name: string): string {
    return this.#repositories.get(name)?.root ?? '';
  }

  /** The first commit, which all branches share. */
  #import(one: TwinPackage, at: number): void {
    const fixed = fixedFiles(one);
    const spec = `${one.name}.spec`;
    const blobs = Object.entries(fixed).map(([name, text]) => [name, objectId('blob', text)] as const);
    const tree = treeData({ ...Object.fromEntries(blobs), [spec]: '00'.repeat(ID_BYTES) });
    const specAt = tree.indexOf(`${spec}\0`) + spec.length + 1;
    const change = { package: one, at, author: one.owner, message: 'Initial import', release: 0 };
    const root = commitId({ tree, specAt }, { ...change, branch: 'rawhide' }, null);
    const commits: Commit[] = RELEASES.map(
      ({ branch }) => new TwinCommit(fixed, { ...change, branch }, root, null),
    );
    const heads = new Map(commits.map(({ branch }) => [branch, root]));
    const timeline = new Timeline(commits, (commit) => commit.at);
    this.#repositories.set(one.name, { fixed, tree, specAt, root, heads, commits, timeline });
  }
}

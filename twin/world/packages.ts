import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DUMMY_PAIR, DUMMY_SINGLE, isNoarch, KERNEL, QUIET, REGULAR_NAMES } from './package-names.ts';
import { PACKAGERS, SERVICE } from './people.ts';
import { hash, type Rng, shuffled, stream } from './rng.ts';
import type { Package, Source } from './types.ts';

export const FEDORA_ARCHES = ['x86_64', 'aarch64', 'ppc64le', 's390x'] as const;
const KIBIBYTE = 1024;

/** A package with what only the twin itself needs to know of it. */
export interface TwinPackage extends Package {
  /** Version of the archive, and so of every build: the twin's packagers only ever rebuild. */
  readonly version: string;
  readonly rpmNames: readonly string[];
  /** Shared by all messages about this package alone. */
  readonly asList: readonly string[];
}

export interface Packages {
  readonly all: readonly TwinPackage[];
  readonly byName: ReadonlyMap<string, TwinPackage>;
  /** Every package that is built in turn, in the order of its turns. */
  readonly regular: readonly TwinPackage[];
  readonly kernel: TwinPackage;
  readonly single: TwinPackage;
  readonly pair: readonly TwinPackage[];
}

function sourceOf(name: string, version: string, bytes: number, rng: Rng): Source {
  const words = new Uint32Array(bytes / 4);
  let state = rng.int(1, 0xffff_ffff);
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  const content = gzipSync(new Uint8Array(words.buffer), { level: 0 });
  // The header names the operating system that compressed: unknown, so that every machine gives the same bytes.
  content[9] = 0xff;
  return {
    file: `${name}-${version}.tar.gz`,
    sha512: createHash('sha512').update(content).digest('hex'),
    content,
  };
}

function rpmNamesOf(name: string, noarch: boolean): readonly string[] {
  if (name === KERNEL) {
    return ['kernel', 'kernel-core', 'kernel-modules', 'kernel-devel', 'kernel-debuginfo'];
  }
  if (name.startsWith('python-')) return [name.replace('python-', 'python3-')];
  if (name.startsWith('rust-')) return [`${name}-devel`];
  if (noarch) return [name];
  const library = /^(lib|gtk|glib|qt|kf|gstreamer|python3|open|krb5|zlib)/.test(name);
  return [name, ...(library ? [`${name}-devel`] : []), `${name}-debuginfo`];
}

function packageOf(seed: number, name: string, index: number): TwinPackage {
  const rng = stream(seed, 'package', name);
  const dummy = name.startsWith('dummy-');
  const noarch = isNoarch(name);
  const version = dummy ? '0' : `${rng.int(0, 9)}.${rng.int(0, 24)}.${rng.int(0, 9)}`;
  const bytes = (name === KERNEL ? 1200 : rng.int(2, 60)) * KIBIBYTE;
  return {
    id: 301 + index * 7,
    name,
    owner: dummy ? SERVICE.robot : rng.pick(PACKAGERS),
    summary: dummy ? 'Package to test Fedora’s packager workflow' : `The ${name} package`,
    arches: noarch ? ['noarch'] : FEDORA_ARCHES,
    gated: dummy || (name !== KERNEL && hash('gated', name) % 5 === 0),
    source: sourceOf(name, version, bytes, rng),
    version,
    rpmNames: rpmNamesOf(name, noarch),
    asList: [name],
  };
}

function named(byName: ReadonlyMap<string, TwinPackage>, name: string): TwinPackage {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`the twin has no package ${name}`);
  return found;
}

export function createPackages(seed: number): Packages {
  const names = [...REGULAR_NAMES, KERNEL, DUMMY_SINGLE, ...DUMMY_PAIR, ...QUIET].sort();
  const all = names.map((name, index) => packageOf(seed, name, index));
  const byName = new Map(all.map((one) => [one.name, one]));
  return {
    all,
    byName,
    regular: shuffled(REGULAR_NAMES, stream(seed, 'turns')).map((name) => named(byName, name)),
    kernel: named(byName, KERNEL),
    single: named(byName, DUMMY_SINGLE),
    pair: DUMMY_PAIR.map((name) => named(byName, name)),
  };
}

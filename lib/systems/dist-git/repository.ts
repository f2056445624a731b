import type { ProbeContext } from '../../probe/probe.ts';

/** Somebody's own copy of a package's repository, from which pull requests come. */
export interface Fork {
  readonly user: string;
  readonly name: string;
}

/** A package by its name, or a fork of it. */
export type Repository = string | Fork;

/** As pagure calls it in full: `rpms/bash`, `forks/USER/rpms/bash`. */
export function fullName(repository: Repository): string {
  if (typeof repository === 'string') return `rpms/${repository}`;
  return `forks/${repository.user}/rpms/${repository.name}`;
}

/** Where git finds it over HTTP. */
export function gitUrl(context: Pick<ProbeContext, 'address'>, repository: Repository): string {
  return `${context.address('dist-git')}/${fullName(repository)}.git`;
}

/** Where pagure's API describes it. */
export function apiUrl(context: Pick<ProbeContext, 'address'>, repository: Repository): string {
  const path =
    typeof repository === 'string' ? fullName(repository) : `fork/${repository.user}/rpms/${repository.name}`;
  return `${context.address('dist-git')}/api/0/${path}`;
}

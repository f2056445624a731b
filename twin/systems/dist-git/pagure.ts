import type { World } from '../../world/types.ts';
import type { Repositories } from './repositories.ts';
import type { Requests } from './requests.ts';

/** What pagure's API answers from. */
export interface Pagure {
  readonly world: World;
  /** Its own address. */
  readonly base: string;
  readonly repositories: Repositories;
  readonly requests: Requests;
}

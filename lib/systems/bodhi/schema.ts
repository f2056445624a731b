import {
  boolean,
  filled,
  filledText,
  list,
  literal,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  string,
} from '../../protocols/shape.ts';
import { utcTime } from '../../protocols/time.ts';

/** `GET /healthz/live`: a JSON string, answered without the database. */
export const live = literal('ok');

/** `GET /healthz/ready`: answered after one trivial query. */
export const ready = object({ db_session: literal(true) });

/** `GET /api_version`. */
export const apiVersion = object({ version: filledText });

/** A tag name; empty where the release has no such step: containers and flatpaks are not signed. */
const tag: Shape<string> = (value, path) => nullable(string)(value, path) ?? '';

export const release = object({
  name: string,
  long_name: string,
  version: string,
  branch: string,
  dist_tag: string,
  /** disabled, pending, frozen, current or archived. */
  state: string,
  candidate_tag: tag,
  pending_signing_tag: tag,
  pending_testing_tag: tag,
  testing_tag: tag,
  pending_stable_tag: tag,
  stable_tag: tag,
  override_tag: tag,
  /** Whether a build that comes into the candidate tag gets an update by itself. */
  create_automatic_updates: nullable(boolean),
  /** Whether its updates reach the repositories by composes; the others go straight to the stable tag. */
  composed_by_bodhi: nullable(boolean),
});

/** A release, with the koji tags that its updates travel through. */
export type BodhiRelease = Shaped<typeof release>;

const paging = { page: number, pages: number, total: number };

/** `GET /releases/`: one page. */
export const releasePage = object({ ...paging, releases: filled(release) });

export const update = object({
  alias: string,
  builds: list(object({ nvr: string, signed: boolean })),
  release: object({ name: string, long_name: string, state: string }),
  /** pending, testing, stable, unpushed or obsolete. */
  status: string,
  request: nullable(string),
  critpath: nullable(boolean),
  /** Groups of the critical path, one a word; empty or null where there is none. */
  critpath_groups: nullable(string),
  date_submitted: utcTime,
  test_gating_status: nullable(string),
});

export type BodhiUpdate = Shaped<typeof update>;

/** `GET /updates/`: one page, newest first. Fedora makes updates by the hour: an empty one is wrong. */
export const updatePage = object({ ...paging, updates: filled(update) });

export type UpdatePage = Shaped<typeof updatePage>;

const compose = object({
  release: object({ name: string }),
  content_type: nullable(string),
  request: string,
  /** requested, pending, initializing, …, success, failed. */
  state: string,
  /** When it entered the state. */
  state_date: utcTime,
  error_message: nullable(string),
});

export type BodhiCompose = Shaped<typeof compose>;

/** `GET /composes/`: empty most of the day, as a compose is deleted when it has succeeded. */
export const composeList = object({ composes: list(compose) });

import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { object } from '../../protocols/shape.ts';
import { getUpdate, updateUrl } from './client.ts';
import { type BodhiUpdate, update } from './schema.ts';
import type { BodhiSession, Body } from './session.ts';

/** What an update is to hold: builds, or whatever the side tag holds. */
export type Contents = { readonly builds: readonly string[] } | { readonly fromTag: string };

export type NewUpdate = Contents & {
  readonly notes: string;
  readonly type: 'bugfix' | 'security' | 'newpackage' | 'enhancement' | 'unspecified';
};

/** How an update is taken back: out of its request, out of testing, or for good. */
export type TakeBack = 'revoke' | 'unpush' | 'obsolete';

const changed = object({ update });

/** Makes an update. Bodhi takes no builds by name for releases where it makes the updates itself. */
export async function createUpdate(
  context: ProbeContext,
  session: BodhiSession,
  wanted: NewUpdate,
): Promise<BodhiUpdate> {
  const { notes, type } = wanted;
  const contents = 'builds' in wanted ? { builds: wanted.builds } : { from_tag: wanted.fromTag };
  const made = await session.post(context, '/updates/', { ...contents, notes, type }, update);
  const held = made.builds.map(({ nvr }) => nvr);
  const missing = 'builds' in wanted ? wanted.builds.filter((nvr) => !held.includes(nvr)) : [];
  if (missing.length > 0 || held.length === 0) {
    const what = missing.length > 0 ? missing.join(', ') : 'any build';
    throw wrongAnswer(`the new update ${made.alias} is without ${what}`, '', updateUrl(context, made.alias));
  }
  return made;
}

/** Waives the failed tests of an update: all of them, or these alone. */
export function waive(
  context: ProbeContext,
  session: BodhiSession,
  alias: string,
  { comment, tests = [] }: { readonly comment: string; readonly tests?: readonly string[] },
): Promise<BodhiUpdate> {
  const body = tests.length === 0 ? { comment } : { comment, tests };
  return change(context, session, alias, 'waive-test-results', body);
}

/**
 * Takes an update back: one that is pending has its request revoked, one of testing is unpushed, and one that has come
 * to its end, by whatever way, stays as it is.
 */
export async function withdraw(context: ProbeContext, session: BodhiSession, alias: string): Promise<void> {
  const status = (await getUpdate(context, alias))?.status;
  if (status === 'pending') await request(context, session, alias, 'revoke');
  if (status === 'testing') await request(context, session, alias, 'unpush');
}

/** Asks for a change of state. Bodhi refuses what does not fit the update's state. */
export function request(
  context: ProbeContext,
  session: BodhiSession,
  alias: string,
  action: TakeBack,
): Promise<BodhiUpdate> {
  return change(context, session, alias, 'request', { request: action });
}

async function change(
  context: ProbeContext,
  session: BodhiSession,
  alias: string,
  what: string,
  body: Body,
): Promise<BodhiUpdate> {
  const path = `/updates/${encodeURIComponent(alias)}/${what}`;
  const { update: after } = await session.post(context, path, body, changed);
  if (after.alias === alias) return after;
  throw wrongAnswer(`the answer is about ${after.alias}, asked for ${alias}`, '', updateUrl(context, alias));
}

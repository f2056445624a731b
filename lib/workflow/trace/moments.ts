import type { ProbeContext } from '../../probe/probe.ts';
import { updateUrl } from '../../systems/bodhi/client.ts';
import { idUrl } from '../../systems/datagrepper/client.ts';
import { webUrl } from '../../systems/koji/client.ts';
import { BUILD_STATE, type Tagging, type TimedBuild } from '../../systems/koji/schema.ts';
import { resultUrl } from '../../systems/resultsdb/client.ts';
import { waiverUrl } from '../../systems/waiverdb/client.ts';
import type { Milestone } from '../milestones.ts';
import type { TagStep } from '../tags.ts';
import type { Moment } from './outcome.ts';
import type { Traced } from './traced.ts';

/** Where the records of a target are read by people. */
export function pagesOf(context: ProbeContext) {
  return {
    message: (id: string) => idUrl(context, id),
    build: (id: number) => webUrl(context, `buildinfo?buildID=${id}`),
    update: (alias: string) => updateUrl(context, alias),
    result: (id: number) => resultUrl(context, id),
    waiver: (id: number) => waiverUrl(context, id),
  };
}

export type Pages = ReturnType<typeof pagesOf>;

/** A milestone that a system's own record tells of. */
export interface Recorded {
  readonly milestone: Milestone;
  readonly moment: Moment;
}

/** What koji's own record of a build tells. */
export function ofBuild(build: TimedBuild, pages: Pages): readonly Recorded[] {
  const url = pages.build(build.build_id);
  const moment = (seconds: number): Moment => ({ at: seconds * 1000, record: 'koji', url });
  const started = build.start_ts ?? build.creation_ts;
  const ended = build.completion_ts;
  const end = endOf(build.state);
  return [
    ...(started === null ? [] : [{ milestone: 'build-started' as const, moment: moment(started) }]),
    ...(ended === null || end === null ? [] : [{ milestone: end, moment: moment(ended) }]),
  ];
}

function endOf(state: number): 'built' | 'build-failed' | null {
  if (state === BUILD_STATE.BUILDING) return null;
  return state === BUILD_STATE.FAILED || state === BUILD_STATE.CANCELED ? 'build-failed' : 'built';
}

const ENTERED: ReadonlyMap<TagStep, Milestone> = new Map([
  ['candidate', 'candidate'],
  ['side-tag', 'candidate'],
  ['testing-pending', 'testing-pending'],
  ['stable', 'stable'],
]);

/** What koji's history of tags tells, in the order of its times. */
export function ofTaggings(
  rows: readonly Tagging[],
  stepsOf: (tag: string) => readonly TagStep[],
  pages: Pages,
): readonly Recorded[] {
  const found: Recorded[] = [];
  for (const row of rows) {
    const moment = (seconds: number): Moment => ({
      at: seconds * 1000,
      record: 'koji',
      url: pages.build(row.build_id),
    });
    for (const step of stepsOf(row['tag.name'])) {
      const milestone = ENTERED.get(step);
      if (milestone !== undefined) found.push({ milestone, moment: moment(row.create_ts) });
      if (step === 'signing-pending' && row.revoke_ts !== null) {
        found.push({ milestone: 'signed', moment: moment(row.revoke_ts) });
      }
    }
  }
  return found.sort((one, other) => one.moment.at - other.moment.at);
}

/** When a build came into the tag of updates that wait for the stable compose. */
export function stableAsked(
  rows: readonly Tagging[],
  stepsOf: (tag: string) => readonly TagStep[],
  pages: Pages,
): Recorded | null {
  const row = rows.find((one) => stepsOf(one['tag.name']).includes('pending'));
  if (row === undefined) return null;
  const moment: Moment = { at: row.create_ts * 1000, record: 'koji', url: pages.build(row.build_id) };
  return { milestone: 'stable-requested', moment };
}

/** What bodhi's own record of an update tells. */
export function ofUpdate(
  update: NonNullable<Traced['update']>,
  composed: boolean,
  pages: Pages,
): readonly Recorded[] {
  const url = pages.update(update.alias);
  const found: Recorded[] = [];
  const add = (milestone: Milestone, at: number | null): void => {
    if (at !== null) found.push({ milestone, moment: { at, record: 'bodhi', url } });
  };
  add('update-created', update.date_submitted);
  if (composed) add('testing', update.date_testing);
  if (update.status === 'unpushed' || update.status === 'obsolete') add('withdrawn', update.date_modified);
  return found;
}

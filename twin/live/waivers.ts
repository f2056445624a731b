import { waiverBody } from '../world/bodies-ci.ts';
import { asUsers } from '../world/people.ts';
import type { Waiver } from '../world/types.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';

const SECONDS = { recorded: 1, counted: 5 } as const;

/** A waiver that a client has asked for. */
export interface LiveWaiver extends Waiver {
  /** From when on greenwave counts it. */
  readonly countsAt: number;
}

/** What is waived: one test of one subject. */
export interface Requirement {
  readonly subjectType: Waiver['subjectType'];
  readonly subjectIdentifier: string;
  readonly testcase: string;
  readonly productVersion: string;
  /** The package that it is about. */
  readonly package: string;
}

/** Records a waiver of a test, soon after now. */
export function addWaiver(live: Live, requirement: Requirement, user: string, comment: string): LiveWaiver {
  const { ledger, conduct, world } = live;
  const { package: name, ...subject } = requirement;
  const at = later(live, world.now(), SECONDS.recorded);
  const waiver: LiveWaiver = {
    id: ledger.number('waiver'),
    ...subject,
    username: user,
    comment,
    at,
    countsAt: conduct.ills.includes('decision stale')
      ? Number.POSITIVE_INFINITY
      : later(live, at, SECONDS.counted),
  };
  ledger.waivers.push(waiver);
  ledger.publish(at, 'waiverdb.waiver.new', { packages: [name], users: asUsers(user) }, () =>
    waiverBody(waiver),
  );
  return waiver;
}

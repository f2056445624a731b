import { rpmSignBody } from '../world/bodies-koji.ts';
import { asUsers, SERVICE } from '../world/people.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Build } from '../world/types.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';
import { enterTag, leaveTag } from './taggings.ts';

const SECONDS = { signed: 29, moved: 30 } as const;
const MOST_BETWEEN_RPMS_MS = 500;

/** Where a build waits for its signature, where it goes with it, and what it is signed with. */
interface Signature {
  readonly from: string;
  readonly to: string;
  readonly sigkey: string;
}

/** Puts a build before the signer. The answer is when it has arrived, signed; null where the signer stands still. */
export function sign(
  live: Live,
  build: Mutable<Build>,
  { from, to, sigkey }: Signature,
  at: number,
): number | null {
  const { ledger, conduct } = live;
  const waiting = enterTag(live, build, from, SERVICE.bodhi, at);
  if (conduct.ills.includes('signer stopped')) return null;

  const signedAt = later(live, at, SECONDS.signed);
  const pause = Math.min(MOST_BETWEEN_RPMS_MS, (signedAt - at) / 2 / Math.max(1, build.rpms.length));
  const concerns = { packages: [build.name], users: asUsers(build.owner) };
  for (const [index, rpm] of build.rpms.entries()) {
    const rpmAt = Math.round(signedAt - (build.rpms.length - 1 - index) * pause);
    ledger.publish(rpmAt, 'buildsys.rpm.sign', concerns, () => rpmSignBody(build, rpm, sigkey));
  }
  build.signedAt = signedAt;

  const movedAt = later(live, at, SECONDS.moved);
  enterTag(live, build, to, SERVICE.signing, movedAt);
  if (!conduct.ills.includes('signer leaves the build'))
    leaveTag(live, build, waiting, SERVICE.signing, movedAt);
  return movedAt;
}

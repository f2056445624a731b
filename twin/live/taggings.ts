import { taggingBody } from '../world/bodies-koji.ts';
import { asUsers } from '../world/people.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Build, Tagging } from '../world/types.ts';
import type { Live } from './live.ts';

type Verb = 'tag' | 'untag';

function announce(live: Live, build: Build, tagging: Tagging, verb: Verb, by: string, at: number): void {
  const users = by === build.owner ? asUsers(by) : [by, build.owner];
  live.ledger.publish(at, `buildsys.${verb}`, { packages: [build.name], users }, () =>
    taggingBody(build, tagging, by),
  );
}

/** Puts a build into a tag, now or later, and announces it. */
export function enterTag(live: Live, build: Build, tag: string, by: string, at: number): Mutable<Tagging> {
  const tagging: Mutable<Tagging> = {
    buildId: build.id,
    tag,
    from: at,
    until: null,
    by,
    untaggedBy: null,
  };
  live.ledger.taggings.push(tagging);
  announce(live, build, tagging, 'tag', by, at);
  return tagging;
}

/** Takes a build out of a tag, now or later, and announces it. An end that was planned for later is taken back. */
export function leaveTag(live: Live, build: Build, tagging: Mutable<Tagging>, by: string, at: number): void {
  live.ledger.withdraw(at, ({ topic, packages, body }) => {
    if (!topic.endsWith('.buildsys.untag') || !packages.includes(build.name)) return false;
    const { build_id, tag } = body();
    return build_id === build.id && tag === tagging.tag;
  });
  tagging.until = at;
  tagging.untaggedBy = by;
  announce(live, build, tagging, 'untag', by, at);
}

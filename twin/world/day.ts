import { addBuild } from './builds.ts';
import { addAccounts, addCollections, addCopr, addKoschei, addRepos } from './chatter.ts';
import { type Chunk, Draft } from './chunk.ts';
import type { History } from './commits.ts';
import { addComposes } from './composes.ts';
import type { Packages } from './packages.ts';
import type { Journey } from './plan.ts';
import { addRebuildTag, keepRebuilt } from './rebuild.ts';
import { addRetags } from './retags.ts';
import type { Season } from './seasons.ts';
import { addUpdate } from './updates.ts';

function addJourney(draft: Draft, journey: Journey): void {
  const candidates = journey.builds.map((plan) => ({ plan, build: addBuild(draft, plan, journey) }));
  if (journey.background) for (const { build } of candidates) keepRebuilt(draft, journey, build);
  else if (candidates.every(({ plan }) => !plan.failed)) addUpdate(draft, journey, candidates);
}

interface DayOptions {
  readonly seed: number;
  readonly season: Season;
  readonly day: number;
  readonly legacyMessages: boolean;
  readonly packages: Packages;
  readonly history: History;
  /** The days before it, as far as they are known. */
  readonly before: readonly Chunk[];
}

/** Everything that begins on one day, from the journeys planned for it. */
export function createDay(options: DayOptions, journeys: readonly Journey[]): Chunk {
  const { seed, season, day, legacyMessages, packages, history, before } = options;
  const draft = new Draft(seed, season, day, legacyMessages);
  addRebuildTag(draft, season);
  for (const journey of journeys) addJourney(draft, journey);
  addComposes(draft);
  addRepos(draft);
  addKoschei(draft, packages, history);
  addCollections(draft);
  addCopr(draft, packages);
  addAccounts(draft);
  addRetags(draft, before);
  return draft.done();
}

import { addBuild } from './builds.ts';
import { addAccounts, addCollections, addCopr, addKoschei, addRepos } from './chatter.ts';
import { type Chunk, Draft } from './chunk.ts';
import type { History } from './commits.ts';
import { addComposes } from './composes.ts';
import type { Packages } from './packages.ts';
import type { Journey } from './plan.ts';
import { addUpdate } from './updates.ts';

function addJourney(draft: Draft, journey: Journey): void {
  const candidates = journey.builds.map((plan) => ({ plan, build: addBuild(draft, plan, journey) }));
  if (candidates.every(({ plan }) => !plan.failed)) addUpdate(draft, journey, candidates);
}

interface DayOptions {
  readonly seed: number;
  readonly day: number;
  readonly legacyMessages: boolean;
  readonly packages: Packages;
  readonly history: History;
}

/** Everything that begins on one day, from the journeys planned for it. */
export function createDay(options: DayOptions, journeys: readonly Journey[]): Chunk {
  const { seed, day, legacyMessages, packages, history } = options;
  const draft = new Draft(seed, day, legacyMessages);
  for (const journey of journeys) addJourney(draft, journey);
  addComposes(draft);
  addRepos(draft);
  addKoschei(draft, packages, history);
  addCollections(draft);
  addCopr(draft, packages);
  addAccounts(draft);
  return draft.done();
}

import { wrongAnswer } from '../../probe/failure.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';

/** The release that is meant by its name, branch or dist tag; Rawhide where nothing is said. */
export function chosenRelease(releases: readonly BodhiRelease[], wanted: string | null): BodhiRelease {
  const name = wanted ?? 'rawhide';
  const found = releases.find((one) => [one.name, one.branch, one.dist_tag].includes(name));
  if (found !== undefined) return found;
  const valid = releases.map((one) => one.name).join(', ');
  throw wrongAnswer(`bodhi has no release "${name}". Valid: ${valid}`);
}

import { bodhiSamples } from './bodhi.ts';
import { ciSamples } from './ci.ts';
import { distGitSamples } from './dist-git.ts';
import { gatingSamples } from './gating.ts';
import { kojiSamples } from './koji.ts';
import type { Sample } from './sample.ts';

/** At least one body of every kind. */
export const SAMPLES: readonly Sample[] = [
  ...distGitSamples,
  ...kojiSamples,
  ...bodhiSamples,
  ...ciSamples,
  ...gatingSamples,
];

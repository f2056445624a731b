import type { BodhiUpdate } from '../bodhi/probes.ts';

/** How many subjects bodhi puts into one question. */
const BATCH = 8;

export interface DecisionRequest {
  readonly product_version: string;
  readonly decision_context: readonly string[];
  readonly subject: readonly { readonly item: string; readonly type: 'koji_build' | 'bodhi_update' }[];
  readonly verbose: true;
}

/**
 * The question that bodhi asks about an update (bodhi 26.4, `Update.greenwave_request_batches`): its first batch.
 * One more context for each group of the critical path comes before the plain one.
 */
export function decisionRequest(update: BodhiUpdate): DecisionRequest {
  const toTesting = update.status === 'pending' && update.request === 'testing';
  const context = toTesting ? 'bodhi_update_push_testing' : 'bodhi_update_push_stable';
  const groups = (update.critpath_groups ?? '').split(' ').filter((group) => group !== '');
  const critical = groups.map((group) => `${context}_${group}_critpath`).reverse();
  if (groups.length === 0 && update.critpath === true) critical.push(`${context}_critpath`);
  const builds = update.builds.map(({ nvr }) => ({ item: nvr, type: 'koji_build' as const }));
  return {
    product_version: update.release.long_name.toLowerCase().replace(/ /g, '-'),
    decision_context: [...critical, context],
    subject: [...builds, { item: update.alias, type: 'bodhi_update' as const }].slice(0, BATCH),
    verbose: true,
  };
}

/**
 * The update to ask about: the newest of a released Fedora, else of one to be released. Policies are written
 * for Fedora's numbered releases; containers, flatpaks, EPEL and ELN may have none.
 */
export function updateToAskAbout(updates: readonly BodhiUpdate[]): BodhiUpdate | null {
  const asked = updates.filter(({ builds, release }) => builds.length > 0 && /^F\d+$/.test(release.name));
  return asked.find(({ release }) => release.state === 'current') ?? asked[0] ?? null;
}

import { mutations } from './mutations.ts';
import { Peer } from './peer.ts';
import { roundTrip } from './round-trip.ts';
import { TOLERATED } from './tolerated.ts';

/*
 * Compares our XML-RPC with its peers; called with a Python that can import koji. Prints a JSON list of what check.ts
 * expects. A process of its own, so that whoever waits for it can end it.
 */

const SEED = 20_261_127;
const VALUES = 10_000;
const DOCUMENTS = 100_000;
/** So many of what went wrong are shown. */
const SHOWN = 3;

const [python = 'python3'] = process.argv.slice(2);
const peers = [new Peer('stdlib', python), new Peer('koji', python)];
const results: { readonly name: string; readonly ok: boolean; readonly detail: string }[] = [];

function shown(wrong: readonly string[]): string {
  const cut = wrong.slice(0, SHOWN).map((one) => `\n       ${one.slice(0, 2000)}`);
  return wrong.length === 0 ? '' : `; ${wrong.length} wrong, such as${cut.join('')}`;
}

try {
  for (const peer of peers) {
    const { ours, theirs, wrong } = await roundTrip(peer, VALUES, SEED);
    const ok = ours === VALUES && theirs === VALUES && wrong.length === 0;
    const detail = `${ours} of ours read there, ${theirs} of theirs read here, seed ${SEED}${shown(wrong)}`;
    results.push({ name: `${VALUES} values to ${peer.name} and back`, ok, detail });
  }
  const { documents, same, refusedByAll, tolerated, slowestMs, wrong } = await mutations(
    peers,
    DOCUMENTS,
    SEED,
  );
  const classes = TOLERATED.map(({ what, why }) => {
    return `\n       ${String(tolerated.get(what) ?? 0).padStart(5)} refused by us, read by a peer: ${what}; ${why}`;
  });
  results.push({
    name: `${DOCUMENTS} damaged documents`,
    ok: documents === DOCUMENTS && same > 0 && wrong.length === 0,
    detail:
      `${same} mean the same to all, ${refusedByAll} are refused by all, the slowest took ${slowestMs.toFixed(1)} ms, ` +
      `seed ${SEED}${shown(wrong)}${classes.join('')}`,
  });
} finally {
  for (const peer of peers) peer.stop();
}
console.log(JSON.stringify(results));

import { isCall, messageOf, randomStatement, read, written } from './ours.ts';
import type { Peer } from './peer.ts';
import { EVERYTHING, Random } from './random.ts';
import { type Reading, sameMessage } from './tagged.ts';

const BATCH = 500;

export interface RoundTrip {
  readonly ours: number;
  readonly theirs: number;
  /** The first few that did not arrive as they were. */
  readonly wrong: readonly string[];
}

/** Lets a peer read what we write, and reads what it writes, of so many random values. */
export async function roundTrip(peer: Peer, count: number, seed: number): Promise<RoundTrip> {
  const random = new Random(seed);
  const wrong: string[] = [];
  const trip = { ours: 0, theirs: 0, wrong };
  for (let done = 0; done < count; done += BATCH) {
    const length = Math.min(BATCH, count - done);
    const wide = Array.from({ length }, () => randomStatement(random, EVERYTHING));
    const documents = wide.map(written);
    const readings = await peer.read(documents);
    for (const [at, statement] of wide.entries()) {
      if (arrived(messageOf(statement), readings[at])) trip.ours++;
      else wrong.push(`we wrote ${documents[at]} and ${peer.name} read ${JSON.stringify(readings[at])}`);
    }
    const kinds = { wide: peer.name === 'koji', wholes: true, returns: false };
    const narrow = Array.from({ length }, () => randomStatement(random, kinds));
    const answers = await peer.write(narrow.map(messageOf));
    for (const [at, statement] of narrow.entries()) {
      const document = answers[at] ?? '';
      const reading = read(document, isCall(statement));
      if (arrived(messageOf(statement), reading)) trip.theirs++;
      else wrong.push(`${peer.name} wrote ${document} and we read ${JSON.stringify(reading)}`);
    }
  }
  return trip;
}

function arrived(sent: Parameters<typeof sameMessage>[0], reading: Reading | undefined): boolean {
  return reading !== undefined && !('refused' in reading) && sameMessage(sent, reading);
}

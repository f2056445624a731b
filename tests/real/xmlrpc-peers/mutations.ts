import { BYTE_DAMAGES, damaged, ELEMENT_DAMAGES } from './mutate.ts';
import { isCall, messageOf, randomStatement, read, written } from './ours.ts';
import type { Peer } from './peer.ts';
import { EVERYTHING, Random } from './random.ts';
import { respelled } from './spelling.ts';
import { type Message, type Reading, sameMessage } from './tagged.ts';
import { TOLERATED } from './tolerated.ts';

const BATCH = 500;
/** So much of the processor may our decoder take for one document of some thousand characters. */
const PATIENCE_MS = 1000;

interface Document {
  readonly text: string;
  readonly call: boolean;
}

export interface Mutations {
  readonly documents: number;
  /** Documents that meant the same to us and to every peer that read them. */
  readonly same: number;
  readonly refusedByAll: number;
  /** How often we refused what a peer reads, by class. */
  readonly tolerated: ReadonlyMap<string, number>;
  readonly slowestMs: number;
  /** What must not happen, each with its document. */
  readonly wrong: readonly string[];
}

/** Lets us and the peers read so many damaged documents, half of them with damaged bytes, half with elements. */
export async function mutations(peers: readonly Peer[], count: number, seed: number): Promise<Mutations> {
  const random = new Random(seed);
  const tally = new Tally();
  for (let done = 0; done < count; done += BATCH) {
    const documents = await damagedDocuments(peers, Math.min(BATCH, count - done), random);
    const texts = documents.map(({ text }) => text);
    const readings = await Promise.all(peers.map((peer) => peer.read(texts)));
    for (const [at, document] of documents.entries()) {
      tally.add(
        document,
        readings.flatMap((all) => all[at] ?? []),
      );
    }
  }
  return tally;
}

/** Documents that we and the peers wrote, half of them in other spellings, each damaged once. */
async function damagedDocuments(
  peers: readonly Peer[],
  length: number,
  random: Random,
): Promise<readonly Document[]> {
  const narrow = { ...EVERYTHING, wide: false };
  const statements = Array.from({ length }, () => randomStatement(random, narrow));
  const messages = statements.map(messageOf);
  const writings = await Promise.all(peers.map((peer) => peer.write(messages)));
  writings.push(statements.map(written));
  return statements.map((statement, at) => {
    const document = writings[random.below(writings.length)]?.[at] ?? '';
    const spelled = random.below(2) === 0 ? document : respelled(document, random);
    const damage = random.pick(at % 2 === 0 ? BYTE_DAMAGES : ELEMENT_DAMAGES);
    return { text: damaged(spelled, damage, random), call: isCall(statement) };
  });
}

class Tally implements Mutations {
  documents = 0;
  same = 0;
  refusedByAll = 0;
  slowestMs = 0;
  readonly tolerated = new Map<string, number>();
  readonly wrong: string[] = [];

  add({ text, call }: Document, readings: readonly Reading[]): void {
    this.documents++;
    const before = process.cpuUsage();
    const ours = read(text, call);
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1000;
    this.slowestMs = Math.max(this.slowestMs, took);
    if (took > PATIENCE_MS) this.blame(`${Math.round(took)} ms for`, text, readings);
    const meant = readings.filter(isMessage);
    if ('refused' in ours) this.refused(ours.refused, text, meant);
    else if (meant.length === 0) this.blame('we accept what all refuse:', text, readings);
    else if (meant.every((message) => sameMessage(ours, message))) this.same++;
    else this.blame(`we read ${JSON.stringify(ours)} in`, text, readings);
  }

  private refused(problem: string, text: string, meant: readonly Message[]): void {
    const known = TOLERATED.find(({ problem: pattern }) => pattern.test(problem));
    if (meant.length === 0) this.refusedByAll++;
    else if (known === undefined) this.blame(`we refuse (${problem})`, text, meant);
    else this.tolerated.set(known.what, (this.tolerated.get(known.what) ?? 0) + 1);
  }

  private blame(what: string, text: string, readings: readonly Reading[]): void {
    this.wrong.push(`${what} ${JSON.stringify(text)}, of which the peers say ${JSON.stringify(readings)}`);
  }
}

function isMessage(reading: Reading): reading is Message {
  return !('refused' in reading);
}

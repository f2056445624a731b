import { concat, fromLatin1 } from '../bytes.ts';
import type { Advertisement } from './advertisement.ts';
import { decodePackets, encodePackets, GitError, lineOf, refuseError } from './pkt-line.ts';

export const PUSH_REQUEST_TYPE = 'application/x-git-receive-pack-request';
export const PUSH_RESULT_TYPE = 'application/x-git-receive-pack-result';
export const PUSH_ADVERTISEMENT_TYPE = 'application/x-git-receive-pack-advertisement';

/** What a ref shall change from and to; null where it is not there before, or no longer after. */
export interface RefUpdate {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

const NOTHING = '0'.repeat(40);
const REF = /^refs\/[^\s\0~^:?*[\\]+$/;

/** Body of a `git-receive-pack` request: the updates, and the pack with what the server lacks, if anything is new. */
export function encodePush(
  { capabilities }: Advertisement,
  updates: readonly RefUpdate[],
  pack: Uint8Array,
): Uint8Array {
  if (!capabilities.has('report-status')) throw new GitError('the server does not offer report-status');
  const deletes = updates.some(({ to }) => to === null);
  if (deletes && !capabilities.has('delete-refs'))
    throw new GitError('the server does not offer delete-refs');
  const wanted = ['report-status', 'side-band-64k', 'ofs-delta', ...(updates.length > 1 ? ['atomic'] : [])];
  const words = wanted.filter((word) => capabilities.has(word)).join(' ');
  const lines = updates.map(({ ref, from, to }, at) => {
    if (!REF.test(ref)) throw new GitError(`no name of a ref: ${JSON.stringify(ref)}`);
    const line = `${from ?? NOTHING} ${to ?? NOTHING} ${ref}`;
    return fromLatin1(at === 0 ? `${line}\0 ${words}` : line);
  });
  const commands = encodePackets(...lines, 'flush');
  // To a push that only deletes, git sends no pack, not even an empty one.
  return updates.every(({ to }) => to === null) ? commands : concat(commands, pack);
}

/** What a server made of a push. */
export interface PushReport {
  /** Null where the pack was taken, else why not. */
  readonly unpack: string | null;
  /** Each ref that the server names, with null where it was changed, else with the reason why not. */
  readonly refs: ReadonlyMap<string, string | null>;
  /** What hooks of the server said meanwhile: git prints it with `remote:` before each line. */
  readonly remote: readonly string[];
}

const REPORT = 1;
const PROGRESS = 2;
const FATAL = 3;

/** Reads the answer to a push; `banded` as the push asked for it, where the server offered side-band-64k. */
export function decodePushReport(data: Uint8Array, banded: boolean): PushReport {
  const packets = decodePackets(data);
  if (packets.length === 0) throw new GitError('an empty body instead of a report');
  if (!banded) return reportOf(packets, []);
  const parts: Uint8Array[] = [];
  const said: Uint8Array[] = [];
  for (const packet of packets) {
    if (typeof packet === 'string') continue;
    const band = packet[0];
    const content = packet.subarray(1);
    if (band === REPORT) parts.push(content);
    else if (band === PROGRESS) said.push(content);
    else if (band === FATAL) throw new GitError(`the server gave up: ${lineOf(content)}`);
    else {
      refuseError(lineOf(packet));
      throw new GitError(`no side band: ${JSON.stringify(lineOf(packet).slice(0, 80))}`);
    }
  }
  const remote = lineOf(concat(...said))
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (parts.length === 0) {
    throw new GitError(`no report in the answer${remote.length === 0 ? '' : `, only: ${remote.join(' ')}`}`);
  }
  return reportOf(decodePackets(concat(...parts)), remote);
}

type Packets = ReturnType<typeof decodePackets>;

function reportOf(packets: Packets, remote: readonly string[]): PushReport {
  const refs = new Map<string, string | null>();
  let unpack: string | null | undefined;
  for (const packet of packets) {
    if (typeof packet === 'string') continue;
    const line = lineOf(packet);
    refuseError(line);
    const [, word = '', rest = ''] = /^(unpack|ok|ng) (.+)$/.exec(line) ?? [];
    const blank = rest.indexOf(' ');
    if (word === 'unpack') unpack = rest === 'ok' ? null : rest;
    else if (word === 'ok') refs.set(rest, null);
    else if (word === 'ng' && blank > 0) refs.set(rest.slice(0, blank), rest.slice(blank + 1));
    else throw new GitError(`no line of a report: ${JSON.stringify(line.slice(0, 80))}`);
  }
  if (unpack === undefined) throw new GitError('a report that does not say whether the pack was taken');
  if (packets.at(-1) !== 'flush') throw new GitError('truncated: a report without its end');
  return { unpack, refs, remote };
}

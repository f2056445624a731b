import { decodePackets, GitError, lineOf, refuseError } from './pkt-line.ts';

/** `Content-Type` of the answer to `info/refs?service=git-upload-pack`. */
export const ADVERTISEMENT_TYPE = 'application/x-git-upload-pack-advertisement';

/**
 * What a server offers. One that does not speak version 2, or whose web server drops the `Git-Protocol` header,
 * answers in version 0 (or 1), which names all its refs at once; git's own client goes on with that.
 */
export interface Advertisement {
  readonly version: 0 | 1 | 2;
  /** Capability to its value: `fetch` to `shallow filter` in version 2, `shallow` to `` in version 0. */
  readonly capabilities: ReadonlyMap<string, string>;
  /** Ref to object id; null where version 2 tells them only on demand. */
  readonly refs: ReadonlyMap<string, string> | null;
}

export const OBJECT_ID = /^[0-9a-f]{40}$/;
/** Name under which a repository without refs tells its capabilities. */
const NO_REFS = 'capabilities^{}';

/** Reads the answer to `GET REPOSITORY/info/refs?service=SERVICE`. */
export function decodeAdvertisement(data: Uint8Array, service = 'git-upload-pack'): Advertisement {
  const lines: string[] = [];
  for (const packet of decodePackets(data)) {
    if (typeof packet === 'string') continue;
    const line = lineOf(packet);
    refuseError(line);
    if (!line.startsWith('# service=')) lines.push(line);
    else if (line !== `# service=${service}`) throw new GitError(`another service: ${line}`);
  }
  const [first, ...rest] = lines;
  if (first === undefined) throw new GitError('an empty advertisement');
  if (first === 'version 2') return { version: 2, capabilities: sized(capabilitiesOf(rest)), refs: null };
  return first === 'version 1' ? classic(1, rest) : classic(0, lines);
}

/** Whether a fetch may be told to leave objects out. */
export function allowsFilter({ version, capabilities }: Advertisement): boolean {
  if (version !== 2) return capabilities.has('filter');
  return (capabilities.get('fetch') ?? '').split(' ').includes('filter');
}

function classic(version: 0 | 1, lines: readonly string[]): Advertisement {
  const refs = new Map<string, string>();
  let capabilities = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const [ref = '', words] = line.split('\0');
    if (index === 0) {
      if (words === undefined)
        throw new GitError(`neither refs nor a version: ${JSON.stringify(line.slice(0, 40))}`);
      capabilities = capabilitiesOf(words.split(' ').filter((word) => word !== ''));
    }
    const [name, id] = refOf(ref);
    if (name !== NO_REFS) refs.set(name, id);
  }
  if (lines.length === 0) throw new GitError('an advertisement without capabilities');
  return { version, capabilities: sized(capabilities), refs };
}

function capabilitiesOf(words: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    found.set(equals < 0 ? word : word.slice(0, equals), equals < 0 ? '' : word.slice(equals + 1));
  }
  return found;
}

/** Everything here reads ids of 20 bytes: a repository that names its objects otherwise is told apart. */
function sized(capabilities: Map<string, string>): Map<string, string> {
  const format = capabilities.get('object-format') ?? 'sha1';
  if (format !== 'sha1') throw new GitError(`object format ${format}, expected sha1`);
  return capabilities;
}

/** `ID NAME`, perhaps with attributes behind, as name and id. */
export function refOf(line: string): [name: string, id: string] {
  const [id = '', name = ''] = line.split(' ');
  if (!OBJECT_ID.test(id) || name === '') throw new GitError(`no ref: ${JSON.stringify(line.slice(0, 80))}`);
  return [name, id];
}

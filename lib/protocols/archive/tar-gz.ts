import { concat, fromLatin1, fromUtf8 } from '../bytes.ts';

/** A file of an archive, with its path in it. */
export interface ArchiveFile {
  readonly path: string;
  readonly text: string;
}

const BLOCK = 512;
const MAX_STORED = 65_535;
const MAX_PATH = 100;

/** Octal digits and the NUL that ends them, as headers of tar have their numbers. */
function octal(value: number, width: number): string {
  return `${Math.floor(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`;
}

function header(path: Uint8Array, size: number, seconds: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(fromLatin1(text), at);
  block.set(path, 0);
  put(100, octal(0o644, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(size, 12));
  put(136, octal(seconds, 12));
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0');
  put(263, '00');
  // The sum counts its own field as blanks.
  let sum = 0;
  for (const byte of block) sum += byte;
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A POSIX ustar archive of plain files. Paths are at most 100 bytes; `seconds` since the epoch. */
function tar(files: readonly ArchiveFile[], seconds: number): Uint8Array {
  const parts = files.flatMap(({ path, text }) => {
    const name = fromUtf8(path);
    if (name.length > MAX_PATH) throw new Error(`the path "${path}" has more than ${MAX_PATH} bytes`);
    const data = fromUtf8(text);
    const padding = new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK);
    return [header(name, data.length, seconds), data, padding];
  });
  return concat(...parts, new Uint8Array(2 * BLOCK));
}

function crc32(data: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

function little(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) & 0xff);
}

/** Stored, not compressed: an archive of a test package is small, and whoever unpacks it sees no difference. */
function gzip(data: Uint8Array, seconds: number): Uint8Array {
  const parts = [Uint8Array.from([0x1f, 0x8b, 8, 0]), little(seconds, 4), Uint8Array.from([0, 0xff])];
  for (let at = 0; at === 0 || at < data.length; at += MAX_STORED) {
    const block = data.subarray(at, at + MAX_STORED);
    const last = at + MAX_STORED >= data.length ? 1 : 0;
    parts.push(Uint8Array.from([last]), little(block.length, 2), little(~block.length & 0xffff, 2), block);
  }
  return concat(...parts, little(crc32(data), 4), little(data.length, 4));
}

/** A `.tar.gz` of these files: the same bytes for the same files and time. */
export function tarGz(files: readonly ArchiveFile[], seconds: number): Uint8Array {
  return gzip(tar(files, seconds), seconds);
}

import { OBJECT_ID } from '../../protocols/git/advertisement.ts';
import {
  dictionary,
  filledText,
  number,
  object,
  type Shape,
  ShapeError,
  string,
} from '../../protocols/shape.ts';

/** `GET /api/0/-/version`: a constant of pagure's code, read without its database. */
export const version = object({ version: filledText });

/** `GET /api/0/rpms/PACKAGE`. Times are seconds since the epoch, as strings. */
export const project = object({
  id: number,
  fullname: string,
  date_modified: string,
  user: object({ name: string }),
});

const commitId: Shape<string> = (value, path) => {
  const id = string(value, path);
  if (!OBJECT_ID.test(id)) throw new ShapeError(path, 'a commit id of 40 hex digits', value);
  return id;
};

/** `GET /api/0/rpms/PACKAGE/git/branches?with_commits=1`: branch to the id of its newest commit. */
export const branches = object({ branches: dictionary(commitId), total_branches: number });

/** One line of a `sources` file: an archive in the lookaside cache. */
export interface SourceFile {
  readonly package: string;
  readonly file: string;
  readonly sha512: string;
}

const SOURCE_LINE = /^SHA512 \((.+)\) = ([0-9a-f]{128})$/;
/** How packages that have not changed since 2017 name theirs: `MD5 (FILE) = HEX`, or the bare output of md5sum. */
const OLD_LINE = /^(?:MD5 \(.+\) = [0-9a-f]{32}|[0-9a-f]{32} [ *].+)$/;

/** The archives that a `sources` file names by their SHA-512; throws on a line that is none of such a file. */
export function decodeSources(name: string, text: string): SourceFile[] {
  const found: SourceFile[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || OLD_LINE.test(line)) continue;
    const [, file, sha512] = SOURCE_LINE.exec(line.trimEnd()) ?? [];
    if (file === undefined || sha512 === undefined) {
      throw new ShapeError(`line ${index + 1} of sources`, '"SHA512 (FILE) = HASH"', line);
    }
    found.push({ package: name, file, sha512 });
  }
  if (found.length === 0) throw new ShapeError('sources', 'at least one SHA512 line', text);
  return found;
}

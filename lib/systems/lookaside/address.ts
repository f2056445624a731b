import type { SourceFile } from '../dist-git/schema.ts';

/** As rpkg, which leaves room for a mirror. */
export const REDIRECTS = 3;
/** Without it a proxy could pack the archive, and the hash would be of something else. */
export const HEADERS = { 'accept-encoding': 'identity' };

/** Where an archive of a package lies. */
export function archiveUrl(base: string, source: SourceFile): string {
  const file = encodeURIComponent(source.file);
  return `${base}/lookaside/pkgs/rpms/${source.package}/${file}/sha512/${source.sha512}/${file}`;
}

/** Where archives are taken in. */
export function uploadUrl(base: string): string {
  return `${base}/repo/pkgs/upload.cgi`;
}

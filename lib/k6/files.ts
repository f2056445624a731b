/**
 * Reads a file whole. k6 opens files only while it starts, and looks for them beside the script: a relative path is
 * meant to begin where k6 was started.
 */
export function readFile(path: string): string {
  const folder = __ENV.PWD ?? '';
  return open(path.startsWith('/') || folder === '' ? path : `${folder}/${path}`);
}

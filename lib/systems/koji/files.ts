const FOLDER = /\[DIR\][^\n]*?<a href="([^"/?#][^"?#]*)\/">/g;
const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const NOT_A_TAG = /<\?[^>]*\?>|<!--[\s\S]*?-->/g;

/** Names of the folders in a directory listing of Apache, without the parent. */
export function foldersIn(listing: string): readonly string[] {
  return [...listing.matchAll(FOLDER)].flatMap(([, name = '']) => (name === '..' ? [] : [name]));
}

/** What a `repomd.xml` tells, or in words why it is none. */
export function readRepomd(text: string): { readonly revision: string } | string {
  if (!/<repomd[\s>]/.test(text)) return 'no <repomd>';
  const unclosed = unbalanced(text);
  if (unclosed !== null) return unclosed;
  if (!/^<repomd[\s>][\s\S]*<\/repomd>$/.test(text.replace(NOT_A_TAG, '').trim()))
    return 'text around <repomd>';
  const revision = /<revision>\s*([\w.:-]+)\s*<\/revision>/.exec(text)?.[1];
  if (revision === undefined) return 'no <revision>';
  return /<data\s+type=["']primary["']/.test(text) ? { revision } : 'no list of packages';
}

/** The tag that breaks the nesting of an XML document, in words, or null if all is well. */
function unbalanced(text: string): string | null {
  const open: string[] = [];
  const rest = text.replace(NOT_A_TAG, '').replace(TAG, (_all, close: string, name: string, more: string) => {
    if (close === '/') {
      if (open.at(-1) === name) open.pop();
      else open.push(`/${name}`);
    } else if (!more.endsWith('/')) {
      open.push(name);
    }
    return '';
  });
  const last = open.at(-1);
  if (last !== undefined) return `truncated or malformed XML at <${last}>`;
  return rest.includes('<') ? 'truncated or malformed XML' : null;
}

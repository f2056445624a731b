const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*(\/?)>/g;
const VOID = new Set(['meta', 'br']);

/** What a page is made of. */
export const ALLOWED = new Set(
  'html head meta title style body header main footer nav section article div span p h1 h2 h3 ol ul li a code pre strong b i table caption thead tbody tr th td details summary script br figure figcaption svg desc path text'.split(
    ' ',
  ),
);
export const ATTRIBUTES = new Set(
  'lang charset name title content http-equiv class id href rel role type scope style tabindex colspan aria-hidden aria-label aria-labelledby viewBox d x y text-anchor'.split(
    ' ',
  ),
);

export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  /** Has no end tag: `<br>`, `<path/>`. */
  readonly alone: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The tags of a page; throws where a `<` starts none, outside of style sheet and data. */
export function tagsOf(page: string): readonly Tag[] {
  const body = page
    .replace(/^<!doctype html>/, '')
    .replace(/(<style>)[^<]*(<\/style>)/, '$1$2')
    .replace(/(<script type="application\/json" id="result">)[^<]*(<\/script>)/, '$1$2');
  const stray = body.replace(TAG, '').match(/[<>]/);
  if (stray !== null) throw new Error('a bracket that belongs to no tag');
  return [...body.matchAll(TAG)].map(([, closing, name = '', attributes = '', end]) => ({
    name,
    closing: closing === '/',
    alone: VOID.has(name) || end === '/',
    attributes: new Map(
      [...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]),
    ),
  }));
}

/** What the element `result` of a page holds. */
export function dataIn(page: string): unknown {
  const [, json = ''] = /<script type="application\/json" id="result">([^<]*)<\/script>/.exec(page) ?? [];
  return JSON.parse(json);
}

/** Whether every tag is closed in its turn, else which one is not. */
export function nestingOf(tags: readonly Tag[]): string {
  const open: string[] = [];
  for (const { name, closing, alone } of tags) {
    if (alone) continue;
    if (!closing) open.push(name);
    else if (open.pop() !== name) return `</${name}> closes another`;
  }
  return open.length === 0 ? 'well nested' : `${open.join(', ')} never closed`;
}

/** What a reader sees between two texts of a page, without tags. */
export function seen(page: string, from: string, to: string): string {
  const start = page.indexOf(from);
  if (start < 0) throw new Error(`no ${from}`);
  return page
    .slice(start, page.indexOf(to, start))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

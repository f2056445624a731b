const ENTITY = '&(?:amp|lt|gt|quot);';
const TAG = new RegExp(`^<(/?)([a-z-]+)((?: [a-z]+="(?:[^<&"]|${ENTITY})*")*)(/?)>((?:[^<&]|${ENTITY})*)`);

/** The elements of a JUnit file; throws where it is not well-formed, as far as JUnit needs XML. */
export function elementsOf(
  xml: string,
): readonly { readonly name: string; readonly attributes: string; readonly text: string }[] {
  const elements: { name: string; attributes: string; text: string }[] = [];
  const open: string[] = [];
  const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(prolog)) throw new Error('no prolog');
  let left = xml.slice(prolog.length);
  while (left !== '') {
    const [all = '', closing, name = '', attributes = '', selfClosing, text = ''] = TAG.exec(left) ?? [];
    if (all === '') throw new Error(`not well-formed at ${left.slice(0, 80)}`);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
    } else {
      elements.push({ name, attributes, text });
      if (selfClosing !== '/') open.push(name);
    }
    left = left.slice(all.length);
  }
  if (open.length > 0) throw new Error(`${open.join()} left open`);
  for (const char of xml) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20 && char !== '\n') throw new Error(`control character ${code}`);
  }
  return elements;
}

/** How many elements of a name a JUnit file has. */
export function countOf(xml: string, name: string): number {
  return elementsOf(xml).filter((element) => element.name === name).length;
}

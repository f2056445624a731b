import { XmlRpcError } from './value.ts';

const SPACE = /^[ \t\r\n]*$/;
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]{1,8}));|&/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const [COMMENT, CDATA] = ['<!--', '<![CDATA['];
const [SLASH, BANG, QUESTION] = [0x2f, 0x21, 0x3f];

export function isSpace(text: string): boolean {
  return SPACE.test(text);
}

/** A start tag: its name, and whether it closes itself. */
export interface Tag {
  readonly name: string;
  readonly empty: boolean;
  /** Where it begins. */
  readonly at: number;
}

/** Character data up to the next tag, and whether there was anything besides it: comments or CDATA sections. */
export interface Content {
  readonly text: string;
  /** False where only white space was written, and not in a CDATA section. */
  readonly solid: boolean;
}

/** Reads the tags and texts of one document from front to back. Attributes and DTDs are refused: XML-RPC has none. */
export class Scanner {
  private at = 0;

  constructor(private readonly source: string) {
    if (source.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  fail(problem: string, at = this.at): never {
    throw new XmlRpcError(at >= this.source.length ? `${problem}, but it ends` : problem, at);
  }

  /** The next start tag; white space, comments and processing instructions before it are skipped. */
  open(): Tag {
    this.skip();
    const { at } = this;
    const end = this.source.indexOf('>', at);
    const second = this.source.charCodeAt(at + 1);
    if (!this.source.startsWith('<', at) || second === SLASH || end < 0)
      this.fail('expected a start tag', at);
    const empty = this.source.charCodeAt(end - 1) === SLASH;
    const name = this.source.slice(at + 1, empty ? end - 1 : end).trimEnd();
    this.at = end + 1;
    return { name, empty, at };
  }

  /** The start tag of this name. */
  enter(name: string): Tag {
    const tag = this.open();
    if (tag.name !== name) this.fail(`<${tag.name.slice(0, 40)}> instead of <${name}>`, tag.at);
    return tag;
  }

  /** The end tag of this name, after nothing but white space and comments. */
  leave(name: string): void {
    this.skip();
    if (!this.source.startsWith(`</${name}`, this.at)) this.fail(`expected </${name}>`);
    const end = this.source.indexOf('>', this.at);
    if (end < 0) this.fail(`expected </${name}>`, this.source.length);
    if (!isSpace(this.source.slice(this.at + 2 + name.length, end))) this.fail(`expected </${name}>`);
    this.at = end + 1;
  }

  /** Whether an end tag comes next. */
  atEnd(): boolean {
    this.skip();
    return this.source.startsWith('</', this.at);
  }

  /** Character data up to the next start or end tag, with references resolved. */
  content(): Content {
    const from = this.at;
    const end = this.source.indexOf('<', from);
    if (end < 0) this.fail('expected an end tag', this.source.length);
    const plain = this.resolved(from, end);
    this.at = end;
    const next = this.source.charCodeAt(end + 1);
    if (next !== BANG && next !== QUESTION) return { text: plain, solid: !isSpace(plain) };
    return this.mixed(plain);
  }

  /** Goes on with content that holds comments, instructions or CDATA sections. */
  private mixed(start: string): Content {
    let text = start;
    let solid = !isSpace(start);
    for (;;) {
      if (this.source.startsWith(CDATA, this.at)) {
        const from = this.at + CDATA.length;
        this.past(']]>', 'a CDATA section without end');
        text += newlines(this.source.slice(from, this.at - 3));
        solid = true;
      } else if (!this.skipMarkup()) {
        return { text, solid };
      }
      const end = this.source.indexOf('<', this.at);
      if (end < 0) this.fail('expected an end tag', this.source.length);
      const plain = this.resolved(this.at, end);
      solid ||= !isSpace(plain);
      text += plain;
      this.at = end;
    }
  }

  /** Nothing but white space, comments and instructions may be left. */
  finish(): void {
    this.skip();
    if (this.at < this.source.length) this.fail('something after the end');
  }

  private skip(): void {
    do {
      for (
        let code = this.code();
        code === 32 || code === 10 || code === 13 || code === 9;
        code = this.code()
      )
        this.at++;
    } while (this.skipMarkup());
  }

  private code(): number {
    return this.source.charCodeAt(this.at);
  }

  /** Steps over one comment or processing instruction, if one is here. */
  private skipMarkup(): boolean {
    const next = this.source.charCodeAt(this.at + 1);
    if (this.code() !== 0x3c || (next !== BANG && next !== QUESTION)) return false;
    if (next === QUESTION) this.past('?>', 'a processing instruction without end');
    else if (this.source.startsWith(COMMENT, this.at))
      this.past('-->', 'a comment without end', COMMENT.length);
    else if (this.source.startsWith(CDATA, this.at)) return false;
    else this.fail('a document type, which XML-RPC does not have');
    return true;
  }

  private past(mark: string, problem: string, skip = 2): void {
    const end = this.source.indexOf(mark, this.at + skip);
    if (end < 0) this.fail(problem);
    this.at = end + mark.length;
  }

  private resolved(from: number, to: number): string {
    const raw = newlines(this.source.slice(from, to));
    if (!raw.includes('&')) return raw;
    return raw.replace(REFERENCE, (all: string, hex?: string, decimal?: string, name?: string) => {
      const letter =
        name !== undefined
          ? ENTITIES.get(name)
          : character(hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal));
      return letter ?? this.fail(`"${all.slice(0, 12)}" is no reference`, from);
    });
  }
}

/** XML has line feeds only; a carriage return that is meant is written as a reference. */
function newlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function character(code: number): string | undefined {
  const none = !(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff);
  return none ? undefined : String.fromCodePoint(code);
}

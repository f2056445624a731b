import { impossibleAt, newlines, resolved } from './text.ts';
import { XmlRpcError } from './value.ts';

const [COMMENT, CDATA] = ['<!--', '<![CDATA['];
/** An XML declaration as it has to be, and of an encoding whose characters were understood. */
const DECLARATION =
  /^\ufeff?<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(['"])1\.[0-9]+\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(['"])(?:[uU][tT][fF]-8|[uU][sS]-[aA][sS][cC][iI][iI])\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(['"])(?:yes|no)\3)?[ \t\r\n]*\?>/;
const INSTRUCTION = /^<\?(?![xX][mM][lL][ \t\r\n?])[a-zA-Z_:][a-zA-Z0-9_:.-]*(?:[ \t\r\n]|\?>)/;
const [LESS, GREATER, SLASH, BANG, QUESTION] = [0x3c, 0x3e, 0x2f, 0x21, 0x3f];

/** An element of XML-RPC, with its tags as nearly everybody writes them. */
export interface Element {
  readonly name: string;
  readonly start: string;
  readonly end: string;
}

export function element(name: string): Element {
  return { name, start: `<${name}>`, end: `</${name}>` };
}

/**
 * Reads the tags and texts of one document from front to back. Attributes and DTDs are refused: XML-RPC has none.
 * Each step tries the usual spelling first, by one native comparison, as every line of JavaScript is slow in k6.
 */
export class Scanner {
  /** Where the last start tag began, for messages. */
  tagAt = 0;
  private at = 0;
  /** Whether any text of the document has to be looked at twice. */
  private readonly unfinished: boolean;

  constructor(private readonly source: string) {
    if (source.charCodeAt(0) === 0xfeff) this.at = 1;
    if (DECLARATION.test(source)) this.past('?>', 'an XML declaration without end');
    this.unfinished = source.includes('&') || source.includes('\r') || source.includes(']]>');
    const at = impossibleAt(source);
    if (at > this.at) this.fail('a character that XML does not have', at);
  }

  fail(problem: string, at = this.at): never {
    throw new XmlRpcError(at >= this.source.length ? `${problem}, but it ends` : problem, at);
  }

  /** What the next start tag holds between its brackets: the name, and a slash if it closes itself. */
  startTag(): string {
    this.skip();
    const { at, source } = this;
    this.tagAt = at;
    const end = source.indexOf('>', at);
    if (source.charCodeAt(at) !== LESS || source.charCodeAt(at + 1) === SLASH || end < 0) {
      this.fail('expected a start tag');
    }
    this.at = end + 1;
    return source.slice(at + 1, end);
  }

  /** Steps over the start tag of an element; false if it closed itself. */
  enter({ name, start }: Element): boolean {
    if (this.take(start)) {
      this.tagAt = this.at - start.length;
      return true;
    }
    const tag = this.startTag();
    if (tag.trimEnd() === name) return true;
    if (tag.endsWith('/') && tag.slice(0, -1).trimEnd() === name) return false;
    return this.fail(`<${tag.slice(0, 40)}> instead of <${name}>`, this.tagAt);
  }

  /** Steps over the end tag of an element, after nothing but white space and comments. */
  leave({ name, end }: Element): void {
    if (this.take(end)) return;
    this.skip();
    const close = this.source.indexOf('>', this.at);
    if (close < 0) this.fail(`expected </${name}>`, this.source.length);
    const tag = this.source.slice(this.at, close);
    if (tag.trimEnd() !== `</${name}`) this.fail(`expected </${name}>`);
    this.at = close + 1;
  }

  /** Steps over white space and exactly this; stays where it is if something else is there. */
  take(token: string): boolean {
    const { source } = this;
    let { at } = this;
    // One line feed is usual; what differs more goes the slow way.
    if (source.charCodeAt(at) === 0x0a) at++;
    if (!source.startsWith(token, at)) return false;
    this.at = at + token.length;
    return true;
  }

  /** Whether a start tag comes at once, without any character before it. */
  atStartTag(): boolean {
    if (this.source.charCodeAt(this.at) !== LESS) return false;
    const next = this.source.charCodeAt(this.at + 1);
    return next !== SLASH && next !== BANG && next !== QUESTION;
  }

  /** Whether an end tag comes next. */
  atEnd(): boolean {
    this.skip();
    return this.source.startsWith('</', this.at);
  }

  /** Character data up to the next start or end tag, with references resolved. */
  text(): string {
    const plain = this.plainText();
    const next = this.source.charCodeAt(this.at + 1);
    return next === BANG || next === QUESTION ? this.mixedText(plain) : plain;
  }

  /** Nothing but white space, comments and instructions may be left. */
  finish(): void {
    this.skip();
    if (this.at < this.source.length) this.fail('something after the end');
  }

  /** Goes on with text that holds comments, instructions or CDATA sections. */
  private mixedText(start: string): string {
    let text = start;
    for (;;) {
      if (this.source.startsWith(CDATA, this.at)) {
        const from = this.at + CDATA.length;
        this.past(']]>', 'a CDATA section without end');
        text += newlines(this.source.slice(from, this.at - 3));
      } else if (!this.skipMarkup()) {
        return text;
      }
      text += this.plainText();
    }
  }

  private plainText(): string {
    const from = this.at;
    const end = this.source.indexOf('<', from);
    if (end < 0) this.fail('expected an end tag', this.source.length);
    this.at = end;
    const raw = this.source.slice(from, end);
    return this.unfinished ? this.finished(raw, from) : raw;
  }

  private skip(): void {
    const { source } = this;
    do {
      for (let code = source.charCodeAt(this.at); code <= 32 && isWhite(code); ) {
        this.at++;
        code = source.charCodeAt(this.at);
      }
    } while (this.skipMarkup());
  }

  /** Steps over one comment or processing instruction, if one is here. */
  private skipMarkup(): boolean {
    const next = this.source.charCodeAt(this.at + 1);
    if ((next !== BANG && next !== QUESTION) || this.source.charCodeAt(this.at) !== LESS) return false;
    if (next === QUESTION) this.instruction();
    else if (this.source.startsWith(COMMENT, this.at)) this.comment();
    else if (this.source.startsWith(CDATA, this.at)) return false;
    else this.fail('a document type, which XML-RPC does not have');
    return true;
  }

  private instruction(): void {
    const { at } = this;
    this.past('?>', 'a processing instruction without end');
    if (!INSTRUCTION.test(this.source.slice(at, this.at)))
      this.fail('a malformed processing instruction or XML declaration', at);
  }

  private comment(): void {
    const { at } = this;
    // The first two hyphens within a comment have to end it.
    this.past('--', 'a comment without end', COMMENT.length);
    if (this.source.charCodeAt(this.at) !== GREATER) this.fail('"--" within a comment', at);
    this.at++;
  }

  private past(mark: string, problem: string, skip = 2): void {
    const end = this.source.indexOf(mark, this.at + skip);
    if (end < 0) this.fail(problem);
    this.at = end + mark.length;
  }

  private finished(raw: string, from: number): string {
    const end = raw.indexOf(']]>');
    if (end >= 0) this.fail('"]]>" outside of a CDATA section', from + end);
    return resolved(newlines(raw), (reference) =>
      this.fail(`"${reference.slice(0, 12)}" is no reference`, from),
    );
  }
}

function isWhite(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

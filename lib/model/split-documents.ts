/** The text of one document of a file. */
export interface DocumentText {
  readonly text: string;
  /** The line of the file on which the text starts, from 1. */
  readonly line: number;
  /** Set when the text is not kept because it is larger than allowed: how large it is. */
  readonly tooLarge?: number;
  /** What follows `---` on its line, which YAML allows and `kubectl` does not. */
  readonly besideMarker?: string;
}

/** `---` at the start of a line and nothing that would make it a longer word. */
const MARKER = /^---(?=[ \t\r\n]|$)/;

/**
 * Splits a file at its document markers, before any of it is parsed: a document that is not YAML hides no other.
 * At the start of a line `---` is always a marker, in block scalars too; so says YAML, and so does `kubectl`.
 *
 * @param pieces the text of the file, cut anywhere: no more than one document and one piece is in memory
 * @param limit of characters of a document
 */
export function* splitDocuments(pieces: Iterable<string>, limit: number): Generator<DocumentText> {
  const document = new Collector(limit);
  for (const lines of wholeLines(pieces)) {
    let start = 0;
    for (const marker of markersOf(lines)) {
      if (marker > start) document.add(lines.slice(start, marker));
      yield* document.take();
      start = marker;
    }
    document.add(start === 0 ? lines : lines.slice(start));
  }
  yield* document.take();
}

/** The same text, cut only after line breaks. */
function* wholeLines(pieces: Iterable<string>): Generator<string> {
  let begun: string[] = [];
  for (const piece of pieces) {
    const end = piece.lastIndexOf('\n') + 1;
    if (end > 0) {
      begun.push(end === piece.length ? piece : piece.slice(0, end));
      yield begun.length === 1 ? (begun[0] as string) : begun.join('');
      begun = [];
    }
    if (end < piece.length) begun.push(piece.slice(end));
  }
  if (begun.length > 0) yield begun.join('');
}

function* markersOf(lines: string): Generator<number> {
  if (MARKER.test(lines)) yield 0;
  for (let at = lines.indexOf('\n---'); at !== -1; at = lines.indexOf('\n---', at + 1)) {
    const after = lines.charAt(at + 4);
    if (after === '' || after === '\n' || after === '\r' || after === ' ' || after === '\t') yield at + 1;
  }
}

/** The document that is being read. */
class Collector {
  private parts: string[] = [];
  private size = 0;
  private firstLine = 1;
  private line = 1;

  constructor(private readonly limit: number) {}

  add(text: string): void {
    this.size += text.length;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.line++;
    if (this.size > this.limit) this.parts = [];
    else this.parts.push(text);
  }

  *take(): Generator<DocumentText> {
    if (this.size > this.limit) {
      yield { text: '', line: this.firstLine, tooLarge: this.size };
    } else if (this.size > 0) {
      yield this.withoutMarker(this.parts.length === 1 ? (this.parts[0] as string) : this.parts.join(''));
    }
    this.parts = [];
    this.size = 0;
    this.firstLine = this.line;
  }

  private withoutMarker(text: string): DocumentText {
    const { firstLine: line } = this;
    if (!MARKER.test(text)) return { text, line };
    const end = text.indexOf('\n');
    const beside = (end === -1 ? text.slice(3) : text.slice(3, end)).trim();
    if (beside === '') return { text: end === -1 ? '' : text.slice(end + 1), line: line + 1 };
    // Blanks keep the columns.
    const blanked = `   ${text.slice(3)}`;
    return beside.startsWith('#') ? { text: blanked, line } : { text: blanked, line, besideMarker: beside };
  }
}

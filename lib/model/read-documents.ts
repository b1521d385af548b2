import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { type DocumentPlace, DocumentPlaces } from './document-places';
import { type FieldPath, formatPath, type Severity } from './finding';
import { readJson } from './json';
import { type Position, positionAt, withSingleBreaks } from './position';
import type { TextRule } from './rules';
import { ByteQueue, type TextPart } from './source/byte-queue';
import { EncodedText } from './source/encoded-text';
import { type DocumentPart, takeDocument } from './source/split-documents';
import { looksLikeJson, takeJson } from './source/split-json';
import type { TextSource } from './source/text-source';
import { StringPool } from './string-pool';
import { TextError, type TextValue } from './text-error';
import { decodeYaml, lengthRead, readYaml } from './yaml/read-yaml';
import { RepeatedBlocks } from './yaml/repeated-blocks';
import { UsualYaml } from './yaml/usual-yaml';

/** What is wrong with the text of a document. */
export interface TextProblem extends Position {
  readonly rule: TextRule;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string;
  readonly path?: FieldPath;
}

/** A document of a text. */
export interface TextDocument {
  /** JSON; null for a document that holds nothing, undefined for one that cannot be read. */
  readonly value: unknown;
  /** Whether null stands somewhere in it. @default - not known */
  readonly hasNulls?: boolean | undefined;
  readonly problems: readonly TextProblem[];
  readonly places: DocumentPlaces;
  /**
   * What documents are alike in whose texts are, if it was asked for: 17 characters. Nothing once something else was
   * found where the text had been.
   */
  readonly digest?: string | undefined;
  /** Whether a word is in its text, told without parsing it. */
  mentions(word: string): boolean;
}

/** The largest document that is read, in bytes. */
export const MAX_DOCUMENT_SIZE = 32 * 1024 * 1024;

/**
 * Reads a text as `kubectl` does, document by document: YAML that is split at `---`, or JSON values that follow each
 * other. What was read is garbage when its turn is over, unless somebody keeps it. Whatever the text is, nothing is
 * thrown but what its source throws.
 *
 * @param maxSize of a document, in bytes
 * @param digests whether they are wanted
 */
export function* readDocuments(
  source: TextSource,
  maxSize = MAX_DOCUMENT_SIZE,
  digests = false,
): Generator<TextDocument> {
  const text = new EncodedText(source);
  const queue = new ByteQueue(text.chunks());
  try {
    yield* new DocumentReader(text, queue, maxSize, digests).documents();
  } finally {
    queue.close();
  }
}

const HELM = 'a Helm template must be rendered first: helm template … | meshwright check -';

/** What ended a series of JSON values. */
interface NoJson {
  readonly problem: TextProblem;
  /** Whether there was no JSON before it. */
  readonly isFirst: boolean;
}

/** Files repeat each other, too: what is known of one is known of all. */
const usual = new UsualYaml(new StringPool(), new RepeatedBlocks());

class DocumentReader {
  private readonly strings = new StringPool();

  constructor(
    private readonly encoded: EncodedText,
    private readonly queue: ByteQueue,
    private readonly maxSize: number,
    private readonly digests: boolean,
  ) {}

  *documents(): Generator<TextDocument> {
    const { queue, maxSize } = this;
    let noJson: NoJson | undefined;
    if (looksLikeJson(queue)) {
      noJson = yield* this.jsonValues();
      if (noJson === undefined) return;
    }
    // What is no JSON is read as YAML, as kubectl does since 1.33.
    for (let part = takeDocument(queue, maxSize); part !== undefined; part = takeDocument(queue, maxSize)) {
      yield this.yaml(part, noJson);
      noJson = undefined;
    }
  }

  /** @returns what is not JSON, which then comes next in the queue; nothing at the end */
  private *jsonValues(): Generator<TextDocument, NoJson | undefined> {
    for (let isFirst = true; ; isFirst = false) {
      const part = takeJson(this.queue, this.maxSize);
      if (part === undefined) return undefined;
      if (part.size > part.bytes.length) {
        yield this.tooLarge(part, 'json');
        continue;
      }
      const text = withSingleBreaks(part.bytes.toString('utf8'));
      let read: TextValue;
      try {
        read = readJson(text, this.strings);
      } catch (error) {
        if (!(error instanceof TextError)) throw error;
        this.queue.putBack(part);
        return { problem: jsonProblem(error, text, part, isFirst), isFirst };
      }
      yield this.document(read, text, part, 'json', []);
    }
  }

  private yaml(part: DocumentPart, noJson: NoJson | undefined): TextDocument {
    const problems: TextProblem[] = noJson === undefined ? [] : [noJson.problem];
    if (part.beside !== undefined) {
      problems.push({
        rule: 'YAML_SYNTAX',
        severity: 'error',
        message: `invalid document separator: ${part.beside.text}`,
        fix: 'kubectl takes nothing beside ---: move it to a line of its own',
        line: part.beside.line,
        column: 1,
      });
    }
    if (part.size > part.bytes.length) return this.tooLarge(part, 'yaml');
    const bytes = isUtf8(part.bytes) ? part.bytes : Buffer.from(part.bytes.toString('utf8'));
    const text = decodeYaml(bytes);
    if (lengthRead(bytes) < bytes.length) problems.push(lostLine(positionAt(text, text.length - 1, part)));
    try {
      const foreign = this.encoded.isStrict ? foreignIn(text, part.bytes) : -1;
      const invalid = foreign === -1 ? undefined : new TextError('invalid UTF-8', foreign);
      const read =
        (invalid === undefined ? usual.read(text) : undefined) ?? readYaml(text, this.strings, undefined, invalid);
      return this.document(read, text, part, 'yaml', problems);
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      const problem = yamlProblem(error, text, part);
      // Of what is neither JSON nor YAML, kubectl says why it is no JSON.
      if (noJson?.isFirst !== true) problems.push(problem);
      return { value: undefined, problems, ...this.place(part, 'yaml', problem) };
    }
  }

  private document(
    { value, start, hasDuplicates, hasNulls, isByLines, ignored }: TextValue,
    text: string,
    part: TextPart,
    format: DocumentPlace['format'],
    problems: TextProblem[],
  ): TextDocument {
    const at = (offset: number) => positionAt(text, offset, part);
    const known = this.digests ? new KnownText(digestOf(format, part.bytes)) : undefined;
    const place = this.place(part, format, at(start), { isByLines, known });
    if (hasDuplicates) problems.push(...duplicates(place.places));
    if (ignored !== undefined) {
      problems.push({
        rule: 'YAML_IGNORED',
        severity: 'warning',
        message: 'kubectl passes over what follows here, without a word',
        fix: 'if it belongs to the same object, correct what is before it; if it is another one, put --- between them',
        ...at(ignored),
      });
    }
    const foreign = foreignIn(text, part.bytes);
    if (foreign !== -1) {
      problems.push({
        rule: 'YAML_ENCODING',
        severity: 'warning',
        message: 'this is not UTF-8: kubectl puts U+FFFD in its place',
        fix: 'save the file as UTF-8',
        ...at(foreign),
      });
    }
    return {
      ...{ value, hasNulls, problems, ...place },
      get digest() {
        return known?.digest;
      },
    };
  }

  private tooLarge(part: TextPart, format: DocumentPlace['format']): TextDocument {
    const place = { line: part.line, column: part.column + 1 };
    const problem: TextProblem = {
      rule: 'YAML_LIMIT',
      severity: 'error',
      message: `the document has ${part.size} bytes and is not read: at most ${this.maxSize} are`,
      fix: 'put --- between objects, instead of all of them in a List',
      ...place,
    };
    return { value: undefined, problems: [problem], ...this.place(part, format, place) };
  }

  private place(
    { bytes, start: from, size, line, column }: TextPart,
    format: DocumentPlace['format'],
    start: Position,
    {
      isByLines = false,
      known,
    }: { readonly isByLines?: boolean | undefined; readonly known?: KnownText | undefined } = {},
  ): Pick<TextDocument, 'places' | 'mentions'> {
    const { encoded } = this;
    // What can be read again is not kept; what cannot is copied: it is a part of something larger.
    const kept = encoded.canReread ? undefined : Buffer.from(bytes);
    const again = () => {
      if (kept !== undefined) return kept;
      const reread = encoded.reread(from, from + size);
      return known === undefined || known.isOf(format, reread) ? reread : undefined;
    };
    return {
      places: new DocumentPlaces({ format, isByLines, line, column, start, bytes: again }),
      mentions: (word) => Buffer.from(again() ?? []).includes(word),
    };
  }
}

/** The digest of a text, as long as it is found where it was. */
class KnownText {
  digest: string | undefined;

  constructor(digest: string) {
    this.digest = digest;
  }

  isOf(format: DocumentPlace['format'], bytes: Uint8Array | undefined): boolean {
    const isSame = bytes !== undefined && digestOf(format, bytes) === this.digest;
    if (!isSame) this.digest = undefined;
    return isSame;
  }
}

/** Nothing else decides about the value that is read. */
function digestOf(format: DocumentPlace['format'], bytes: Uint8Array): string {
  return format.charAt(0) + hash('sha256', bytes, 'binary').slice(0, 16);
}

/** Where bytes are that are not UTF-8, -1 if there are none. */
function foreignIn(text: string, bytes: Buffer): number {
  return text.includes('\ufffd') && !isUtf8(bytes) ? text.indexOf('\ufffd') : -1;
}

function lostLine(place: Position): TextProblem {
  return {
    rule: 'YAML_IGNORED',
    severity: 'warning',
    message: 'kubectl loses this line: a last line of a multiple of 4096 bytes without a line break',
    fix: 'end the file with a line break',
    ...place,
  };
}

function duplicates(places: DocumentPlaces): TextProblem[] {
  return places.duplicates().map(({ path, first, second }) => {
    const place = first.line === second.line ? `in column ${first.column}` : `on line ${first.line}`;
    return {
      rule: 'YAML_DUPLICATE_KEY',
      severity: 'error',
      message: `${formatPath(path)}: key ${JSON.stringify(path.at(-1))} is there twice, ${place} and here: only the last counts`,
      fix: 'remove or rename one of them',
      path,
      ...second,
    };
  });
}

function jsonProblem(error: TextError, text: string, part: TextPart, isFirst: boolean): TextProblem {
  const fix = text.startsWith('{{')
    ? HELM
    : `kubectl before 1.33 reads only JSON ${isFirst ? 'where a file begins with {' : 'after JSON'}: for YAML, write --- as the first line`;
  return problemOf(error, `not JSON: ${error.message}`, fix, text, part);
}

function yamlProblem(error: TextError, text: string, part: TextPart): TextProblem {
  return problemOf(error, `not YAML: ${error.message}`, text.includes('{{') ? HELM : undefined, text, part);
}

function problemOf(
  { offset, message, isLimit }: TextError,
  described: string,
  fix: string | undefined,
  text: string,
  part: TextPart,
): TextProblem {
  // What is missing at the end is missing behind the last word.
  const place = positionAt(text, Math.min(offset, lengthWithoutBlanks(text)), part);
  if (isLimit) return { rule: 'YAML_LIMIT', severity: 'error', message, ...place };
  return {
    rule: 'YAML_SYNTAX',
    severity: 'error',
    message: described,
    ...(fix === undefined ? {} : { fix }),
    ...place,
  };
}

function lengthWithoutBlanks(text: string): number {
  let length = text.length;
  while (length > 0 && text.charCodeAt(length - 1) <= 0x20) length--;
  return length;
}

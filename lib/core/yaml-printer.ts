import { Yaml } from 'cdk8s';
import { type CreateNodeOptions, Document, type DocumentOptions, type SchemaOptions, visit } from 'yaml';
import { checkWritable, escapeUnprintable, isMisread, isUnwritable, quote } from './yaml-text';

/**
 * Prints documents byte for byte as `Yaml.stringify` of cdk8s does, many times faster, but for strings that the readers
 * of Kubernetes refuse or take for something else when cdk8s has written them: those are quoted.
 *
 * cdk8s builds a schema and a tree of nodes for each document. Here only the structure is printed (block maps and
 * sequences of plain JSON values, where YAML leaves no choice), and of the strings only those that are plain beyond
 * doubt. Every other scalar is given to cdk8s, once for each distinct string. A document this printer does not
 * understand (a shared reference, which YAML writes as an anchor, a class instance, a key of several lines) is printed
 * as a whole by the library that cdk8s uses, so the result is the same whatever a construct renders.
 *
 * @see https://cdk8s.io/docs/latest/reference/cdk8s/typescript/#yaml
 */
export function printYaml(documents: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < documents.length; i++) {
    if (i > 0) text += '---\n';
    text += printDocument(documents[i]);
  }
  return text;
}

/**
 * One document, ending in a newline.
 *
 * @throws Error naming the field whose value no manifest can hold
 */
export function printDocument(document: unknown): string {
  if (document === undefined) return Yaml.stringify(document);
  if (typeof document === 'object' && document !== null) {
    const printer = new DocumentPrinter();
    if (printer.print(document)) return printer.text();
  }
  checkWritable(document);
  return printByLibrary(document);
}

/** What `Yaml.stringify` of cdk8s asks of its library, but for `<<`, which is a key like any other. */
const LIKE_CDK8S = {
  version: '1.1',
  keepUndefined: true,
  merge: false,
  customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
} satisfies DocumentOptions & SchemaOptions & CreateNodeOptions;

function printByLibrary(value: unknown): string {
  const document = new Document(value, LIKE_CDK8S);
  let fold = true;
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value !== 'string' || !isMisread(scalar.value)) return;
      scalar.type = 'QUOTE_DOUBLE';
      fold = false;
    },
  });
  const text = document.toString({ lineWidth: 0, ...(fold ? {} : { doubleQuotedMinMultiLineLength: Infinity }) });
  // All that holds such a character is between double quotes.
  return escapeUnprintable(text);
}

/**
 * Printable ASCII that starts with a letter, `_` or `/`: no indicator, number or date starts so, and nothing inside
 * ends it (`: `, ` #`, a space at the end).
 */
const PLAIN = /^[A-Za-z_/](?:[!-9;-~]|:(?=[!-~])| (?=[!-"$-~]))*$/;

/** Words that look plain and are a boolean or null in YAML 1.1; none is longer than five letters. */
const RESERVED = new Set(
  ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'].flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]),
);
const LONGEST_RESERVED = 5;

/**
 * Text of several lines that a literal block holds as it is: no control characters, nothing outside the BMP, no white
 * space at either end but one newline at the end.
 */
const LITERAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
  /^[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff](?:[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff])?\n?$/;

/** A key longer than this might become an explicit key (`? …`). */
const LONGEST_KEY = 1000;
/** Longer strings rarely repeat. */
const LONGEST_REMEMBERED = 200;
const MOST_REMEMBERED = 20_000;

class Memo {
  private readonly entries = new Map<string, string>();

  constructor(private readonly compute: (key: string) => string) {}

  get(key: string): string {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const value = this.compute(key);
    if (key.length <= LONGEST_REMEMBERED) {
      if (this.entries.size >= MOST_REMEMBERED) this.entries.clear();
      this.entries.set(key, value);
    }
    return value;
  }
}

/** A scalar as the value of a key at the top, where lines that continue it are indented by two. */
const scalars = new Memo((value) =>
  isMisread(value) ? quote(value) : Yaml.stringify({ k: value }).slice('k: '.length, -'\n'.length),
);
/** Keys at the top differ: one that starts with `---` is quoted. The empty string stands for "not on one line". */
const topKeys = new Memo((key) => (isMisread(key) ? quote(key) : onlyKey('', Yaml.stringify({ [key]: 0 }))));
const nestedKeys = new Memo((key) =>
  isMisread(key) ? quote(key) : onlyKey('k:\n  ', Yaml.stringify({ k: { [key]: 0 } })),
);

function onlyKey(before: string, text: string): string {
  const line = text.slice(before.length, -': 0\n'.length);
  return text.startsWith(before) && text.endsWith(': 0\n') && !line.startsWith('?') && !line.includes('\n') ? line : '';
}

const indents: string[] = [''];
function indentOf(depth: number): string {
  for (let i = indents.length; i <= depth; i++) indents.push('  '.repeat(i));
  return indents[depth] as string;
}

class DocumentPrinter {
  /** Joined at the end: a string built by `+=` would keep all its pieces until it is written. */
  private readonly pieces: string[] = [];
  private readonly seen = new Set<object>();

  /** `false` when the document has to be left to the library, or cannot be written; the text is of no use then. */
  print(document: object): boolean {
    if (!this.collection(document, 0)) return false;
    this.pieces.push('\n');
    return true;
  }

  /** Prints a map or a sequence whose first line is already indented. */
  private collection(value: object, depth: number): boolean {
    if (this.seen.has(value)) return false;
    this.seen.add(value);
    if (Array.isArray(value)) {
      if (value.length > 0) return this.sequence(value, depth);
      this.pieces.push('[]');
      return true;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return false;
    const keys = Object.keys(value);
    if (keys.length > 0) return this.map(value as Record<string, unknown>, keys, depth);
    this.pieces.push('{}');
    return true;
  }

  text(): string {
    return this.pieces.join('');
  }

  private map(map: Record<string, unknown>, keys: readonly string[], depth: number): boolean {
    const indent = indentOf(depth);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const printed = printKey(key, depth);
      if (printed === '') return false;
      this.pieces.push(i === 0 ? `${printed}:` : `\n${indent}${printed}:`);
      const value = map[key];
      if (isFilled(value)) this.pieces.push(`\n${indentOf(depth + 1)}`);
      else this.pieces.push(' ');
      if (!this.value(value, depth + 1)) return false;
    }
    return true;
  }

  private sequence(items: readonly unknown[], depth: number): boolean {
    const indent = indentOf(depth);
    for (let i = 0; i < items.length; i++) {
      this.pieces.push(i === 0 ? '- ' : `\n${indent}- `);
      if (!this.value(items[i], depth + 1)) return false;
    }
    return true;
  }

  private value(value: unknown, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        if (isPlain(value)) this.pieces.push(value);
        else if (isUnwritable(value)) return false;
        else this.pieces.push(printOddString(value, depth));
        return true;
      case 'number':
        if (isUnwritable(value)) return false;
        this.pieces.push(Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : printOddNumber(value));
        return true;
      case 'boolean':
        this.pieces.push(value ? 'true' : 'false');
        return true;
      case 'undefined':
        this.pieces.push('null');
        return true;
      case 'object':
        if (value !== null) return this.collection(value, depth);
        this.pieces.push('null');
        return true;
      default:
        return false;
    }
  }
}

/** Whether a value is printed below its key rather than beside it. */
function isFilled(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !(text.length <= LONGEST_RESERVED && RESERVED.has(text));
}

function printKey(key: string, depth: number): string {
  if (key.length > LONGEST_KEY) return '';
  if (isPlain(key)) return key;
  if (isUnwritable(key)) return '';
  return (depth === 0 ? topKeys : nestedKeys).get(key);
}

function printOddString(value: string, depth: number): string {
  if (value.includes('\n')) {
    const indent = indentOf(depth);
    if (LITERAL.test(value)) {
      const clipped = value.endsWith('\n');
      const lines = (clipped ? value.slice(0, -1) : value).replace(/\n+/g, `$&${indent}`);
      return `|${clipped ? '' : '-'}\n${indent}${lines}`;
    }
    // All lines but the first are indented by two or empty.
    return scalars.get(value).replace(/\n(?=[^\n])/g, `\n${indentOf(depth - 1)}`);
  }
  return scalars.get(value);
}

function printOddNumber(value: number): string {
  return Yaml.stringify({ k: value }).slice('k: '.length, -'\n'.length);
}

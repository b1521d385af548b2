import type { Places } from '../places';
import type { StringPool } from '../string-pool';
import type { TextValue } from '../text-error';
import { type END, HASH, isBlankOrEnd } from './characters';
import * as nodes from './node-reader';
import * as maps from './open-map';
import type { Token, TokenKind } from './token';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { fail, failKey, MERGE, NodeReader } = nodes;
const { failMerge, OpenMap } = maps;
type Key = string | typeof MERGE;

/** What is read of a YAML text. */
export interface YamlValue extends TextValue {
  /** How far the text has been looked at. */
  readonly reached: number;
}

/**
 * Reads the first document of a text, as go-yaml v2 and sigs.k8s.io/yaml do one after the other: the grammar is that of
 * libyaml, the values are those of YAML 1.1 that JSON can have.
 *
 * @param text with {@link END} behind it
 * @param strings where the strings of the value are made
 * @param places is filled, when it is given
 * @throws TextError
 */
export function composeYaml(text: string, strings: StringPool, places?: Places): YamlValue {
  return new Composer(text, strings, places).document();
}

/** Each method reads what libyaml's grammar calls like it. */
class Composer extends NodeReader {
  private hasDuplicates = false;

  constructor(
    text: string,
    strings: StringPool,
    private readonly places: Places | undefined,
  ) {
    super(text, strings);
  }

  document(): YamlValue {
    const { scanner, last, text } = this;
    const { kind, start: begin } = scanner.peek();
    if (kind === 'stream-end') return { value: null, start: begin, hasDuplicates: false, reached: text.length };
    this.directives();
    const isExplicit = kind === 'directive' || kind === 'document-start';
    if (isExplicit) {
      if (scanner.peek().kind !== 'document-start')
        fail('did not find expected <document start>', scanner.peek().start);
      scanner.skip();
    }
    this.count.add(begin);
    const next = scanner.peek();
    const isEmpty = isExplicit && END_OF_DOCUMENT.has(next.kind);
    const value = isEmpty ? this.empty(next.start) : this.node(true, false);
    const { start, textStart, end } = last;
    const reached = scanner.peek().kind === 'stream-end' ? text.length : scanner.reached;
    const ignored = this.ignored();
    if (this.notFinite !== undefined && !isFiniteJson(value))
      fail('JSON has no infinite number and no NaN', this.notFinite);
    this.places?.setRoot(value, start, { start: textStart, end });
    return { value, start, hasDuplicates: this.hasDuplicates, ignored, reached };
  }

  /** Where that starts which follows the document: behind `...`, or what the grammar has no place for. */
  private ignored(): number | undefined {
    const token = this.scanner.peek();
    if (token.kind === 'stream-end') return undefined;
    if (token.kind !== 'document-end') return token.start;
    const { text } = this;
    for (let offset = token.end; offset < text.length; offset++) {
      if (text.charCodeAt(offset) === HASH) {
        offset = text.indexOf('\n', offset);
        if (offset === -1) return undefined;
      } else if (!isBlankOrEnd(text.charCodeAt(offset))) return offset;
    }
    return undefined;
  }

  protected override collection({ kind }: Token, isBlock: boolean, mayBeIndentless: boolean): unknown {
    if (kind === 'flow-mapping-start') return this.flowMapping();
    if (kind === 'flow-sequence-start') return this.flowSequence();
    if (kind === 'block-mapping-start' && isBlock) return this.blockMapping();
    if (kind === 'block-sequence-start' && isBlock) return this.blockSequence();
    return kind === 'block-entry' && mayBeIndentless ? this.indentlessSequence() : undefined;
  }

  private blockSequence(): unknown[] {
    const { scanner } = this;
    const list: unknown[] = [];
    scanner.skip();
    for (let token = scanner.peek(); token.kind !== 'block-end'; token = scanner.peek()) {
      if (token.kind !== 'block-entry') fail("did not find expected '-' indicator", token.start);
      scanner.skip();
      const { kind } = scanner.peek();
      const isEmpty = kind === 'block-entry' || kind === 'block-end';
      this.addItem(list, isEmpty ? this.empty(token.end) : this.node(true, false));
    }
    scanner.skip();
    return list;
  }

  /** A list at the column of its key. */
  private indentlessSequence(): unknown[] {
    const { scanner } = this;
    const list: unknown[] = [];
    for (let token = scanner.peek(); token.kind === 'block-entry'; token = scanner.peek()) {
      scanner.skip();
      const { kind } = scanner.peek();
      const isEmpty = kind === 'block-entry' || endsEntry(kind, true);
      this.addItem(list, isEmpty ? this.empty(token.end) : this.node(true, false));
    }
    return list;
  }

  private flowSequence(): unknown[] {
    const { scanner } = this;
    const list: unknown[] = [];
    scanner.skip();
    for (;;) {
      if (list.length > 0) this.passComma('flow-sequence-end', "did not find expected ',' or ']'");
      const token = scanner.peek();
      if (token.kind === 'flow-sequence-end') break;
      this.addItem(list, token.kind === 'key' ? this.pair(token) : this.node(false, false));
    }
    scanner.skip();
    return list;
  }

  private passComma(end: TokenKind, message: string): void {
    const { kind, start } = this.scanner.peek();
    if (kind === end) return;
    if (kind !== 'flow-entry') fail(message, start);
    this.scanner.skip();
  }

  /** A map without braces: `[a: b]`. */
  private pair({ start }: Token): unknown {
    this.count.add(start);
    this.enter(start);
    const open = new OpenMap(this.places);
    this.scanner.skip();
    this.entry(open, false);
    this.leave(start);
    return open.map;
  }

  private blockMapping(): unknown {
    const { scanner } = this;
    const open = new OpenMap(this.places);
    scanner.skip();
    for (let token = scanner.peek(); token.kind !== 'block-end'; token = scanner.peek()) {
      if (token.kind === 'plain-key') {
        const key = this.plainKey(token);
        const { kind, start } = scanner.peek();
        this.addEntry(open, key, token.start, endsEntry(kind, true) ? this.empty(start) : this.node(true, true));
      } else {
        if (token.kind !== 'key') fail('did not find expected key', token.start);
        scanner.skip();
        this.entry(open, true);
      }
    }
    scanner.skip();
    return open.map;
  }

  private flowMapping(): unknown {
    const { scanner } = this;
    const open = new OpenMap(this.places);
    scanner.skip();
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst) this.passComma('flow-mapping-end', "did not find expected ',' or '}'");
      const token = scanner.peek();
      if (token.kind === 'flow-mapping-end') break;
      if (token.kind === 'key') {
        scanner.skip();
        this.entry(open, false);
      } else {
        const key = this.key(false);
        this.addEntry(open, key, this.last.start, this.empty(this.last.start));
      }
    }
    scanner.skip();
    return open.map;
  }

  /** What stands behind the start of a key. */
  private entry(open: maps.OpenMap, isBlock: boolean): void {
    const { scanner } = this;
    const first = scanner.peek();
    if (first.kind === 'value' || endsEntry(first.kind, isBlock)) failKey('null', first.start);
    const key = this.key(isBlock);
    const { start } = this.last;
    this.addEntry(open, key, start, this.entryValue(isBlock));
  }

  private entryValue(isBlock: boolean): unknown {
    const { scanner } = this;
    if (scanner.peek().kind !== 'value') return this.empty(scanner.peek().start);
    scanner.skip();
    const { kind, start } = scanner.peek();
    return endsEntry(kind, isBlock) ? this.empty(start) : this.node(isBlock, isBlock);
  }

  private addItem(list: unknown[], value: unknown): void {
    const { start, textStart, end } = this.last;
    this.places?.addItem(list, list.length, start, { start: textStart, end });
    list.push(value);
  }

  private addEntry(open: maps.OpenMap, key: Key, offset: number, value: unknown): void {
    const { textStart, end, isScalar, isAlias } = this.last;
    if (typeof key !== 'string') {
      const isList = Array.isArray(value);
      if (isScalar || (isList && isAlias)) failMerge(offset);
      if (isList) this.count.takeBack();
      open.merge(value, offset);
      return;
    }
    const span = this.places === undefined ? undefined : { start: textStart, end };
    if (open.add(key, value, offset, span)) this.hasDuplicates = true;
  }
}

const END_OF_DOCUMENT: ReadonlySet<TokenKind> = new Set(['directive', 'document-start', 'document-end', 'stream-end']);

function endsEntry(kind: TokenKind, isBlock: boolean): boolean {
  return isBlock
    ? kind === 'plain-key' || kind === 'block-end' || kind === 'key' || kind === 'value'
    : kind === 'flow-entry' || kind === 'flow-mapping-end' || kind === 'flow-sequence-end';
}

/** Whether all numbers in a value are such as JSON can have. */
function isFiniteJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFiniteJson);
}

import type { Places } from '../places';
import type { StringPool } from '../string-pool';
import type { TextValue } from '../text-error';
import { type END, HASH, isBlankOrEnd } from './characters';
import * as nodes from './node-reader';
import * as maps from './open-map';
import type { Token, TokenKind } from './token';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { fail, NO_NAME, NodeReader } = nodes;
const { failMerge, OpenMap } = maps;

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
  /** Maps with a key that is no name, and where such a key is: it matters if the map stays. */
  private readonly nameless = new Map<object, number>();

  constructor(
    text: string,
    strings: StringPool,
    private readonly places: Places | undefined,
  ) {
    super(text, strings);
    if (places !== undefined) this.scanner.onComment((start, end) => places.addComment(start, end));
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
    this.checkJson(value);
    this.places?.setRoot(value, start, { start: textStart, end });
    return { value, start, hasDuplicates: this.hasDuplicates, ignored, reached };
  }

  /** Refuses what JSON cannot have, if it is there in the end: of two values of a key, the first is not. */
  private checkJson(value: unknown): void {
    const { nameless, notFinite, text } = this;
    if (notFinite === undefined && nameless.size === 0) return;
    const known = new Set<unknown>();
    function check(inner: unknown): void {
      if (typeof inner === 'number' && !Number.isFinite(inner)) {
        fail('JSON has no infinite number and no NaN', notFinite ?? 0);
      }
      if (typeof inner !== 'object' || inner === null || known.has(inner)) return;
      known.add(inner);
      const offset = nameless.get(inner);
      if (offset !== undefined) fail(`unsupported map key: ${wordAt(text, offset)}`, offset);
      Object.values(inner).forEach(check);
    }
    check(value);
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
    const first = this.scanner.peek();
    if (first.kind === 'value' || endsEntry(first.kind, false)) {
      // As libyaml does, which makes something else of what follows.
      this.scanner.skip();
      this.count.add(first.start);
      this.addEntry(open, NO_NAME, first.start, this.entryValue(false));
    } else this.entry(open, false);
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
    const isEmpty = first.kind === 'value' || endsEntry(first.kind, isBlock);
    if (isEmpty) this.count.add(first.start);
    const key = isEmpty ? NO_NAME : this.key(isBlock);
    const offset = isEmpty ? first.start : this.last.start;
    this.addEntry(open, key, offset, this.entryValue(isBlock));
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

  private addEntry(open: maps.OpenMap, key: nodes.Key, offset: number, value: unknown): void {
    const { textStart, end, isScalar, isAlias } = this.last;
    if (key === NO_NAME) {
      this.nameless.set(open.map, offset);
      return;
    }
    if (typeof key !== 'string') {
      const isList = Array.isArray(value);
      if (isScalar || (isList && isAlias)) failMerge(offset);
      if (isList) this.count.takeBack();
      for (const source of open.merge(value, offset)) {
        if (this.nameless.has(source)) this.nameless.set(open.map, offset);
      }
      return;
    }
    const span = this.places === undefined ? undefined : { start: textStart, end };
    if (open.add(key, value, offset, span)) this.hasDuplicates = true;
  }
}

/** What is written at an offset, up to the next blank or colon; null if that is nothing. */
function wordAt(text: string, offset: number): string {
  const [word = ''] = /^[^\s:,?[\]{}\0]{0,40}/.exec(text.slice(offset, offset + 40)) ?? [];
  return word === '' ? 'null' : word;
}

const END_OF_DOCUMENT: ReadonlySet<TokenKind> = new Set(['directive', 'document-start', 'document-end', 'stream-end']);

function endsEntry(kind: TokenKind, isBlock: boolean): boolean {
  return isBlock
    ? kind === 'plain-key' || kind === 'block-end' || kind === 'key' || kind === 'value'
    : kind === 'flow-entry' || kind === 'flow-mapping-end' || kind === 'flow-sequence-end';
}

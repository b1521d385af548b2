import type { Places } from '../places';
import * as fields from '../set-field';
import type { StringPool } from '../string-pool';
import * as errors from '../text-error';
import { TextError, type TextValue } from '../text-error';
import { ValueCount } from './aliases';
import { type END, HASH, isBlankOrEnd } from './characters';
import type { ResolvedScalar } from './resolve';
import * as resolving from './resolve';
import type { Directive, ScannedTag } from './scan-tag';
import { Scanner } from './scanner';
import type { Token, TokenKind } from './token';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { isSurelyText, keyOf, resolvePlain, resolveTagged, TagError, YAML_TAG } = resolving;
const { setField } = fields;
const { MAX_DEPTH } = errors;

/** What is read of a YAML text. */
export interface YamlValue extends TextValue {
  /** How far the text has been looked at. */
  readonly reached: number;
}

/** What is known of a node besides its value. */
interface NodeInfo {
  start: number;
  /** Where a scalar starts, behind its tag and anchor, and where it ends; both are where a map or list starts. */
  textStart: number;
  end: number;
  isScalar: boolean;
  isAlias: boolean;
  /** Of a scalar. */
  text: string;
  tag: string | undefined;
  isPlain: boolean;
}

/** What an anchor stands for. */
interface Anchored {
  value: unknown;
  /** Nothing as long as it is being read. */
  info: NodeInfo | undefined;
  /** How many values it is. */
  size: number;
  /** How many levels of maps and lists. */
  height: number;
}

/** A map that is being read. */
class OpenMap {
  readonly map: Record<string, unknown> = {};
  /** Keys that it has only from what was merged into it. */
  merged: Set<string> | undefined;
}

/** The key that stands for a merge. */
const MERGE = Symbol('<<');

const HANDLES: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', YAML_TAG],
];

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

class Composer {
  private readonly scanner: Scanner;
  private readonly handles = new Map<string, string>();
  private readonly anchors = new Map<string, Anchored>();
  private readonly count = new ValueCount();
  /** The node that was read last. */
  private readonly last: NodeInfo = {
    start: 0,
    textStart: 0,
    end: 0,
    isScalar: true,
    isAlias: false,
    text: '',
    tag: undefined,
    isPlain: true,
  };
  private depth = 0;
  private deepest = 0;
  private hasDuplicates = false;
  /** Where a number stands that JSON cannot have. */
  private notFinite: number | undefined;

  constructor(
    private readonly text: string,
    private readonly strings: StringPool,
    private readonly places: Places | undefined,
  ) {
    this.scanner = new Scanner(text);
  }

  document(): YamlValue {
    const { scanner, last } = this;
    const { kind, start: begin } = scanner.peek();
    if (kind === 'stream-end') return { value: null, start: begin, hasDuplicates: false, reached: this.text.length };
    this.readDirectives();
    const isExplicit = kind === 'directive' || kind === 'document-start';
    if (isExplicit) {
      if (scanner.peek().kind !== 'document-start') fail('did not find expected <document start>', scanner.peek());
      scanner.skip();
    }
    this.count.add(begin);
    const next = scanner.peek();
    const isEmpty = isExplicit && END_OF_DOCUMENT.has(next.kind);
    const value = isEmpty ? this.empty(next.start) : this.node(true, false);
    const { start, textStart, end } = last;
    const reached = scanner.peek().kind === 'stream-end' ? this.text.length : scanner.reached;
    const ignored = this.ignored();
    if (this.notFinite !== undefined && !isFiniteJson(value)) {
      throw new TextError('JSON has no infinite number and no NaN', this.notFinite);
    }
    this.places?.setRoot(value, start, { start: textStart, end });
    return { value, start, hasDuplicates: this.hasDuplicates, ignored, reached };
  }

  private readDirectives(): void {
    const { scanner, handles } = this;
    let hasVersion = false;
    for (let token = scanner.peek(); token.kind === 'directive'; token = scanner.peek()) {
      const directive = token.detail as Directive;
      if (directive.name === 'TAG') {
        if (handles.has(directive.handle)) fail('found duplicate %TAG directive', token);
        handles.set(directive.handle, directive.prefix);
      } else {
        if (hasVersion) fail('found duplicate %YAML directive', token);
        if (directive.version !== '1.1') fail('found incompatible YAML document', token);
        hasVersion = true;
      }
      scanner.skip();
    }
    for (const [handle, prefix] of HANDLES) {
      if (!handles.has(handle)) handles.set(handle, prefix);
    }
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

  /** @param mayBeIndentless whether a list may stand at the column of the key that it belongs to */
  private node(isBlock: boolean, mayBeIndentless: boolean): unknown {
    const token = this.scanner.peek();
    this.count.add(token.start);
    if (token.kind === 'alias') return this.alias(token);
    if (token.kind === 'anchor' || token.kind === 'tag')
      return this.nodeWithProperties(token, isBlock, mayBeIndentless);
    const value = this.content(token, token.start, undefined, isBlock, mayBeIndentless);
    return value === undefined ? fail('did not find expected node content', token) : value;
  }

  private nodeWithProperties(first: Token, isBlock: boolean, mayBeIndentless: boolean): unknown {
    const { scanner } = this;
    let anchor: string | undefined;
    let tag: string | undefined;
    let token = first;
    for (; ; token = scanner.peek()) {
      if (token.kind === 'anchor' && anchor === undefined) anchor = token.text;
      else if (token.kind === 'tag' && tag === undefined) tag = this.tag(token);
      else break;
      scanner.skip();
    }
    const anchored: Anchored = { value: undefined, info: undefined, size: 0, height: 0 };
    if (anchor !== undefined) this.anchors.set(anchor, anchored);
    const before = this.count.total - 1;
    const { deepest } = this;
    this.deepest = this.depth;
    let value = this.content(token, first.start, tag, isBlock, mayBeIndentless);
    if (value === undefined) value = this.scalar(first.start, token.start, token.start, '', tag, tag === undefined);
    anchored.value = value;
    anchored.info = { ...this.last };
    anchored.size = this.count.total - before;
    anchored.height = this.deepest - this.depth;
    this.deepest = Math.max(deepest, this.deepest);
    return value;
  }

  /** @returns undefined when there is neither a scalar nor a map nor a list */
  private content(
    token: Token,
    start: number,
    tag: string | undefined,
    isBlock: boolean,
    mayBeIndentless: boolean,
  ): unknown {
    const { kind } = token;
    if (kind === 'scalar') {
      this.scanner.skip();
      return this.scalar(start, token.start, token.end, token.text, tag, token.isPlain);
    }
    let value: unknown;
    this.enter(start);
    if (kind === 'flow-mapping-start') value = this.flowMapping();
    else if (kind === 'flow-sequence-start') value = this.flowSequence();
    else if (kind === 'block-mapping-start' && isBlock) value = this.blockMapping();
    else if (kind === 'block-sequence-start' && isBlock) value = this.blockSequence();
    else if (kind === 'block-entry' && mayBeIndentless) value = this.indentlessSequence();
    this.depth--;
    this.setCollection(start);
    return value;
  }

  private enter(offset: number, levels = 1): void {
    const depth = this.depth + levels;
    if (depth > MAX_DEPTH) throw new TextError(`nested deeper than ${MAX_DEPTH} levels`, offset, true);
    if (depth > this.deepest) this.deepest = depth;
    this.depth = depth;
  }

  private setCollection(start: number): void {
    const { last } = this;
    last.start = start;
    last.textStart = start;
    last.end = start;
    last.isScalar = false;
    last.isAlias = false;
  }

  private scalar(
    start: number,
    textStart: number,
    end: number,
    text: string,
    tag: string | undefined,
    isPlain: boolean,
  ): unknown {
    const { last } = this;
    last.start = start;
    last.textStart = textStart;
    last.end = end;
    last.isScalar = true;
    last.isAlias = false;
    last.text = text;
    last.tag = tag;
    last.isPlain = isPlain;
    if (tag === undefined && (!isPlain || (text !== '' && isSurelyText(text)))) return this.strings.own(text);
    const { value } = this.resolve(last);
    if (typeof value === 'string') return this.strings.own(value);
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value)) this.notFinite ??= start;
    // Kubernetes' reader of JSON knows no negative zero.
    return value === 0 ? 0 : value;
  }

  private resolve({ text, tag, isPlain, start }: NodeInfo): ResolvedScalar {
    if (tag === undefined) return isPlain ? resolvePlain(text) : { type: 'str', value: text };
    try {
      return resolveTagged(text, tag);
    } catch (error) {
      if (!(error instanceof TagError)) throw error;
      throw new TextError(error.message, start);
    }
  }

  /** What stands where nothing is written: null. */
  private empty(offset: number): unknown {
    this.count.add(offset);
    return this.scalar(offset, offset, offset, '', undefined, true);
  }

  private tag(token: Token): string {
    const { handle, suffix } = token.detail as ScannedTag;
    if (handle === '') return suffix;
    const prefix = this.handles.get(handle);
    return prefix === undefined ? fail('found undefined tag handle', token) : prefix + suffix;
  }

  private alias(token: Token): unknown {
    this.scanner.skip();
    const { start, text } = token;
    const anchored = this.anchors.get(text);
    if (anchored === undefined) return fail(`unknown anchor '${text}' referenced`, token);
    const { value, info, size, height } = anchored;
    if (info === undefined) return fail(`anchor '${text}' value contains itself`, token);
    this.count.addAliased(size, start);
    this.enter(start, height);
    this.depth -= height;
    if (typeof value === 'number' && !Number.isFinite(value)) this.notFinite ??= start;
    Object.assign(this.last, info, { isAlias: true });
    return value;
  }

  private blockSequence(): unknown[] {
    const { scanner } = this;
    const list: unknown[] = [];
    scanner.skip();
    for (;;) {
      const token = scanner.peek();
      if (token.kind === 'block-end') break;
      if (token.kind !== 'block-entry') fail("did not find expected '-' indicator", token);
      scanner.skip();
      const { kind } = scanner.peek();
      this.addItem(
        list,
        kind === 'block-entry' || kind === 'block-end' ? this.empty(token.end) : this.node(true, false),
      );
    }
    scanner.skip();
    return list;
  }

  private indentlessSequence(): unknown[] {
    const { scanner } = this;
    const list: unknown[] = [];
    for (let token = scanner.peek(); token.kind === 'block-entry'; token = scanner.peek()) {
      scanner.skip();
      const { kind } = scanner.peek();
      this.addItem(
        list,
        kind === 'block-entry' || endsEntry(kind, true) ? this.empty(token.end) : this.node(true, false),
      );
    }
    return list;
  }

  private flowSequence(): unknown[] {
    const { scanner } = this;
    const list: unknown[] = [];
    scanner.skip();
    for (;;) {
      let token = scanner.peek();
      if (token.kind !== 'flow-sequence-end' && list.length > 0) {
        if (token.kind !== 'flow-entry') fail("did not find expected ',' or ']'", token);
        scanner.skip();
        token = scanner.peek();
      }
      if (token.kind === 'flow-sequence-end') break;
      this.addItem(list, token.kind === 'key' ? this.pair(token) : this.node(false, false));
    }
    scanner.skip();
    return list;
  }

  /** A map without braces: `[a: b]`. */
  private pair({ start }: Token): unknown {
    const { scanner } = this;
    this.count.add(start);
    this.enter(start);
    const open = new OpenMap();
    scanner.skip();
    this.entry(open, false);
    this.depth--;
    this.setCollection(start);
    return open.map;
  }

  private blockMapping(): unknown {
    const { scanner } = this;
    const open = new OpenMap();
    scanner.skip();
    for (;;) {
      const token = scanner.peek();
      if (token.kind === 'block-end') break;
      if (token.kind === 'plain-key') this.plainEntry(open, token);
      else if (token.kind === 'key') {
        scanner.skip();
        this.entry(open, true);
      } else fail('did not find expected key', token);
    }
    scanner.skip();
    return open.map;
  }

  private flowMapping(): unknown {
    const { scanner } = this;
    const open = new OpenMap();
    scanner.skip();
    for (let isFirst = true; ; isFirst = false) {
      let token = scanner.peek();
      if (token.kind !== 'flow-mapping-end' && !isFirst) {
        if (token.kind !== 'flow-entry') fail("did not find expected ',' or '}'", token);
        scanner.skip();
        token = scanner.peek();
      }
      if (token.kind === 'flow-mapping-end') break;
      if (token.kind === 'key') {
        scanner.skip();
        this.entry(open, false);
      } else {
        const key = this.key(false);
        const offset = this.last.start;
        this.addEntry(open, key, offset, this.empty(offset));
      }
    }
    scanner.skip();
    return open.map;
  }

  /** A key without anything special, and its value. */
  private plainEntry(open: OpenMap, { start, text }: Token): void {
    const { scanner } = this;
    this.count.add(start);
    scanner.skip();
    let key: string | typeof MERGE = this.strings.pooled(text);
    if (!isSurelyText(text)) key = keyOf(resolvePlain(text)) ?? noKey(text, start);
    else if (text === '<<') {
      this.count.takeBack();
      key = MERGE;
    }
    const token = scanner.peek();
    const value = endsEntry(token.kind, true) ? this.empty(token.start) : this.node(true, true);
    this.addEntry(open, key, start, value);
  }

  /** What stands behind the start of a key. */
  private entry(open: OpenMap, isBlock: boolean): void {
    const { scanner } = this;
    const first = scanner.peek();
    if (first.kind === 'value' || endsEntry(first.kind, isBlock)) noKey('null', first.start);
    const key = this.key(isBlock);
    const offset = this.last.start;
    let token = scanner.peek();
    let value: unknown;
    if (token.kind === 'value') {
      scanner.skip();
      token = scanner.peek();
      value = endsEntry(token.kind, isBlock) ? this.empty(token.start) : this.node(isBlock, isBlock);
    } else value = this.empty(token.start);
    this.addEntry(open, key, offset, value);
  }

  /** The name of a field. */
  private key(isBlock: boolean): string | typeof MERGE {
    const { last, notFinite } = this;
    const value = this.node(isBlock, isBlock);
    this.notFinite = notFinite;
    const { isScalar, isAlias, text, tag, isPlain, start } = last;
    if (!isScalar) return noKey(Array.isArray(value) ? 'a list' : 'a map', start);
    const isImplicit = (tag === undefined && isPlain) || tag === '!';
    if (text === '<<' && !isAlias && (isImplicit || tag === `${YAML_TAG}merge`)) {
      this.count.takeBack();
      return MERGE;
    }
    if (typeof value === 'string') return value;
    return keyOf(this.resolve(last)) ?? noKey(value === null ? 'null' : text, start);
  }

  private addItem(list: unknown[], value: unknown): void {
    const { start, textStart, end } = this.last;
    this.places?.addItem(list, list.length, start, { start: textStart, end });
    list.push(value);
  }

  private addEntry(open: OpenMap, key: string | typeof MERGE, offset: number, value: unknown): void {
    const { textStart, end, isScalar, isAlias } = this.last;
    if (key === MERGE) {
      this.merge(open, value, isScalar, isAlias, offset);
      return;
    }
    const { map, merged } = open;
    const isThere = map[key] !== undefined && Object.hasOwn(map, key);
    const isDuplicate = isThere && merged?.delete(key) !== true;
    if (isDuplicate) this.hasDuplicates = true;
    this.places?.addEntry(map, key, offset, { start: textStart, end }, isDuplicate);
    setField(map, key, value);
  }

  /** Unlike YAML's specification has it, what is merged takes precedence over what stands before it. */
  private merge(open: OpenMap, value: unknown, isScalar: boolean, isAlias: boolean, offset: number): void {
    const isList = Array.isArray(value);
    const sources: readonly unknown[] = isList ? [...value].reverse() : [value];
    if (isScalar || (isList && isAlias) || sources.some((source) => !isJsonObject(source))) {
      throw new TextError('map merge requires map or sequence of maps as the value', offset);
    }
    if (isList) this.count.takeBack();
    open.merged ??= new Set();
    for (const source of sources.filter(isJsonObject)) {
      for (const key of Object.keys(source)) {
        if (!Object.hasOwn(open.map, key)) open.merged.add(key);
        setField(open.map, key, source[key]);
      }
      this.places?.merge(open.map, source);
    }
  }
}

const END_OF_DOCUMENT: ReadonlySet<TokenKind> = new Set(['directive', 'document-start', 'document-end', 'stream-end']);

function endsEntry(kind: TokenKind, isBlock: boolean): boolean {
  return isBlock
    ? kind === 'plain-key' || kind === 'block-end' || kind === 'key' || kind === 'value'
    : kind === 'flow-entry' || kind === 'flow-mapping-end' || kind === 'flow-sequence-end';
}

function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether all numbers in a value are such as JSON can have. */
function isFiniteJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFiniteJson);
}

function noKey(what: string, offset: number): never {
  throw new TextError(`unsupported map key: ${what}`, offset);
}

function fail(message: string, { start }: Token): never {
  throw new TextError(message, start);
}

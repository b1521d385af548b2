import type { StringPool } from '../string-pool';
import * as errors from '../text-error';
import { ValueCount } from './aliases';
import { type Handles, readDirectives, tagOf } from './directives';
import type { ResolvedScalar } from './resolve';
import * as resolving from './resolve';
import { Scanner } from './scanner';
import type { Token } from './token';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { isSurelyText, keyOf, resolvePlain, resolveTagged, TagError, YAML_TAG } = resolving;
const { MAX_DEPTH, TextError } = errors;

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

/** The key that stands for a merge. */
const MERGE = Symbol('<<');
/** A key that JSON cannot have, such as null. */
export const NO_NAME = Symbol('no name');
/** The name of a field, {@link MERGE} or {@link NO_NAME}. */
export type Key = string | symbol;

/** Reads nodes: scalars, aliases, and what tags and anchors make of them. What is inside of maps and lists is left open. */
export abstract class NodeReader {
  protected readonly scanner: Scanner;
  protected readonly count = new ValueCount();
  /** The node that was read last. */
  protected readonly last: NodeInfo = {
    start: 0,
    textStart: 0,
    end: 0,
    isScalar: true,
    isAlias: false,
    text: '',
    tag: undefined,
    isPlain: true,
  };
  /** Where a number stands that JSON cannot have: it matters if it stays. */
  protected notFinite: number | undefined;
  private handles: Handles = new Map();
  private readonly anchors = new Map<string, Anchored>();
  private depth = 0;
  private deepest = 0;

  constructor(
    protected readonly text: string,
    protected readonly strings: StringPool,
  ) {
    this.scanner = new Scanner(text);
  }

  /**
   * Reads the map or list that begins with a token.
   *
   * @param mayBeIndentless whether a list may stand at the column of the key that it belongs to
   * @returns undefined when none does
   */
  protected abstract collection(token: Token, isBlock: boolean, mayBeIndentless: boolean): unknown;

  protected directives(): void {
    this.handles = readDirectives(this.scanner);
  }

  /** @param mayBeIndentless whether a list may stand at the column of the key that it belongs to */
  protected node(isBlock: boolean, mayBeIndentless: boolean): unknown {
    const token = this.scanner.peek();
    this.count.add(token.start);
    if (token.kind === 'alias') return this.alias(token);
    if (token.kind === 'anchor' || token.kind === 'tag') {
      return this.nodeWithProperties(token, isBlock, mayBeIndentless);
    }
    const value = this.content(token, token.start, undefined, isBlock, mayBeIndentless);
    return value === undefined ? fail('did not find expected node content', token.start) : value;
  }

  private nodeWithProperties(first: Token, isBlock: boolean, mayBeIndentless: boolean): unknown {
    const { scanner } = this;
    let anchor: string | undefined;
    let tag: string | undefined;
    let token = first;
    for (; ; token = scanner.peek()) {
      if (token.kind === 'anchor' && anchor === undefined) anchor = token.text;
      else if (token.kind === 'tag' && tag === undefined) tag = tagOf(token, this.handles);
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
    if (token.kind === 'scalar') {
      this.scanner.skip();
      return this.scalar(start, token.start, token.end, token.text, tag, token.isPlain);
    }
    this.enter(start);
    const value = this.collection(token, isBlock, mayBeIndentless);
    this.leave(start);
    return value;
  }

  /** Begins a map or list. */
  protected enter(offset: number, levels = 1): void {
    const depth = this.depth + levels;
    if (depth > MAX_DEPTH) throw new TextError(`nested deeper than ${MAX_DEPTH} levels`, offset, true);
    if (depth > this.deepest) this.deepest = depth;
    this.depth = depth;
  }

  /** Ends the map or list that starts at an offset. */
  protected leave(start: number): void {
    this.depth--;
    const { last } = this;
    last.start = start;
    last.textStart = start;
    last.end = start;
    last.isScalar = false;
    last.isAlias = false;
  }

  private alias({ start, text }: Token): unknown {
    this.scanner.skip();
    const anchored = this.anchors.get(text);
    if (anchored === undefined) return fail(`unknown anchor '${text}' referenced`, start);
    const { value, info, size, height } = anchored;
    if (info === undefined) return fail(`anchor '${text}' value contains itself`, start);
    this.count.addAliased(size, start);
    this.enter(start, height);
    this.depth -= height;
    if (typeof value === 'number' && !Number.isFinite(value)) this.notFinite ??= start;
    Object.assign(this.last, info, { isAlias: true });
    return value;
  }

  /** What stands where nothing is written: null. */
  protected empty(offset: number): unknown {
    this.count.add(offset);
    return this.scalar(offset, offset, offset, '', undefined, true);
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

  /** The name of a field. */
  protected key(isBlock: boolean): Key {
    const { last, notFinite } = this;
    const value = this.node(isBlock, isBlock);
    this.notFinite = notFinite;
    const { isScalar, isAlias, text, tag, isPlain, start } = last;
    if (!isScalar) return fail(`unsupported map key: ${Array.isArray(value) ? 'a list' : 'a map'}`, start);
    const isImplicit = (tag === undefined && isPlain) || tag === '!';
    if (text === '<<' && !isAlias && (isImplicit || tag === `${YAML_TAG}merge`)) {
      this.count.takeBack();
      return MERGE;
    }
    if (typeof value === 'string') return value;
    return keyOf(this.resolve(last)) ?? NO_NAME;
  }

  /** The name of a field that is written without anything special. */
  protected plainKey({ start, text }: Token): Key {
    this.scanner.skip();
    this.count.add(start);
    if (!isSurelyText(text)) return keyOf(resolvePlain(text)) ?? NO_NAME;
    if (text !== '<<') return this.strings.pooled(text);
    this.count.takeBack();
    return MERGE;
  }
}

export function fail(message: string, offset: number): never {
  throw new TextError(message, offset);
}

import { markRepeated } from '../../kube/repeated';
import { copyOf } from '../string-pool';

/** What is shorter is read as soon as it is looked for. */
const SHORTEST = 40;
/** What is longer is seldom there twice, and would be looked at once for each block around it. */
const LONGEST = 4096;
/** How many blocks, and characters of them, are kept in each of two halves. */
const MAX_BLOCKS = 2000;
const MAX_LENGTH = 400_000;
/** How often a block is kept that stands several times in one object. */
const MAX_COPIES = 8;
/** How many lengths are looked for at a place. */
const MAX_LENGTHS = 6;
/** How many keys have places, at each depth; deeper than that, nothing is looked for. */
const MAX_PLACES = 500;
const MAX_DEPTH = 16;

/** A map or list that was read. */
export interface KnownBlock {
  readonly value: object;
  /** Of its text, up to the next line with a word. */
  readonly length: number;
  /** How many maps and lists are in each other. */
  readonly height: number;
}

interface Block extends KnownBlock {
  /** Of its first word. */
  readonly column: number;
  /** The blocks in it. */
  readonly inner: readonly Block[];
  /** The same once more, for objects in which it stands twice. */
  next: Block | undefined;
  /** The number of the object that was given it last. */
  object: number;
  isRepeated: boolean;
}

/** A length that blocks had which were kept, and whether those of this length mostly are known. */
interface Length {
  readonly length: number;
  trust: number;
}

const INITIAL_TRUST = 4;
const MAX_TRUST = 64;
/** So much a block that is known counts against one that is not: one of five is worth looking for. */
const TRUST_OF_KNOWN = 4;
/** How many blocks at most are passed over where none comes again. */
const LONGEST_PAUSE = 64;

/**
 * How blocks behind one key repeat. What comes twice only, as in two versions of one application, is not worth keeping;
 * what comes a third time is.
 */
class Place {
  readonly lengths: Length[] = [];
  /** How many were kept since one came a third time, and how many are passed over now. */
  private strangers = 0;
  private pause = 0;
  /** The place of the items, where lists stand behind the key. */
  private ofItems: Place | undefined;

  get items(): Place {
    this.ofItems ??= new Place();
    return this.ofItems;
  }

  /** Whether to keep a block that came for the first time, perhaps: the longer it was not worth it, the seldomer. */
  wants(): boolean {
    if (this.pause > 0) {
      this.pause--;
      return false;
    }
    this.strangers++;
    this.pause = Math.min(2 ** (this.strangers >> 1), LONGEST_PAUSE) - 1;
    return true;
  }

  /** A block of this length is kept. */
  lookFor(length: number): void {
    const { lengths } = this;
    if (lengths.some((each) => each.length === length)) return;
    if (lengths.length === MAX_LENGTHS) {
      let least = 0;
      for (const [index, { trust }] of lengths.entries()) if (trust < (lengths[least] as Length).trust) least = index;
      lengths.splice(least, 1);
    }
    lengths.push({ length, trust: INITIAL_TRUST });
  }

  /** A block of a length that is looked for came a third time, or more often. */
  found(index: number): void {
    this.strangers = 0;
    this.pause = 0;
    const found = this.lengths[index] as Length;
    found.trust = Math.min(found.trust + TRUST_OF_KNOWN, MAX_TRUST);
  }

  /** A block of a length that is looked for was not known. */
  missed(index: number): void {
    const missed = this.lengths[index] as Length;
    missed.trust--;
    if (missed.trust < 0) this.lengths.splice(index, 1);
  }
}

export type { Place };

const LF = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;
const DASH = 0x2d;
const END = 0;

/**
 * The maps and lists that were read lately, by their text: manifests repeat themselves, and what stands in one word for
 * word as in another need not be read again. Both then have the same value, which {@link markRepeated} tells; within one
 * object, none is there twice.
 */
export class RepeatedBlocks {
  /** What was met lately, and what was met before that and is forgotten next. */
  private recent = new Map<string, Block>();
  private older = new Map<string, Block>();
  /** The characters of what was met lately. */
  private length = 0;
  /** By key, for each depth. */
  private readonly places: Map<string, Place>[] = Array.from({ length: MAX_DEPTH }, () => new Map());
  /** The number of the object that is being read. */
  private object = 0;
  /** The blocks that were given to what is being read, without those in them. */
  private given: Block[] = [];

  /** What is read now is another text. */
  beginText(): void {
    this.given = [];
    this.object++;
  }

  /** What is read now belongs to another object. */
  beginObject(): void {
    this.object++;
  }

  /** Where what stands behind a key is looked for, if anywhere. */
  placeOf(key: string, depth: number): Place | undefined {
    const places = this.places[depth];
    if (places === undefined) return undefined;
    let place = places.get(key);
    if (place === undefined && places.size < MAX_PLACES) {
      place = new Place();
      places.set(key, place);
    }
    return place;
  }

  /** How many blocks were given so far. */
  get countGiven(): number {
    return this.given.length;
  }

  /**
   * Finds the block that begins in a text.
   *
   * @param start of its first line, or of its first word behind a dash
   * @param column of its first word
   * @param isIndentless whether it is a list at the column of the key before it
   */
  find(place: Place, text: string, start: number, column: number, isIndentless: boolean): KnownBlock | undefined {
    const { lengths } = place;
    // Backwards, as one that is not trusted any more is taken out.
    for (let index = lengths.length - 1; index >= 0; index--) {
      const { length } = lengths[index] as Length;
      const end = start + length;
      // Mostly a look at one character tells.
      if (text.charCodeAt(end - 1) !== LF || !endsAt(text, end, column, isIndentless)) continue;
      const known = this.known(text.slice(start, end));
      if (known?.column !== column) {
        place.missed(index);
        continue;
      }
      if (known.isRepeated) place.found(index);
      const free = this.freeOf(known);
      if (free === undefined) return undefined;
      this.give(free);
      this.given.push(free);
      if (!free.isRepeated) {
        free.isRepeated = true;
        markAll(free.value);
      }
      return free;
    }
    return undefined;
  }

  /**
   * Keeps a block that was read, if it is worth it.
   *
   * @param end where the next line with a word in it starts
   * @param from how many blocks had been given before it
   */
  keep(place: Place, text: string, start: number, end: number, column: number, value: object, from: number): void {
    const length = end - start;
    if (length < SHORTEST || length > LONGEST || !place.wants()) return;
    place.lookFor(length);
    const slice = text.slice(start, end);
    const known = this.known(slice);
    // Several of one object are kept where other objects have them as well.
    if (known !== undefined && !(known.column === column && known.isRepeated && this.isUsedUp(known))) return;
    const block = {
      value,
      length,
      height: heightOf(value),
      column,
      inner: this.given.splice(from),
      next: undefined,
      object: this.object,
      isRepeated: false,
    };
    this.given.push(block);
    if (known === undefined) this.add(copyOf(slice), block);
    else addCopy(known, block);
  }

  private known(text: string): Block | undefined {
    const known = this.recent.get(text);
    if (known !== undefined) return known;
    const older = this.older.get(text);
    if (older !== undefined) {
      this.older.delete(text);
      this.add(copyOf(text), older);
    }
    return older;
  }

  private add(text: string, block: Block): void {
    if (this.recent.size >= MAX_BLOCKS || this.length >= MAX_LENGTH) {
      this.older = this.recent;
      this.recent = new Map();
      this.length = 0;
    }
    this.recent.set(text, block);
    this.length += text.length;
  }

  /** The block, or the same once more, if the object that is being read has it not yet. */
  private freeOf(block: Block): Block | undefined {
    for (let free: Block | undefined = block; free !== undefined; free = free.next) {
      if (this.isFree(free)) return free;
    }
    return undefined;
  }

  /** Whether the object that is being read has all of a block that there are. */
  private isUsedUp(block: Block): boolean {
    for (let copy: Block | undefined = block; copy !== undefined; copy = copy.next) {
      if (copy.object !== this.object) return false;
    }
    return true;
  }

  private isFree(block: Block): boolean {
    if (block.object === this.object) return false;
    for (const inner of block.inner) if (!this.isFree(inner)) return false;
    return true;
  }

  private give(block: Block): void {
    block.object = this.object;
    for (const inner of block.inner) this.give(inner);
  }
}

/** Whether the next line belongs to something around a block. */
function endsAt(text: string, end: number, column: number, isIndentless: boolean): boolean {
  let at = end;
  let code = text.charCodeAt(at);
  while (code === SPACE) code = text.charCodeAt(++at);
  if (code === END) return true;
  if (code === LF || code === HASH) return false;
  return at - end < column || (isIndentless && at - end === column && !isDash(text, at));
}

function isDash(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== DASH) return false;
  const next = text.charCodeAt(at + 1);
  return next === SPACE || next === LF;
}

function addCopy(block: Block, copy: Block): void {
  let last = block;
  for (let count = 1; last.next !== undefined; count++) {
    if (count === MAX_COPIES) return;
    last = last.next;
  }
  last.next = copy;
}

function heightOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let height = 0;
  for (const item of Object.values(value)) height = Math.max(height, heightOf(item));
  return height + 1;
}

/** Also says it of what is in it, which some rules look at by itself. */
function markAll(value: object): void {
  markRepeated(value);
  for (const item of Object.values(value) as unknown[]) if (typeof item === 'object' && item !== null) markAll(item);
}

import type { Attribute } from './attribute';

/** Requests: for each attribute the cells that it may be in, a bit each. */
export type Box = readonly bigint[];

/** Attributes of requests with their cells. */
export class Space {
  private readonly indices: ReadonlyMap<string, number>;
  /** All requests. */
  readonly everything: Box;

  constructor(readonly attributes: readonly Attribute[]) {
    this.indices = new Map(attributes.map(({ name }, index) => [name, index]));
    this.everything = attributes.map(({ cells }) => (1n << BigInt(cells.length)) - 1n);
  }

  indexOf(name: string): number | undefined {
    return this.indices.get(name);
  }

  /** The cells of an attribute that are in a box, in order. */
  cellsIn(box: Box, attribute: number): readonly number[] {
    const mask = box[attribute] ?? 0n;
    return (this.attributes[attribute]?.cells ?? []).flatMap((_, index) => (mask & (1n << BigInt(index)) ? index : []));
  }

  /** Whether a box is all there is of an attribute. */
  isWhole(box: Box, attribute: number): boolean {
    return box[attribute] === this.everything[attribute];
  }
}

/** Something with conditions, all of which are to be met: each for an attribute, with the cells that meet it. */
export interface Guarded {
  readonly guards: readonly Guard[];
}

export interface Guard {
  /** The index of the attribute. */
  readonly attribute: number;
  readonly mask: bigint;
}

/** A part of a box that one item takes; undefined for what none takes. */
export interface Part<T> {
  readonly box: Box;
  readonly by: T | undefined;
}

/**
 * Cuts a box by a list of which the first item that a request meets takes it.
 *
 * @param limit how many boxes there may be at a time
 * @returns undefined when there are more
 */
export function split<T extends Guarded>(box: Box, items: readonly T[], limit: number): readonly Part<T>[] | undefined {
  const parts: Part<T>[] = [];
  let pending: readonly Box[] = [box];
  for (const item of items) {
    const rest: Box[] = [];
    for (const each of pending) {
      const taken = takeOut(each, item.guards, rest);
      if (taken !== undefined) parts.push({ box: taken, by: item });
    }
    pending = rest;
    if (pending.length === 0) break;
    if (pending.length + parts.length > limit) return undefined;
  }
  return [...parts, ...pending.map((each): Part<T> => ({ box: each, by: undefined }))];
}

/** What meets all conditions; the rest is added to a list, in boxes that have nothing in common. */
function takeOut(box: Box, guards: readonly Guard[], rest: Box[]): Box | undefined {
  let current = box;
  for (const { attribute, mask } of guards) {
    const own = current[attribute] ?? 0n;
    const [inside, outside] = [own & mask, own & ~mask];
    if (outside !== 0n) rest.push(current.with(attribute, outside));
    if (inside === 0n) return undefined;
    if (outside !== 0n) current = current.with(attribute, inside);
  }
  return current;
}

/** Boxes without those that others hold, and with those made one that differ in one attribute alone. */
export function merged(boxes: readonly Box[]): readonly Box[] {
  let current = boxes;
  for (let isDone = false; !isDone; ) {
    isDone = true;
    const next: Box[] = [];
    for (const box of current) {
      const index = next.findIndex((other) => union(box, other) !== undefined);
      if (index === -1) next.push(box);
      else {
        next[index] = union(box, next[index] as Box) as Box;
        isDone = false;
      }
    }
    current = next;
  }
  return current;
}

/** Two boxes as one, where that is one. */
function union(a: Box, b: Box): Box | undefined {
  let different = -1;
  for (const [index, mask] of a.entries()) {
    if (mask === b[index]) continue;
    if (different !== -1) return undefined;
    different = index;
  }
  if (different === -1) return a;
  return a.with(different, (a[different] ?? 0n) | (b[different] ?? 0n));
}

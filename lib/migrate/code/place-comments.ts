import type { Comment } from '../../model/comments';
import type { FieldPath } from '../../model/finding';
import { type Comments, type Entry, type Expression, type Item, partsOf, withParts } from './expression';

/** An expression with comments at what they are about, and those that have no place in it. */
export interface Commented {
  readonly expression: Expression;
  /** Lines to stand before the whole. */
  readonly before: readonly string[];
}

/** Puts the comments of a manifest at the parts of an expression that say the same. */
export function placeComments(expression: Expression, comments: readonly Comment[]): Commented {
  if (comments.length === 0) return { expression, before: [] };
  const places = placesOf(expression);
  const at = new Map<Entry | Item, { before: string[]; beside: string[]; after: string[] }>();
  const before: string[] = [];
  for (const { text, path, place } of comments) {
    const part = bestOf(places, path);
    if (part === undefined) {
      before.push(text);
      continue;
    }
    const known = at.get(part) ?? { before: [], beside: [], after: [] };
    at.set(part, known);
    const isExact = part.of?.length === path.length;
    const isShort = part.value.type !== 'record' && part.value.type !== 'list';
    known[isExact && (place !== 'beside' || isShort) ? place : 'before'].push(text);
  }
  return { expression: withComments(expression, at), before };
}

function placesOf(expression: Expression): readonly (Entry | Item)[] {
  const own: readonly (Entry | Item)[] =
    expression.type === 'record' ? expression.entries : expression.type === 'list' ? expression.items : [];
  return [...own.filter(({ of }) => of !== undefined), ...partsOf(expression).flatMap(placesOf)];
}

/** What says the value, or else what is nearest around it. */
function bestOf(places: readonly (Entry | Item)[], path: FieldPath): Entry | Item | undefined {
  let best: Entry | Item | undefined;
  for (const place of places) {
    const of = place.of as FieldPath;
    const isAround = of.length <= path.length && of.every((part, index) => path[index] === part);
    if (isAround && of.length > (best?.of?.length ?? 0)) best = place;
  }
  return best;
}

function withComments(expression: Expression, at: ReadonlyMap<Entry | Item, Comments>): Expression {
  const inner = (part: Expression) => withComments(part, at);
  const commented = <Part extends Entry | Item>(part: Part): Part => {
    const [own, found] = [part.comments, at.get(part)];
    const comments = own === undefined || found === undefined ? (found ?? own) : joined(found, own);
    return { ...part, value: inner(part.value), ...(comments === undefined ? {} : { comments }) };
  };
  if (expression.type === 'record') return { ...expression, entries: expression.entries.map(commented) };
  if (expression.type === 'list') return { ...expression, items: expression.items.map(commented) };
  return withParts(expression, inner);
}

function joined(one: Comments, other: Comments): Comments {
  const both = (place: keyof Comments) => [...(one[place] ?? []), ...(other[place] ?? [])];
  return { before: both('before'), beside: both('beside'), after: both('after') };
}

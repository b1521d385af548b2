import { groupBy } from '../kube/group-by';
import type { NodeFact } from './node-fact';
import type { Change, EdgeKind, Picture, PictureEdge, PictureNode } from './picture';
import { SIGNS } from './texts';

/** A picture with what holds for its nodes, by their ids. */
export interface DescribedPicture {
  readonly picture: Picture;
  readonly facts: ReadonlyMap<string, readonly NodeFact[]>;
}

/** Both worlds in one picture: what is new, gone or changed is marked, with what it was. */
export function diffPictures(before: DescribedPicture, after: DescribedPicture): DescribedPicture {
  const nodes = paired(before.picture.nodes, after.picture.nodes, ({ id }) => id);
  const facts = new Map<string, readonly NodeFact[]>();
  const merged = nodes.map(([old, current]) => {
    const { id } = (current ?? old) as PictureNode;
    const pair = [old && (before.facts.get(id) ?? []), current && (after.facts.get(id) ?? [])] as const;
    const found = diffFacts(...pair);
    if (found.length > 0) facts.set(id, found);
    return diffNode(old, current, found);
  });
  const pairs = paired(before.picture.edges, after.picture.edges, ({ from, to, kind }) => `${from}\n${to}\n${kind}`);
  const edges = pairs.map(([old, current]) => diffEdge(old, current));
  // What says where requests go has changed where they go elsewhere.
  const senders = new Set(
    edges.flatMap(({ from, kind, change }) => (change !== undefined && SENDING.has(kind) ? [from] : [])),
  );
  const marked = merged.map((node): PictureNode => {
    return node.change === undefined && senders.has(node.id) ? { ...node, change: 'changed' } : node;
  });
  return { picture: { nodes: marked, edges }, facts };
}

const SENDING: ReadonlySet<EdgeKind> = new Set(['sends', 'copies']);

type Pair<T> = readonly [before: T | undefined, after: T | undefined];

/** What has one key in both, in the order of the keys. */
function paired<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): readonly Pair<T>[] {
  const [old, current] = [before, after].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  const keys = [...new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])])].sort();
  return keys.map((key) => [old?.get(key), current?.get(key)]);
}

function diffNode(
  before: PictureNode | undefined,
  after: PictureNode | undefined,
  facts: readonly NodeFact[],
): PictureNode {
  if (after === undefined) return { ...(before as PictureNode), change: 'gone' };
  if (before === undefined) return { ...after, change: 'new' };
  const lines = diffLines([...captionOf(before, after), ...before.lines], after.lines);
  const words = facts.flatMap(({ name, value, before: was }) => {
    if (was === undefined) return [];
    if (was === '') return `${SIGNS.new} ${name}: ${value}`;
    return value === '' ? `${SIGNS.gone} ${name}: ${was}` : `${SIGNS.changed} ${name}: ${was} → ${value}`;
  });
  if (words.length === 0 && lines.every((line) => after.lines.includes(line)) && lines.length === after.lines.length) {
    return after;
  }
  return { ...after, lines: [...lines, ...words], change: 'changed' };
}

/** What it was, where it is now something else. */
function captionOf(before: PictureNode, after: PictureNode): readonly string[] {
  return before.caption === after.caption ? [] : [before.caption];
}

function diffEdge(before: PictureEdge | undefined, after: PictureEdge | undefined): PictureEdge {
  if (after === undefined) return { ...signed(before as PictureEdge, 'gone'), change: 'gone' };
  if (before === undefined) return { ...signed(after, 'new'), change: 'new' };
  const lines = diffLines(before.lines, after.lines);
  const isSame = lines.length === after.lines.length && lines.every((line, index) => line === after.lines[index]);
  return isSame ? after : { ...after, lines, change: 'changed' };
}

function signed(edge: PictureEdge, change: Change): PictureEdge {
  const sign = SIGNS[change];
  return { ...edge, lines: edge.lines.length === 0 ? [sign] : edge.lines.map((line) => `${sign} ${line}`) };
}

/** The lines of now, what they were before those that took their place. */
function diffLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `${SIGNS.gone} ${line}`);
  return [...gone, ...after.map((line) => (before.includes(line) ? line : `${SIGNS.new} ${line}`))];
}

/** The facts of now, with what they were; what holds no more has an empty value. */
function diffFacts(
  before: readonly NodeFact[] | undefined,
  after: readonly NodeFact[] | undefined,
): readonly NodeFact[] {
  if (before === undefined || after === undefined) return after ?? before ?? [];
  const [old, current] = [before, after].map((facts) => groupBy(facts, ({ name }) => name));
  const names = new Set([...after, ...before].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [was, is] = [old?.get(name) ?? [], current?.get(name) ?? []];
    const lost = was.filter(({ value }) => !is.some((fact) => fact.value === value));
    const found = is.map((fact) => {
      if (was.some(({ value }) => value === fact.value)) return fact;
      return { ...fact, before: lost.shift()?.value ?? '' };
    });
    return [...found, ...lost.map((fact) => ({ ...fact, value: '', before: fact.value }))];
  });
}

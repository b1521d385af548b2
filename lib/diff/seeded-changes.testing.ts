import { isMap, type JsonMap } from '../kube/json';
import type { FieldPath } from '../model/finding';

/** Changes of one field each, drawn from a seed; for tests that hold of any. */

/** A change of one field of one object. */
export interface SeededChange {
  /** `VirtualService default/reviews: spec.http[0].route[0].weight 80 → 81`. */
  readonly name: string;
  readonly object: JsonMap;
}

/** Kinds that have a say in what becomes of requests, and pods. */
const KINDS = [
  ...['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry', 'Sidecar', 'Service', 'Deployment', 'Namespace'],
  ...['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'Canary'],
];

/** Random changes of one of some objects: the first of `count` that change something. */
export function* seededChanges(objects: readonly JsonMap[], seed: number): Generator<SeededChange> {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const own = objects.filter(({ kind }) => KINDS.includes(String(kind)));
  const pool = poolOf(own);
  for (;;) {
    const object = pick(
      KINDS.map((kind) => own.filter((each) => each.kind === kind))
        .filter(({ length }) => length > 0)
        .map(pick),
    );
    const path = pick(leavesOf(object));
    if (path === undefined) continue;
    const key = String(path.findLast((part) => typeof part === 'string'));
    const before = valueAt(object, path);
    const after = random() < 0.15 ? undefined : otherValue(before, pool.get(key) ?? [], pick, random);
    if (after === before) continue;
    const { namespace, name } = object.metadata as { readonly namespace?: string; readonly name: string };
    yield {
      name: `${object.kind} ${namespace ?? ''}/${name}: ${path.join('.')} ${JSON.stringify(before)} → ${JSON.stringify(after) ?? 'none'}`,
      object: withValue(object, path, after) as JsonMap,
    };
  }
}

/** @see https://en.wikipedia.org/wiki/Xorshift */
function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** What stands at fields with a name, anywhere. */
function poolOf(objects: readonly JsonMap[]): ReadonlyMap<string, readonly unknown[]> {
  const pool = new Map<string, Set<unknown>>();
  for (const object of objects) {
    for (const path of leavesOf(object)) {
      const key = String(path.findLast((part) => typeof part === 'string'));
      pool.set(key, (pool.get(key) ?? new Set()).add(valueAt(object, path)));
    }
  }
  return new Map([...pool].map(([key, values]) => [key, [...values]]));
}

/** The ways to scalars of a spec, of labels and annotations. */
function leavesOf(object: JsonMap): readonly FieldPath[] {
  const found: FieldPath[] = [];
  const visit = (value: unknown, path: FieldPath) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else if (isMap(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    else found.push(path);
  };
  visit(object.spec, ['spec']);
  const { labels, annotations } = object.metadata as { readonly labels?: unknown; readonly annotations?: unknown };
  if (labels !== undefined) visit(labels, ['metadata', 'labels']);
  if (annotations !== undefined) visit(annotations, ['metadata', 'annotations']);
  return found;
}

function otherValue(
  value: unknown,
  pool: readonly unknown[],
  pick: <T>(list: readonly T[]) => T,
  random: () => number,
): unknown {
  if (pool.length > 1 && random() < 0.6) return pick(pool);
  if (typeof value === 'number') return pick([value + 1, 0, value * 2]);
  if (typeof value === 'boolean') return !value;
  return `${value}x`;
}

function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((found, part) => (found as Record<string | number, unknown>)?.[part], value);
}

function withValue(value: unknown, [part, ...rest]: FieldPath, after: unknown): unknown {
  if (part === undefined) return after;
  const own = withValue((value as Record<string | number, unknown>)[part], rest, after);
  if (Array.isArray(value)) {
    return own === undefined ? value.toSpliced(Number(part), 1) : value.with(Number(part), own);
  }
  const { [part]: _before, ...others } = value as Record<string | number, unknown>;
  return own === undefined ? others : { ...(value as object), [part]: own };
}

import { groupBy } from '../kube/group-by';
import type { Labels, Sound } from '../world/entity';
import { type Kind, kindKey } from '../world/kind';
import type { World } from '../world/world';
import { byCreation } from './creation-order';
import { SelectorIndex } from './selector-index';

/** The objects of a world by kind and namespace, in the order of their creation: sorted once, asked for each workload. */
export class NamespacedObjects {
  private readonly byKind = new Map<string, ReadonlyMap<string, readonly Sound<unknown>[]>>();

  constructor(private readonly world: World) {}

  in<S>(kind: Kind<S>, namespace: string): readonly Sound<S>[] {
    const key = kindKey(kind);
    let found = this.byKind.get(key);
    if (found === undefined) {
      found = groupBy([...this.world.current(kind)].sort(byCreation), ({ id }) => id.namespace);
      this.byKind.set(key, found);
    }
    return (found.get(namespace) ?? []) as readonly Sound<S>[];
  }
}

/** The objects of a kind that select pods, by the labels of the pods. */
export class SelectingObjects<S> {
  private readonly indexes = new Map<string, SelectorIndex<Sound<S>>>();

  /** @param selectorOf what an object wants of pods, nothing for all; undefined for one that does not select any */
  constructor(
    private readonly objects: NamespacedObjects,
    private readonly kind: Kind<S>,
    private readonly selectorOf: (spec: S) => Labels | undefined,
  ) {}

  /** Those in a namespace that select pods with some labels, in the order of their creation. */
  in(namespace: string, labels: Labels): readonly Sound<S>[] {
    let index = this.indexes.get(namespace);
    if (index === undefined) {
      const all = this.objects.in(this.kind, namespace).filter(({ spec }) => this.selectorOf(spec) !== undefined);
      index = new SelectorIndex(all, ({ spec }) => this.selectorOf(spec) ?? {});
      this.indexes.set(namespace, index);
    }
    return index.selecting(labels);
  }

  /** Those of two namespaces. */
  inEither(a: string, b: string, labels: Labels): readonly Sound<S>[] {
    const [first, second] = [this.in(a, labels), a === b ? [] : this.in(b, labels)];
    if (first.length === 0 || second.length === 0) return first.length === 0 ? second : first;
    return [...first, ...second].sort(byCreation);
  }
}

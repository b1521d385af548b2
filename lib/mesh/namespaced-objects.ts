import { groupBy } from '../kube/group-by';
import type { Sound } from '../world/entity';
import { type Kind, kindKey } from '../world/kind';
import type { World } from '../world/world';
import { byCreation } from './creation-order';

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

  /** Those of two namespaces. */
  inEither<S>(kind: Kind<S>, a: string, b: string): readonly Sound<S>[] {
    const [first, second] = [this.in(kind, a), a === b ? [] : this.in(kind, b)];
    if (first.length === 0 || second.length === 0) return first.length === 0 ? second : first;
    return [...first, ...second].sort(byCreation);
  }
}

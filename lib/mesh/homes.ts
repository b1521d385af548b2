import { remembered } from '../kube/remembered';

interface Item {
  readonly namespace: string;
}

interface Placed<T> {
  readonly item: T;
  readonly position: number;
}

/** Lists of what lies in namespaces, of which some are wanted: each list is looked through once. */
export class Homes<T extends Item> {
  private readonly known = new WeakMap<readonly T[], ReadonlyMap<string, readonly Placed<T>[]>>();

  /** The items of a list that lie in some namespaces, each of which is named once, in the order of the list. */
  in(namespaces: readonly string[], list: readonly T[]): readonly T[] {
    const homes = remembered(this.known, list, () => byNamespace(list));
    const [first, ...others] = namespaces;
    if (first !== undefined && others.length === 0) return (homes.get(first) ?? []).map(({ item }) => item);
    const found = namespaces.flatMap((namespace) => homes.get(namespace) ?? []);
    return found.sort((a, b) => a.position - b.position).map(({ item }) => item);
  }
}

function byNamespace<T extends Item>(list: readonly T[]): ReadonlyMap<string, readonly Placed<T>[]> {
  const found = new Map<string, Placed<T>[]>();
  for (const [position, item] of list.entries()) {
    remembered(found, item.namespace, (): Placed<T>[] => []).push({ item, position });
  }
  return found;
}

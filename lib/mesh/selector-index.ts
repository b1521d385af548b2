import { ByLabel } from '../kube/by-label';
import { hasLabels } from '../kube/label-selector';
import type { Labels } from '../world/entity';

/** Items that select pods by labels, found by the labels of a pod without asking each. */
export class SelectorIndex<T> {
  /** By the label that fewest others want as well. */
  private readonly byLabel = new ByLabel<Positioned<T>[]>();
  /** Those that want no label. */
  private readonly everyones: Positioned<T>[] = [];

  constructor(items: readonly T[], selectorOf: (item: T) => Labels) {
    const all = items.map((item, position) => ({ item, position, wanted: selectorOf(item) }));
    const counts = new ByLabel<number>();
    for (const { wanted } of all) {
      for (const key in wanted) {
        const value = wanted[key] ?? '';
        counts.set(key, value, (counts.get(key, value) ?? 0) + 1);
      }
    }
    for (const each of all) {
      const rarest = rarestOf(each.wanted, counts);
      if (rarest === undefined) {
        this.everyones.push(each);
        continue;
      }
      const value = each.wanted[rarest] ?? '';
      const known = this.byLabel.get(rarest, value);
      if (known === undefined) this.byLabel.set(rarest, value, [each]);
      else known.push(each);
    }
  }

  /** The items that select pods with some labels, in the order in which they were given. */
  selecting(labels: Labels): readonly T[] {
    const found = [...this.everyones];
    if (this.byLabel.size > 0) {
      for (const key in labels) {
        const having = this.byLabel.get(key, labels[key] ?? '');
        if (having === undefined) continue;
        for (const each of having) if (hasLabels(labels, each.wanted)) found.push(each);
      }
    }
    if (found.length > 1) found.sort((a, b) => a.position - b.position);
    return found.map(({ item }) => item);
  }
}

/** The key of the label that fewest want. */
function rarestOf(labels: Labels, counts: ByLabel<number>): string | undefined {
  let rarest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const key in labels) {
    const count = counts.get(key, labels[key] ?? '') ?? 0;
    if (count >= least) continue;
    rarest = key;
    least = count;
  }
  return rarest;
}

interface Positioned<T> {
  readonly item: T;
  readonly position: number;
  readonly wanted: Labels;
}

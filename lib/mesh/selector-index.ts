import { hasLabels } from '../kube/label-selector';
import type { Labels } from '../world/entity';

/** Items that select pods by labels, found by the labels of a pod without asking each. */
export class SelectorIndex<T> {
  /** By the label, as `key=value`, that fewest others want as well. */
  private readonly byLabel = new Map<string, Positioned<T>[]>();
  /** Those that want no label. */
  private readonly everyones: Positioned<T>[] = [];

  constructor(items: readonly T[], selectorOf: (item: T) => Labels) {
    const all = items.map((item, position) => ({ item, position, wanted: selectorOf(item) }));
    const counts = new Map<string, number>();
    for (const { wanted } of all) {
      for (const label of labelsOf(wanted)) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    for (const each of all) {
      const labels = labelsOf(each.wanted);
      const [first] = labels;
      if (first === undefined) {
        this.everyones.push(each);
        continue;
      }
      const rarest = labels.reduce((a, b) => ((counts.get(b) ?? 0) < (counts.get(a) ?? 0) ? b : a), first);
      const known = this.byLabel.get(rarest);
      if (known === undefined) this.byLabel.set(rarest, [each]);
      else known.push(each);
    }
  }

  /** The items that select pods with some labels, in the order in which they were given. */
  selecting(labels: Labels): readonly T[] {
    const found = [...this.everyones];
    if (this.byLabel.size > 0) {
      for (const label of labelsOf(labels)) {
        for (const each of this.byLabel.get(label) ?? []) if (hasLabels(labels, each.wanted)) found.push(each);
      }
    }
    return found.sort((a, b) => a.position - b.position).map(({ item }) => item);
  }
}

interface Positioned<T> {
  readonly item: T;
  readonly position: number;
  readonly wanted: Labels;
}

function labelsOf(labels: Labels): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

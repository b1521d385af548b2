import { ByLabel } from '../../kube/by-label';
import type { LabelSelector } from '../../kube/label-selector';

/** Things with a selector, by the labels that it asks for: of many, those that may tell a label by its value are few. */
export class SelectorIndex<T> {
  private readonly byLabel = new ByLabel<T[]>();
  /** Those with expressions, which are to be evaluated. */
  private readonly others: T[] = [];

  add({ matchLabels = {}, matchExpressions = [] }: LabelSelector, item: T): void {
    if (matchExpressions.length > 0) this.others.push(item);
    else {
      for (const [key, value] of Object.entries(matchLabels)) {
        const found = this.byLabel.get(key, value);
        if (found === undefined) this.byLabel.set(key, value, [item]);
        else found.push(item);
      }
    }
  }

  /** What may ask for a label with a value. */
  asking(label: string, value: string): readonly T[] {
    const found = this.byLabel.get(label, value) ?? [];
    return this.others.length === 0 ? found : [...found, ...this.others];
  }
}

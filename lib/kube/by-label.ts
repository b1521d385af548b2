import { remembered } from './remembered';

/** Values by label: found without putting texts together. */
export class ByLabel<V> {
  private readonly byKey = new Map<string, Map<string, V>>();
  private count = 0;

  /** How many labels there are. */
  get size(): number {
    return this.count;
  }

  get(key: string, value: string): V | undefined {
    return this.byKey.get(key)?.get(value);
  }

  set(key: string, value: string, of: V): void {
    const values = remembered(this.byKey, key, newValues) as Map<string, V>;
    if (!values.has(value)) this.count += 1;
    values.set(value, of);
  }
}

const newValues = () => new Map<string, unknown>();

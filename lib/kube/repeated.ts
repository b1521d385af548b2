/**
 * Maps and lists that stand in several manifests. Reading gives texts that are alike the same value, so that what was found of
 * one once, and depends on nothing around it, need not be found again. Nobody may change a value that was read.
 */
const repeated = new WeakSet<object>();

/** Says that a value stands in more than one manifest. */
export function markRepeated(value: object): void {
  repeated.add(value);
}

/** Whether a value was read before: worth to remember something of. */
export function isRepeated(value: object): boolean {
  return repeated.has(value);
}

/** Values of which nothing was found: whoever asks the same of them again need not look. Only what repeats is remembered. */
export class FoundClean {
  private readonly values = new WeakSet<object>();

  has(value: object): boolean {
    return this.values.has(value);
  }

  add(value: object): void {
    if (repeated.has(value)) this.values.add(value);
  }
}

/** What is read of a world that is put together from objects of many kinds. */
export const READING = {
  everything: '*',
  groups: '* groups',
  namespaces: '* namespaces',
  installations: '* installations',
  kustomizations: '* kustomizations',
  provisions: '* provisions',
  references: '* references',
  unreadable: '* unreadable',
  variants: '* variants',
} as const;

/** The key of a kind, for all of its objects, or one of {@link READING}. */
export type Reading = string;

/** What somebody has read of a world: as long as none of it is another one, neither is what they made of it. */
export class Readings {
  private readonly read: Set<Reading>;

  constructor(read: Iterable<Reading> = []) {
    this.read = new Set(read);
  }

  /** All of it. */
  get all(): readonly Reading[] {
    return [...this.read];
  }

  add(reading: Reading): void {
    this.read.add(reading);
  }

  /** Whether any of it has changed. */
  includesAny(changes: ReadonlySet<Reading>): boolean {
    for (const change of changes) if (this.read.has(change)) return true;
    return false;
  }
}

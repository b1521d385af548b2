import { idKey, type ObjectId } from './entity';
import { kindKey } from './kind';

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

  /** One object was looked up, which may not be there. */
  addObject(id: ObjectId): void {
    this.add(kindKey(id));
  }

  /** Whether any of it has changed. */
  includesAny(changes: ReadonlySet<Reading>): boolean {
    for (const change of changes) if (this.read.has(change)) return true;
    return false;
  }
}

/** As {@link Readings}: of objects that were looked up it knows which. */
export class ReadingsByName extends Readings {
  private readonly objects = new Set<string>();

  override addObject(id: ObjectId): void {
    this.objects.add(idKey(id));
  }

  /** Whether one of these objects was looked up, by their keys. */
  includesObject(keys: Iterable<string>): boolean {
    for (const key of keys) if (this.objects.has(key)) return true;
    return false;
  }
}

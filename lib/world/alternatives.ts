import { groupBy } from '../kube/group-by';
import { equalJson } from '../kube/json';
import { normalize } from '../kube/posix-path';
import type { Entity } from './entity';

/**
 * Says which objects are never in a cluster together: those of files, or of folders side by side, that hold the same
 * object, each in its way: `staging/` and `production/`, or two scenarios.
 */
export class Variants {
  /** By the path of a file or folder: the sets of alternatives that it belongs to. */
  private readonly sets = new Map<string, Set<number>>();
  private count = 0;

  /** How many sets of alternatives there are. */
  get size(): number {
    return this.count;
  }

  /** @param objects with all that is written of each */
  constructor(objects: readonly (readonly Entity[])[]) {
    const told = new Set<string>();
    for (const written of objects) {
      const alternatives = written.filter(({ id, derived }) => derived === undefined && id.name !== '');
      const [first, ...others] = alternatives;
      // A copy, such as the Namespace beside each application, is none.
      if (first === undefined || others.every(({ object }) => equalJson(object, first.object))) continue;
      const found = new Set(alternatives.map(({ manifest }) => manifest.file));
      if (found.size < 2) continue;
      const key = [...found].sort().join('\0');
      if (told.has(key)) continue;
      told.add(key);
      // What lies deeper is put on top of what lies nearer to the root, and replaces it.
      for (const each of groupBy([...found].map(partsOf), ({ length }) => length).values()) this.add(each, 0);
    }
  }

  /** Whether two objects may be in a cluster at the same time. */
  together(a: Entity, b: Entity): boolean {
    if (this.count === 0 || a.manifest.file === b.manifest.file) return true;
    const [x, y] = [partsOf(a.manifest.file), partsOf(b.manifest.file)];
    let index = 0;
    while (index < x.length - 1 && index < y.length - 1 && x[index] === y[index]) index += 1;
    const others = this.sets.get(pathOf(y, index));
    return ![...(this.sets.get(pathOf(x, index)) ?? [])].some((set) => others?.has(set));
  }

  /** @param files that hold the same object, and are the same as far as their first parts */
  private add(files: readonly (readonly string[])[], parts: number): void {
    if (files.length < 2) return;
    const children = [...groupBy(files, (file) => file[parts]).values()];
    if (children.length > 1) {
      this.count += 1;
      for (const [first] of children) {
        const path = pathOf(first ?? [], parts);
        this.sets.set(path, (this.sets.get(path) ?? new Set()).add(this.count));
      }
    }
    for (const each of children) this.add(each, parts + 1);
  }
}

function partsOf(file: string): readonly string[] {
  return normalize(file).split('/');
}

function pathOf(parts: readonly string[], last: number): string {
  return parts.slice(0, last + 1).join('/');
}

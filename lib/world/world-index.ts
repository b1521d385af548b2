import { remembered } from '../kube/remembered';
import { Variants } from './alternatives';
import { type Entity, idKey, type ObjectId } from './entity';
import { installsInto } from './installers';
import { byDepth } from './judged-manifest';
import { kindKey } from './kind';
import { NAMESPACE } from './kinds';

const NAMESPACE_KEY = kindKey(NAMESPACE);

/** The objects of a world by what they are asked for. */
export class WorldIndex {
  readonly byId = new Map<string, Entity[]>();
  readonly byKind = new Map<string, Entity[]>();
  /** Those that are given or have objects. */
  readonly namespaces = new Set<string>();
  /** By kind, the namespaces that have objects of it. */
  private readonly namespacesOfKinds = new Map<string, Set<string>>();
  /** The namespaces into which something is installed that no manifest has. */
  readonly installedInto = new Set<string>();
  private readonly hasAlternatives: boolean;
  private variantsFound: Variants | undefined;

  /** @param entities by file, then by kind, namespace and name */
  private constructor(readonly entities: readonly Entity[]) {
    let [kind, namespace]: (string | undefined)[] = [];
    let ofKind: Entity[] = [];
    let hasAlternatives = false;
    for (const entity of entities) {
      const { id, key } = entity;
      if (entity.kindKey !== kind || id.namespace !== namespace) {
        // Those of a kind and a namespace stand together.
        ({ kindKey: kind } = entity);
        ({ namespace } = id);
        ofKind = remembered(this.byKind, kind, newList);
        remembered(this.namespacesOfKinds, kind, newSet).add(namespace);
        if (namespace !== '') this.namespaces.add(namespace);
      }
      ofKind.push(entity);
      const alternatives = this.byId.get(key);
      if (alternatives === undefined) this.byId.set(key, [entity]);
      else {
        alternatives.push(entity);
        hasAlternatives = true;
      }
      if (kind === NAMESPACE_KEY) this.namespaces.add(id.name);
      const installed = installsInto(entity);
      if (installed !== undefined) this.installedInto.add(installed);
    }
    this.hasAlternatives = hasAlternatives;
    if (!hasAlternatives) return;
    for (const alternatives of this.byId.values()) if (alternatives.length > 1) alternatives.sort(byDepth);
  }

  /** @param entities in the order in which they were read, which nothing depends on */
  static of(entities: readonly Entity[]): WorldIndex {
    return new WorldIndex(inOrder(entities));
  }

  /**
   * The same objects but for some that are gone, and with others.
   *
   * @param gone whether an object is
   * @param added in the order in which they were made, which nothing depends on
   */
  changed(gone: (entity: Entity) => boolean, added: readonly Entity[]): WorldIndex {
    return new WorldIndex(merged(this.entities, gone, inOrder(added)));
  }

  /** All that is written of one object, the current one first. */
  alternatives(id: ObjectId): readonly Entity[] {
    return this.byId.get(idKey(id)) ?? NONE;
  }

  /** Whether an object is the one that counts among its alternatives. */
  isCurrent(entity: Entity): boolean {
    return this.byId.get(entity.key)?.[0] === entity;
  }

  /** Those that count among their alternatives. */
  current<E extends Entity>(entities: readonly E[]): readonly E[] {
    return this.hasAlternatives ? entities.filter((entity) => this.isCurrent(entity)) : entities;
  }

  /** Whether an object of a kind is in a namespace. */
  hasIn(namespace: string, kind: string): boolean {
    return this.namespacesOfKinds.get(kind)?.has(namespace) === true;
  }

  /** Those that are written several times, each of their alternatives. */
  get severalTimes(): readonly Entity[] {
    if (!this.hasAlternatives) return NONE;
    return [...this.byId.values()].flatMap((alternatives) => (alternatives.length > 1 ? alternatives : []));
  }

  /** Which objects are never in a cluster together. */
  get variants(): Variants {
    this.variantsFound ??= new Variants(
      this.hasAlternatives ? [...this.byId.values()].filter(({ length }) => length > 1) : [],
    );
    return this.variantsFound;
  }

  /** The groups of the objects. */
  get groups(): ReadonlySet<string> {
    return new Set([...this.byKind.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
  }
}

const NONE: readonly Entity[] = [];
const newList = (): Entity[] => [];
const newLists = () => new Map<string, Entity[]>();
const newSet = () => new Set<string>();

/** By file, then by kind, namespace and name: where objects stand in a file says nothing of them. */
function inOrder(entities: readonly Entity[]): readonly Entity[] {
  const files = new Map<string, Map<string, Entity[]>>();
  // Comparing all with all would compare the same files and kinds again and again.
  for (const entity of entities) {
    const kinds = remembered(files, entity.manifest.file, newLists);
    remembered(kinds, entity.id.kind, newList).push(entity);
  }
  const ordered: Entity[] = [];
  for (const [, kinds] of [...files].sort(byKey)) {
    for (const [, ofKind] of [...kinds].sort(byKey)) for (const entity of ofKind.sort(byId)) ordered.push(entity);
  }
  return ordered;
}

/** Two lists that are in order as one that is. */
function merged(
  entities: readonly Entity[],
  gone: (entity: Entity) => boolean,
  added: readonly Entity[],
): readonly Entity[] {
  const all: Entity[] = [];
  let next = 0;
  for (const entity of entities) {
    if (gone(entity)) continue;
    for (let other = added[next]; other !== undefined && byFileAndId(other, entity) < 0; other = added[next]) {
      all.push(other);
      next += 1;
    }
    all.push(entity);
  }
  for (; next < added.length; next++) all.push(added[next] as Entity);
  return all;
}

function byFileAndId(a: Entity, b: Entity): number {
  return compare(a.manifest.file, b.manifest.file) || compare(a.id.kind, b.id.kind) || byId(a, b);
}

function byId({ id: a }: Entity, { id: b }: Entity): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name) || compare(a.group, b.group);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compare(a, b);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

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
  readonly kindsInNamespaces = new Set<string>();
  /** The namespaces into which something is installed that no manifest has. */
  readonly installedInto = new Set<string>();
  private variantsFound: Variants | undefined;
  /** By file, then by kind, namespace and name. */
  readonly entities: readonly Entity[];

  /** @param entities in the order in which they were read, which nothing depends on */
  constructor(entities: readonly Entity[]) {
    this.entities = [...entities].sort(byFileAndId);
    for (const entity of this.entities) {
      const { id, key } = entity;
      const kind = kindKey(id);
      push(this.byId, key, entity);
      push(this.byKind, kind, entity);
      this.kindsInNamespaces.add(`${kind}/${id.namespace}`);
      if (id.namespace !== '') this.namespaces.add(id.namespace);
      if (kind === NAMESPACE_KEY) this.namespaces.add(id.name);
      const installed = installsInto(entity);
      if (installed !== undefined) this.installedInto.add(installed);
    }
    for (const alternatives of this.byId.values()) if (alternatives.length > 1) alternatives.sort(byDepth);
  }

  /** All that is written of one object, the current one first. */
  alternatives(id: ObjectId): readonly Entity[] {
    return this.byId.get(idKey(id)) ?? [];
  }

  /** Whether an object is the one that counts among its alternatives. */
  isCurrent(entity: Entity): boolean {
    return this.byId.get(entity.key)?.[0] === entity;
  }

  /** Which objects are never in a cluster together. */
  get variants(): Variants {
    this.variantsFound ??= new Variants([...this.byId.values()].filter(({ length }) => length > 1));
    return this.variantsFound;
  }

  /** The groups of the objects. */
  get groups(): ReadonlySet<string> {
    return new Set([...this.byKind.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
  }
}

/** Where objects stand in a file says nothing of them. */
function byFileAndId(a: Entity, b: Entity): number {
  return (
    compare(a.manifest.file, b.manifest.file) ||
    compare(a.id.kind, b.id.kind) ||
    compare(a.id.namespace, b.id.namespace) ||
    compare(a.id.name, b.id.name) ||
    compare(a.id.group, b.id.group)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

import { groupBy } from '../kube/group-by';
import type { LabelSelector } from '../kube/label-selector';
import { Variants } from './alternatives';
import { isBuiltIn } from './built-in';
import { type Entity, idKey, isSound, type Labels, type NamespacedName, type ObjectId, type Sound } from './entity';
import { External } from './external';
import { installsInto } from './installers';
import { byDepth, entityOf, type JudgedManifest } from './judged-manifest';
import { type Kind, kindKey } from './kind';
import { NAMESPACE } from './kinds';
import { rawMaterial } from './kustomize';
import { type Provision, provisionsOf } from './provisions';
import { referencesOf } from './references/extract';
import type { Reference } from './references/reference';
import type { WorldSettings } from './settings';
import { WORKLOAD_KINDS, type Workload } from './workload';
import { Workloads } from './workloads';

export type { JudgedManifest } from './judged-manifest';

const NAMESPACE_KEY = kindKey(NAMESPACE);

/** Whether something exists; `unknown` where manifests are not all that is there. */
export type Existence = 'yes' | 'no' | 'unknown';

/**
 * All manifests of one cluster, typed and indexed.
 *
 * An object that stands in several files is one with alternatives: {@link World.all} gives every one of them, so that
 * each is judged; {@link World.current} gives one for each object, which is the one that is not deepest in folders, then
 * the first.
 */
export class World {
  readonly settings: WorldSettings;
  private readonly external: External;
  private readonly byId = new Map<string, Entity[]>();
  private readonly byKind = new Map<string, Entity[]>();
  private readonly namespaces = new Set<string>();
  private readonly kindsInNamespaces = new Set<string>();
  private readonly installedInto = new Set<string>();
  private byName: ReadonlyMap<string, readonly Entity[]> | undefined;
  private readonly sortedNames = new Map<string, readonly string[]>();
  private variants: Variants | undefined;
  private rawFound: ((entity: Entity) => boolean) | undefined;
  private readonly pods: Workloads;
  private referencesFound: readonly Reference[] | undefined;
  private referencesByTarget: ReadonlyMap<string, readonly Reference[]> | undefined;
  private provisionsByTarget: ReadonlyMap<string, readonly Provision[]> | undefined;
  private readonly sound = new Map<string, readonly Sound<unknown>[]>();
  private readonly currently = new Map<string, readonly Sound<unknown>[]>();

  /** Every object, each of its alternatives, sound or not: by file, then by kind, namespace and name. */
  readonly entities: readonly Entity[];

  /** @param entities in the order in which they were read, which nothing depends on */
  private constructor(entities: readonly Entity[], settings: WorldSettings) {
    this.settings = settings;
    this.entities = [...entities].sort(byFileAndId);
    this.external = new External(settings.external);
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
    this.pods = new Workloads(
      () => WORKLOAD_KINDS.flatMap((key) => this.byKind.get(key) ?? []),
      (id) => this.alternatives(id),
      (entity) => this.isCurrent(entity),
    );
  }

  /** @param judged in the order in which they were read */
  static of(judged: Iterable<JudgedManifest>, settings: WorldSettings = {}): World {
    return new World(
      [...judged].map((each) => entityOf(each, settings.defaultNamespace)),
      settings,
    );
  }

  /** The objects of a kind that their schema accepts, each of their alternatives. */
  all<S>(kind: Kind<S>): readonly Sound<S>[] {
    const key = kindKey(kind);
    let found = this.sound.get(key);
    if (found === undefined) {
      found = (this.byKind.get(key) ?? []).filter(isSound);
      this.sound.set(key, found);
    }
    return found as readonly Sound<S>[];
  }

  /** The objects of a kind that their schema accepts, one for each. */
  current<S>(kind: Kind<S>): readonly Sound<S>[] {
    const key = kindKey(kind);
    let found = this.currently.get(key);
    if (found === undefined) {
      found = this.all(kind).filter((entity) => this.byId.get(entity.key)?.[0] === entity);
      this.currently.set(key, found);
    }
    return found as readonly Sound<S>[];
  }

  /** Every object of a kind, each of its alternatives, also those that their schema refuses. */
  entitiesOf(kind: Kind): readonly Entity[] {
    return this.byKind.get(kindKey(kind)) ?? [];
  }

  /** The groups of its objects. */
  get groups(): ReadonlySet<string> {
    return new Set([...this.byKind.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
  }

  get<S>(kind: Kind<S>, { namespace, name }: NamespacedName): Entity<S> | undefined {
    return this.alternatives({ group: kind.group, kind: kind.kind, namespace, name })[0] as Entity<S> | undefined;
  }

  /** All that is written of one object, the current one first. */
  alternatives(id: ObjectId): readonly Entity[] {
    return this.byId.get(idKey(id)) ?? [];
  }

  /** Whether an object is the one that counts among its alternatives. */
  isCurrent(entity: Entity): boolean {
    return this.byId.get(entity.key)?.[0] === entity;
  }

  /**
   * Whether an object exists: by a manifest, because a controller makes it, because every cluster has it or it is said
   * to exist; or nobody knows, as the namespace may have objects that are not among these manifests.
   */
  exists(id: ObjectId): Existence {
    if (this.byId.has(idKey(id)) || this.external.has(id) || isBuiltIn(id)) return 'yes';
    if (this.provisions(id).length > 0) return 'yes';
    if (this.settings.complete === true) return 'no';
    if (id.namespace === '') return this.byKind.has(kindKey(id)) ? 'no' : 'unknown';
    return this.isGiven(id.namespace) ? 'no' : 'unknown';
  }

  /**
   * Whether there are manifests of a namespace, so that what has none there is missing. Not so where something else is
   * installed, such as a chart of Helm.
   */
  isGiven(namespace: string): boolean {
    if (this.settings.complete === true) return true;
    return (
      this.namespaces.has(namespace) && !this.external.hasNamespace(namespace) && !this.installedInto.has(namespace)
    );
  }

  /**
   * Whether a namespace itself is among the manifests: who describes it probably describes what is in it. Where it is
   * not, a part of an application may be given, and the rest stand elsewhere.
   */
  describes(namespace: string): boolean {
    if (this.settings.complete === true) return true;
    if (!this.isGiven(namespace)) return false;
    const manifest = this.get(NAMESPACE, { namespace: '', name: namespace });
    return manifest !== undefined && !this.isRaw(manifest);
  }

  /**
   * Whether two objects may be in a cluster at the same time; not so when their files, or the folders of them, are
   * alternatives of each other, as they hold the same object.
   */
  together(a: Entity, b: Entity): boolean {
    this.variants ??= new Variants(this.entities);
    return this.variants.together(a, b);
  }

  /** Whether an object is raw material for Kustomize, which gives it another name, namespace or content. */
  isRaw(entity: Entity): boolean {
    this.rawFound ??= rawMaterial(this.entities);
    return this.rawFound(entity);
  }

  /** Whether an object of a kind is given in a namespace. */
  hasIn(namespace: string, kind: Kind): boolean {
    return this.kindsInNamespaces.has(`${kindKey(kind)}/${namespace}`);
  }

  /** The names of the objects of a kind in a namespace, in order. */
  namesIn(namespace: string, kind: Kind): readonly string[] {
    const key = `${kindKey(kind)}/${namespace}`;
    let found = this.sortedNames.get(key);
    if (found === undefined) {
      const names = this.entitiesOf(kind).flatMap(({ id }) => (id.namespace === namespace ? [id.name] : []));
      found = [...new Set(names)].sort();
      this.sortedNames.set(key, found);
    }
    return found;
  }

  /** The objects of a kind that have a name, one for each namespace. */
  named(kind: Kind, name: string): readonly Entity[] {
    this.byName ??= groupBy(
      this.entities.filter((entity) => this.isCurrent(entity)),
      ({ id }) => `${kindKey(id)}/${id.name}`,
    );
    return this.byName.get(`${kindKey(kind)}/${name}`) ?? [];
  }

  /** Whether clients may call a host that no manifest defines. */
  isExternalHost(host: string): boolean {
    return this.external.hasHost(host);
  }

  /** What controllers make of given objects that is to be this one, such as the Secret of a Certificate. */
  provisions(id: ObjectId): readonly Provision[] {
    this.provisionsByTarget ??= groupBy(this.entities.flatMap(provisionsOf), ({ to }) => idKey(to));
    return [
      ...(this.provisionsByTarget.get(idKey(id)) ?? []),
      ...(this.provisionsByTarget.get(idKey({ ...id, namespace: '*' })) ?? []),
    ];
  }

  /** That objects name others, by file, then by kind, namespace and name; those of each alternative. */
  get references(): readonly Reference[] {
    this.referencesFound ??= this.entities.flatMap(referencesOf);
    return this.referencesFound;
  }

  /** The objects that an object names. */
  referencesOf(entity: Entity): readonly Reference[] {
    return referencesOf(entity);
  }

  /** Where an object is named by others, those of each alternative. */
  referrers(id: ObjectId): readonly Reference[] {
    this.referencesByTarget ??= groupBy(this.references, ({ to }) => idKey(to));
    return this.referencesByTarget.get(idKey(id)) ?? [];
  }

  /** What pods are made from, pods included: each object once, by file, then by kind, namespace and name. */
  get workloads(): readonly Workload[] {
    return this.pods.all;
  }

  /** As {@link World.workloads}, with each of the alternatives. */
  get everyWorkload(): readonly Workload[] {
    return this.pods.every;
  }

  /** What pods of a namespace are made from. */
  workloadsIn(namespace: string): readonly Workload[] {
    return this.pods.in(namespace);
  }

  /**
   * The workloads of a namespace whose pods have all of these labels, those that controllers give included; without
   * labels, all of them.
   */
  selected(namespace: string, labels: Labels): readonly Workload[] {
    return this.pods.selected(namespace, labels);
  }

  /** The workloads of a namespace whose pods a selector of Kubernetes selects. */
  selectedBy(namespace: string, selector: LabelSelector): readonly Workload[] {
    return this.pods.selectedBy(namespace, selector);
  }

  /**
   * As {@link World.selectedBy}; where that finds nothing, workloads in other alternatives of what is selected from: a
   * scenario may change both ends.
   */
  selectedByAny(namespace: string, selector: LabelSelector): readonly Workload[] {
    return this.pods.selectedByAny(namespace, selector);
  }

  /** Whether a selector selects pods of any workload, in whichever of its alternatives. */
  selectsAny(namespace: string, selector: LabelSelector): boolean {
    return this.pods.selectsAny(namespace, selector);
  }

  /** The labels of a namespace, as far as its manifest is given; it has one label by itself. */
  namespaceLabels(name: string): Labels {
    return { ...this.get(NAMESPACE, { namespace: '', name })?.labels, 'kubernetes.io/metadata.name': name };
  }

  /** The names of all namespaces that are given or have objects, in order. */
  get namespaceNames(): readonly string[] {
    return [...this.namespaces].sort();
  }

  /**
   * This world with other objects on top: one that is here already is replaced with all its alternatives, any other is
   * added.
   */
  with(overlay: Iterable<JudgedManifest>): World {
    const above = [...overlay].map((each) => entityOf(each, this.settings.defaultNamespace));
    const replaced = new Set(above.map(({ key }) => key));
    const below = this.entities.filter(({ key }) => !replaced.has(key));
    return new World([...below, ...above], this.settings);
  }

  /** This world without some of its objects, such as what a controller has deleted. */
  without(ids: Iterable<ObjectId>): World {
    const gone = new Set([...ids].map(idKey));
    return new World(
      this.entities.filter(({ key }) => !gone.has(key)),
      this.settings,
    );
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

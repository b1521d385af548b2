import { groupBy } from '../kube/group-by';
import type { LabelSelector } from '../kube/label-selector';
import { remembered } from '../kube/remembered';
import { isBuiltIn } from './built-in';
import { changesBetween, isUnreadable } from './changes';
import { type Entity, idKey, isSound, type Labels, type NamespacedName, type ObjectId, type Sound } from './entity';
import { External } from './external';
import { entityOf, type JudgedManifest } from './judged-manifest';
import { type Kind, kindKey } from './kind';
import { NAMESPACE } from './kinds';
import { rawMaterial } from './kustomize';
import { type Provision, provisionsOf } from './provisions';
import { READING, type Reading, type Readings } from './readings';
import { referencesOf } from './references/extract';
import type { Reference } from './references/reference';
import { SCALERS } from './scaling';
import type { WorldSettings } from './settings';
import { WORKLOAD_KINDS, type Workload } from './workload';
import { Workloads } from './workloads';
import { WorldIndex } from './world-index';

export type { JudgedManifest } from './judged-manifest';

const NONE: readonly Entity[] = [];

/** Whether something exists; `unknown` where manifests are not all that is there. */
export type Existence = 'yes' | 'no' | 'unknown';

const POD_KINDS: ReadonlySet<string> = new Set([...WORKLOAD_KINDS, ...SCALERS.map(kindKey)]);

/**
 * All manifests of one cluster, typed and indexed.
 *
 * An object that stands in several files is one with alternatives: {@link World.all} gives every one of them, so that
 * each is judged; {@link World.current} gives one for each object, which is the one that is not deepest in folders, then
 * the first.
 */
export class World {
  /** By kind and name. */
  private readonly byName = new Map<string, ReadonlyMap<string, readonly Entity[]>>();
  private readonly sortedNames = new Map<string, readonly string[]>();
  private rawFound: ((entity: Entity) => boolean) | undefined;
  private readonly pods: Workloads;
  private referencesFound: readonly Reference[] | undefined;
  private referencesByTarget: ReadonlyMap<string, readonly Reference[]> | undefined;
  private provisionsByTarget: ReadonlyMap<string, readonly Provision[]> | undefined;
  private readonly sound = new Map<string, readonly Sound<unknown>[]>();
  private readonly currently = new Map<string, readonly Sound<unknown>[]>();

  private constructor(
    private readonly index: WorldIndex,
    readonly settings: WorldSettings,
    /** Is told what is read. */
    private readonly readings?: Readings,
    /** Those of a world in which all that they depend on is the same. */
    pods?: Workloads,
    private readonly external = new External(settings.external),
  ) {
    this.pods =
      pods ??
      new Workloads(
        () => WORKLOAD_KINDS.flatMap((key) => this.ofKind(key)),
        (id) => this.alternatives(id),
        (entity) => this.isCurrent(entity),
        () => this.scalersByTarget(),
      );
  }

  /** @param judged in the order in which they were read */
  static of(judged: Iterable<JudgedManifest>, settings: WorldSettings = {}): World {
    const entities: Entity[] = [];
    for (const each of judged) entities.push(entityOf(each, settings.defaultNamespace));
    return new World(WorldIndex.of(entities), settings);
  }

  /** The same world, of which nothing is worked out yet: it says what is read of it. */
  observed(readings: Readings): World {
    return new World(this.index, this.settings, readings, undefined, this.external);
  }

  /** What somebody who has read all of this world finds different in another one with the same settings. */
  changesTo(other: World): ReadonlySet<Reading> {
    return changesBetween(this.index, other.index);
  }

  /** Every object, each of its alternatives, sound or not: by file, then by kind, namespace and name. */
  get entities(): readonly Entity[] {
    this.readings?.add(READING.everything);
    return this.index.entities;
  }

  /** The objects that are written several times, each of their alternatives; those of a file in the order of {@link entities}. */
  get severalTimes(): readonly Entity[] {
    this.readings?.add(READING.everything);
    return this.index.severalTimes;
  }

  /** Every object of which nothing is known but that it is there. */
  get unreadable(): readonly Entity[] {
    this.readings?.add(READING.unreadable);
    return this.index.entities.filter(isUnreadable);
  }

  private ofKind(key: string): readonly Entity[] {
    this.readings?.add(key);
    return this.index.byKind.get(key) ?? NONE;
  }

  /** The objects of a kind that their schema accepts, each of their alternatives. */
  all<S>(kind: Kind<S>): readonly Sound<S>[] {
    const key = kindKey(kind);
    let found = this.sound.get(key);
    if (found === undefined) {
      found = this.ofKind(key).filter(isSound);
      this.sound.set(key, found);
    }
    return found as readonly Sound<S>[];
  }

  /** The objects of a kind that their schema accepts, one for each. */
  current<S>(kind: Kind<S>): readonly Sound<S>[] {
    const key = kindKey(kind);
    let found = this.currently.get(key);
    if (found === undefined) {
      found = this.index.current(this.all(kind));
      this.currently.set(key, found);
    }
    return found as readonly Sound<S>[];
  }

  /** Every object of a kind, each of its alternatives, also those that their schema refuses. */
  entitiesOf(kind: Kind): readonly Entity[] {
    return this.ofKind(kindKey(kind));
  }

  /** The groups of its objects. */
  get groups(): ReadonlySet<string> {
    this.readings?.add(READING.groups);
    return this.index.groups;
  }

  get<S>(kind: Kind<S>, { namespace, name }: NamespacedName): Entity<S> | undefined {
    return this.alternatives({ group: kind.group, kind: kind.kind, namespace, name })[0] as Entity<S> | undefined;
  }

  /** All that is written of one object, the current one first. */
  alternatives(id: ObjectId): readonly Entity[] {
    this.readings?.addObject(id);
    return this.index.alternatives(id);
  }

  /** Whether an object is the one that counts among its alternatives. */
  isCurrent(entity: Entity): boolean {
    this.readings?.add(entity.kindKey);
    return this.index.isCurrent(entity);
  }

  /**
   * Whether an object exists: by a manifest, because a controller makes it, because every cluster has it or it is said
   * to exist; or nobody knows, as the namespace may have objects that are not among these manifests.
   */
  exists(id: ObjectId): Existence {
    if (this.alternatives(id).length > 0 || this.external.has(id) || isBuiltIn(id)) return 'yes';
    if (this.provisions(id).length > 0) return 'yes';
    if (this.settings.complete === true) return 'no';
    if (id.namespace === '') return this.ofKind(kindKey(id)).length > 0 ? 'no' : 'unknown';
    return this.isGiven(id.namespace) ? 'no' : 'unknown';
  }

  /**
   * Whether there are manifests of a namespace, so that what has none there is missing. Not so where something else is
   * installed, such as a chart of Helm.
   */
  isGiven(namespace: string): boolean {
    if (this.settings.complete === true) return true;
    const { index, external, readings } = this;
    readings?.add(READING.namespaces);
    readings?.add(READING.installations);
    return index.namespaces.has(namespace) && !external.hasNamespace(namespace) && !index.installedInto.has(namespace);
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
    this.readings?.add(READING.variants);
    return this.index.variants.together(a, b);
  }

  /** Whether an object is raw material for Kustomize, which gives it another name, namespace or content. */
  isRaw(entity: Entity): boolean {
    this.readings?.add(READING.kustomizations);
    this.rawFound ??= rawMaterial(this.index.entities);
    return this.rawFound(entity);
  }

  /** Whether an object of a kind is given in a namespace. */
  hasIn(namespace: string, kind: Kind): boolean {
    const key = kindKey(kind);
    this.readings?.add(key);
    return this.index.hasIn(namespace, key);
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
    const { index } = this;
    const key = kindKey(kind);
    this.readings?.add(key);
    const byName = remembered(this.byName, key, () =>
      groupBy(index.current(index.byKind.get(key) ?? NONE), ({ id }) => id.name),
    );
    return byName.get(name) ?? NONE;
  }

  /** Whether clients may call a host that no manifest defines. */
  isExternalHost(host: string): boolean {
    return this.external.hasHost(host);
  }

  /** What controllers make of given objects that is to be this one, such as the Secret of a Certificate. */
  provisions(id: ObjectId): readonly Provision[] {
    this.readings?.add(READING.provisions);
    this.provisionsByTarget ??= groupBy(this.index.entities.flatMap(provisionsOf), ({ to }) => idKey(to));
    return [
      ...(this.provisionsByTarget.get(idKey(id)) ?? []),
      ...(this.provisionsByTarget.get(idKey({ ...id, namespace: '*' })) ?? []),
    ];
  }

  /** That objects name others, by file, then by kind, namespace and name; those of each alternative. */
  get references(): readonly Reference[] {
    this.readings?.add(READING.references);
    if (this.referencesFound === undefined) {
      const found: Reference[] = [];
      for (const entity of this.index.entities) for (const reference of referencesOf(entity)) found.push(reference);
      this.referencesFound = found;
    }
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

  /** What an object makes of pods, as {@link World.workloads} have it. */
  workloadOf(entity: Entity): Workload | undefined {
    return this.pods.of(entity);
  }

  private scalersByTarget(): ReadonlyMap<string, readonly Entity[]> {
    const all = SCALERS.flatMap((kind) => this.current<unknown>(kind));
    const targets = all.flatMap((scaler) =>
      this.referencesOf(scaler).flatMap(({ role, to }) => (role === 'scale target' ? [{ scaler, to }] : [])),
    );
    return new Map(
      [...groupBy(targets, ({ to }) => idKey(to))].map(([key, found]) => [key, found.map(({ scaler }) => scaler)]),
    );
  }

  /** The names of all namespaces that are given or have objects, in order. */
  get namespaceNames(): readonly string[] {
    this.readings?.add(READING.namespaces);
    return [...this.index.namespaces].sort();
  }

  /**
   * This world with other objects on top: one that is here already is replaced with all its alternatives, any other is
   * added.
   */
  with(overlay: Iterable<JudgedManifest>): World {
    return this.withEntities(this.heldAs(overlay));
  }

  /** As {@link World.with}, of objects as worlds with the same settings hold them. */
  withEntities(above: readonly Entity[]): World {
    this.readings?.add(READING.everything);
    return this.under(above);
  }

  /** As {@link World.with}, of what a controller makes: nothing is read for it but whether the same objects are here. */
  withMade(objects: Iterable<JudgedManifest>): World {
    const made = this.heldAs(objects);
    for (const { id } of made) this.readings?.addObject(id);
    return this.under(made);
  }

  /** Objects as this world would hold them. */
  heldAs(judged: Iterable<JudgedManifest>): readonly Entity[] {
    return [...judged].map((each) => entityOf(each, this.settings.defaultNamespace));
  }

  private under(above: readonly Entity[]): World {
    const replaced = new Set(above.map(({ key }) => key));
    const index = this.index.changed(({ key }) => replaced.has(key), above);
    const pods = above.some((each) => this.isOfPods(each)) ? undefined : this.pods;
    return new World(index, this.settings, this.readings, pods, this.external);
  }

  /** Whether an object on top may change which pods there are: their owners are among what is new. */
  private isOfPods({ id, key }: Entity): boolean {
    return POD_KINDS.has(kindKey(id)) || !this.index.byId.has(key);
  }

  /** This world without some of its objects, such as what a controller has deleted. */
  without(ids: Iterable<ObjectId>): World {
    const gone = new Set([...ids].map(idKey));
    this.readings?.add(READING.everything);
    const index = this.index.changed(({ key }) => gone.has(key), []);
    return new World(index, this.settings, this.readings, undefined, this.external);
  }
}

import { groupBy } from '../../kube/group-by';
import { equalJson, isMap } from '../../kube/json';
import { serviceHost } from '../../mesh/host-names';
import type { Mesh } from '../../mesh/mesh';
import { protocolOfServicePort } from '../../mesh/protocols';
import type { Entity, ObjectId } from '../../world/entity';
import { kindKey } from '../../world/kind';
import { CONFIG_MAP, SERVICE } from '../../world/kinds';
import type { ServiceSpec } from '../../world/native-specs';
import { WORKLOAD_KINDS, type Workload } from '../../world/workload';
import type { World } from '../../world/world';

/** An object before a change and after it. */
export interface Pair {
  readonly before: Entity;
  readonly after: Entity;
}

/**
 * Which object of one world is which of another: those with the same name, and those that have another name and are the
 * same otherwise, where everything that named the old one names the new one.
 */
export class Counterparts {
  /** Objects that differ. */
  readonly changed: readonly Pair[];
  readonly renamed: readonly Pair[];
  readonly gone: readonly Entity[];
  readonly come: readonly Entity[];
  /** How many objects are the same. */
  readonly unchanged: number;
  /** The hosts of renamed Services, by how they were called. */
  private readonly hosts: ReadonlyMap<string, string>;
  /** The names that workloads had, by those that they have. */
  private readonly formerNames: ReadonlyMap<string, string>;

  private constructor(
    readonly before: Mesh,
    readonly after: Mesh,
  ) {
    const gone: Entity[] = [];
    const changed: Pair[] = [];
    let unchanged = 0;
    const [old, now] = [before.given, after.given];
    for (const entity of currentOf(old)) {
      const [other] = now.alternatives(entity.id);
      if (other === undefined) gone.push(entity);
      else if (equalJson(entity.object, other.object)) unchanged += 1;
      else changed.push({ before: entity, after: other });
    }
    const come = currentOf(now).filter(({ id }) => old.alternatives(id).length === 0);
    const renames = new Renames(old, now, gone, come);
    this.changed = changed;
    this.unchanged = unchanged;
    this.renamed = renames.found;
    const left = new Set(renames.found.flatMap((pair) => [pair.before, pair.after]));
    this.gone = gone.filter((entity) => !left.has(entity));
    this.come = come.filter((entity) => !left.has(entity));
    const services = this.renamed.filter((pair) => kindKey(pair.before.id) === kindKey(SERVICE));
    this.hosts = new Map(services.map((pair) => [hostOf(pair.before.id, before), hostOf(pair.after.id, after)]));
    const workloads = this.renamed.filter((pair) => WORKLOAD_KINDS.includes(kindKey(pair.before.id)));
    this.formerNames = new Map(workloads.map((pair) => [nameOf(pair.after.id), nameOf(pair.before.id)]));
  }

  static of(before: Mesh, after: Mesh): Counterparts {
    return new Counterparts(before, after);
  }

  /** How a host is called after the change. */
  hostAfter(host: string): string {
    return this.hosts.get(host) ?? host;
  }

  /** Whether a host has got another name, or is the new name of another. */
  isRenamedHost(host: string): boolean {
    return this.hosts.has(host) || [...this.hosts.values()].includes(host);
  }

  /** The name of a workload of the world after the change, as it was before. */
  formerName(workload: Pick<Workload, 'namespace' | 'name'>): string {
    const name = nameOf(workload);
    return this.formerNames.get(name) ?? name;
  }
}

function currentOf(world: World): readonly Entity[] {
  return world.entities.filter((entity) => entity.derived === undefined && world.isCurrent(entity));
}

function nameOf({ namespace, name }: Pick<ObjectId, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function hostOf({ name, namespace }: ObjectId, { config }: Mesh): string {
  return serviceHost(name, namespace, config.clusterDomain);
}

/** Finds objects that have another name. */
class Renames {
  readonly found: readonly Pair[];
  /** New texts by old ones: names and hosts. */
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly old: World,
    private readonly now: World,
    gone: readonly Entity[],
    come: readonly Entity[],
  ) {
    const found: Pair[] = [];
    const isOf = (kinds: readonly string[]) => (entity: Entity) => kinds.includes(kindKey(entity.id));
    const rounds = [isOf(WORKLOAD_KINDS), isOf([kindKey(SERVICE)]), () => true];
    for (const isOfRound of rounds) {
      const left = (entities: readonly Entity[], side: keyof Pair) => {
        const taken = new Set(found.map((pair) => pair[side]));
        return entities.filter((entity) => !taken.has(entity) && isOfRound(entity));
      };
      for (const pair of this.pairs(left(gone, 'before'), left(come, 'after'))) {
        if (isNamedStill(this.now, pair.before)) continue;
        found.push(pair);
        this.note(pair);
      }
    }
    this.found = found;
  }

  /** Those of which there is one like it on each side, and no more. */
  private pairs(gone: readonly Entity[], come: readonly Entity[]): readonly Pair[] {
    if (gone.length === 0 || come.length === 0) return [];
    const byShape = groupBy(come, (entity) => this.shapeOf(entity, this.now, false));
    return [...groupBy(gone, (entity) => this.shapeOf(entity, this.old, true))].flatMap(([shape, entities]) => {
      const others = byShape.get(shape) ?? [];
      const [before, after] = [entities[0], others[0]];
      if (before === undefined || after === undefined || entities.length + others.length !== 2) return [];
      return [{ before, after }];
    });
  }

  private note({ before, after }: Pair): void {
    const ends = [
      '',
      `.${before.id.namespace}`,
      `.${before.id.namespace}.svc`,
      `.${before.id.namespace}.svc.cluster.local`,
    ];
    for (const end of ends) this.texts.set(`${before.id.name}${end}`, `${after.id.name}${end}`);
    this.texts.set(nameOf(before.id), nameOf(after.id));
  }

  /** All of an object but its name and its labels; what is renamed already has its new name. */
  private shapeOf(entity: Entity, world: World, isOld: boolean): string {
    const { id, object } = entity;
    const kind = `${kindKey(id)} ${id.namespace}`;
    const workload = world.workloadOf(entity);
    const translated = (value: unknown) => JSON.stringify(value, (_key, each) => this.normal(each, isOld));
    if (workload !== undefined) {
      const { serviceAccountName: _name, serviceAccount: _other, ...pod } = workload.pod ?? {};
      return `${kind} ${workload.replicas} ${translated(pod)}`;
    }
    if (kindKey(id) === kindKey(SERVICE) && entity.spec !== undefined) {
      const { selector = {}, ports = [], ...rest } = entity.spec as ServiceSpec;
      const servers = Object.keys(selector).length === 0 ? [] : world.selected(id.namespace, selector);
      const names = servers.map((each) => (isOld ? this.translated(nameOf(each)) : nameOf(each))).sort();
      const shapes = ports.map((port) => [port.port, port.targetPort, port.nodePort, protocolOfServicePort(port)]);
      return `${kind} ${names.join(',')} ${translated([shapes, rest])}`;
    }
    const { metadata: _metadata, status: _status, apiVersion: _version, ...rest } = object;
    return `${kind} ${translated(rest)}`;
  }

  private normal(value: unknown, isOld: boolean): unknown {
    if (typeof value === 'string') return isOld ? this.translated(value) : value;
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private translated(text: string): string {
    return this.texts.get(text) ?? text;
  }
}

/** Whether something names an object that is not there any more, so that it has not only got another name. */
function isNamedStill(now: World, { id }: Entity): boolean {
  if (now.referrers(id).length > 0) return true;
  if (kindKey(id) !== kindKey(SERVICE)) return false;
  const pattern = new RegExp(
    `(^|[/@,\\s"'=])${escaped(id.name)}(\\.${escaped(id.namespace)}(\\.svc[\\w.]*)?)?([:/,\\s"']|$)`,
  );
  return textsIn(now).some((text) => pattern.test(text));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const knownTexts = new WeakMap<World, readonly string[]>();

/** What programs read: variables, arguments and files. */
function textsIn(world: World): readonly string[] {
  let texts = knownTexts.get(world);
  if (texts === undefined) {
    const containers = world.workloads.flatMap(({ pod }) => [
      ...(pod?.containers ?? []),
      ...(pod?.initContainers ?? []),
    ]);
    texts = [
      ...containers.flatMap(({ args = [], command = [], env = [] }) => [
        ...args,
        ...command,
        ...env.flatMap(({ value }) => value ?? []),
      ]),
      ...world.entitiesOf(CONFIG_MAP).flatMap(({ object }) => (isMap(object.data) ? Object.values(object.data) : [])),
    ].filter((each): each is string => typeof each === 'string');
    knownTexts.set(world, texts);
  }
  return texts;
}

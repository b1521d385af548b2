import { ByLabel } from '../kube/by-label';
import { isMap } from '../kube/json';
import type { LabelSelector } from '../kube/label-selector';
import { groupOf } from '../kube/object-reference';
import { remembered } from '../kube/remembered';
import type { Entity, Labels, ObjectId } from './entity';
import { isGivenLabel, maySelect } from './given-labels';
import { kindKey } from './kind';
import { ARGO_ROLLOUT, DEPLOYMENT, REPLICA_SET, REPLICATION_CONTROLLER, STATEFUL_SET } from './kinds';
import { scaledReplicas, scalerOf } from './scaling';
import { type Workload, workloadOf } from './workload';

/** What pods are made from, by namespace and labels. Nothing is worked out before it is asked for, and everything once. */
export class Workloads {
  private found: SplitWorkloads | undefined;
  private everyFound: readonly Workload[] | undefined;
  private byNamespace: ReadonlyMap<string, LabelledWorkloads> | undefined;
  private scalersByTarget: ReadonlyMap<string, readonly Entity[]> | undefined;
  private readonly scaled = new Map<Workload, Workload>();
  /** By namespace. */
  private readonly selections = new Map<string, Selections>();
  /** By the list of those that count, which is empty. */
  private readonly selectedElsewhere = new WeakMap<readonly Workload[], readonly Workload[]>();

  /**
   * @param entities the objects of all kinds that have pods, each of their alternatives
   * @param alternatives all that is written of one object, the current one first
   * @param isCurrent whether an object is the one that counts among its alternatives
   * @param scalers the autoscalers, by the key of what they scale
   */
  constructor(
    private readonly entities: () => readonly Entity[],
    private readonly alternatives: (id: ObjectId) => readonly Entity[],
    private readonly isCurrent: (entity: Entity) => boolean,
    private readonly scalers: () => ReadonlyMap<string, readonly Entity[]>,
  ) {}

  /** Each object once. */
  get all(): readonly Workload[] {
    return this.split.current;
  }

  /** With each of the alternatives. */
  get every(): readonly Workload[] {
    this.everyFound ??= this.notCurrent.length === 0 ? this.all : [...this.all, ...this.notCurrent];
    return this.everyFound;
  }

  private get notCurrent(): readonly Workload[] {
    return this.split.others;
  }

  private get split(): SplitWorkloads {
    if (this.found === undefined) {
      const found = { current: [] as Workload[], others: [] as Workload[] };
      for (const entity of this.entities()) {
        if (this.isControlled(entity)) continue;
        const workload = this.of(entity);
        if (workload !== undefined) (this.isCurrent(entity) ? found.current : found.others).push(workload);
      }
      this.found = found;
    }
    return this.found;
  }

  /** What an object makes of pods, with as many of them as autoscalers make of it. */
  of(entity: Entity): Workload | undefined {
    const workload = workloadOf(entity);
    if (workload === undefined) return undefined;
    this.scalersByTarget ??= this.scalers();
    const by = this.scalersByTarget.get(entity.key);
    if (by === undefined || !isScalable(entity)) return workload;
    return remembered(this.scaled, workload, () => {
      const scaled = scaledReplicas(workload.replicas ?? 1, by.map(scalerOf));
      if (scaled === undefined) return workload;
      const { replicas, least, most } = scaled;
      return { ...workload, replicas, scaling: { by, least, most } };
    });
  }

  in(namespace: string): readonly Workload[] {
    return this.labelled(namespace).all;
  }

  selected(namespace: string, labels: Labels): readonly Workload[] {
    return this.selectedBy(namespace, { matchLabels: labels });
  }

  selectedBy(namespace: string, selector: LabelSelector): readonly Workload[] {
    const { matchLabels = NO_LABELS, matchExpressions } = selector;
    const { byObject, byText } = remembered(this.selections, namespace, newSelections);
    const object = matchExpressions === undefined ? matchLabels : selector;
    let found = byObject.get(object);
    if (found === undefined) {
      // Who selects the same gets the same list: what is made of it is made once.
      found = remembered(byText, JSON.stringify(selector), () =>
        this.candidates(namespace, matchLabels).filter((workload) => maySelect(workload, selector)),
      );
      byObject.set(object, found);
    }
    return found;
  }

  selectedByAny(namespace: string, selector: LabelSelector): readonly Workload[] {
    const found = this.selectedBy(namespace, selector);
    if (found.length > 0 || this.notCurrent.length === 0) return found;
    return remembered(this.selectedElsewhere, found, () =>
      this.notCurrent.filter((workload) => workload.namespace === namespace && maySelect(workload, selector)),
    );
  }

  selectsAny(namespace: string, selector: LabelSelector): boolean {
    const candidates = this.candidates(namespace, selector.matchLabels ?? {});
    return (
      candidates.some((workload) => maySelect(workload, selector)) || this.selectedByAny(namespace, selector).length > 0
    );
  }

  /** The workloads of a namespace that have the rarest of some labels. */
  private candidates(namespace: string, labels: Labels): readonly Workload[] {
    const { all, byLabel } = this.labelled(namespace);
    let candidates = all;
    for (const key in labels) {
      if (isGivenLabel(key)) continue;
      const having = byLabel.get(key, labels[key] ?? '') ?? [];
      if (having.length < candidates.length) candidates = having;
    }
    return candidates;
  }

  private labelled(namespace: string): LabelledWorkloads {
    this.byNamespace ??= labelledByNamespace(this.all);
    return this.byNamespace.get(namespace) ?? NO_WORKLOADS;
  }

  /** A pod of a ReplicaSet, or a ReplicaSet of a Deployment, that stands beside its owner, as in a dump of a cluster. */
  private isControlled({ id, object }: Entity): boolean {
    const owners = isMap(object.metadata) ? object.metadata.ownerReferences : undefined;
    if (!Array.isArray(owners)) return false;
    return owners.some((owner: unknown) => {
      if (!isMap(owner) || owner.controller !== true) return false;
      const { apiVersion, kind, name } = owner;
      if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return false;
      return this.alternatives({ group: groupOf(apiVersion), kind, namespace: id.namespace, name }).length > 0;
    });
  }
}

/** The kinds with a number of pods that can be changed. */
const SCALABLE: ReadonlySet<string> = new Set(
  [DEPLOYMENT, STATEFUL_SET, REPLICA_SET, REPLICATION_CONTROLLER, ARGO_ROLLOUT].map(kindKey),
);

function isScalable({ id }: Entity): boolean {
  return SCALABLE.has(kindKey(id));
}

/** Those that count among their alternatives, and the others. */
interface SplitWorkloads {
  readonly current: readonly Workload[];
  readonly others: readonly Workload[];
}

/** The workloads of a namespace, and which of them have a label. */
interface LabelledWorkloads {
  readonly all: readonly Workload[];
  readonly byLabel: ByLabel<Workload[]>;
}

const NO_WORKLOADS: LabelledWorkloads = { all: [], byLabel: new ByLabel() };
const NO_LABELS: Labels = {};

/** What selectors of a namespace select, by the object that says it, and by what it says. */
interface Selections {
  readonly byObject: WeakMap<object, readonly Workload[]>;
  readonly byText: Map<string, readonly Workload[]>;
}

const newSelections = (): Selections => ({ byObject: new WeakMap(), byText: new Map() });

const newLabelled = () => ({ all: [] as Workload[], byLabel: new ByLabel<Workload[]>() });

function labelledByNamespace(workloads: readonly Workload[]): ReadonlyMap<string, LabelledWorkloads> {
  const found = new Map<string, ReturnType<typeof newLabelled>>();
  for (const workload of workloads) {
    const { labels } = workload;
    const { all, byLabel } = remembered(found, workload.namespace, newLabelled);
    all.push(workload);
    for (const key in labels) {
      const value = labels[key] ?? '';
      const having = byLabel.get(key, value);
      if (having === undefined) byLabel.set(key, value, [workload]);
      else having.push(workload);
    }
  }
  return found;
}

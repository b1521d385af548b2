import { hasLabels } from '../kube/label-selector';
import { byCreation, isOrderKnown } from '../mesh/creation-order';
import { describeId, type Entity, isSameObject, type Labels } from '../world/entity';
import type { Workload } from '../world/workload';
import type { World } from '../world/world';
import type { RelatedObservation } from './rule';

/** An object of which one counts for a workload, and others of its kind are not looked at. */
export interface Overruled<E extends Entity = Entity> {
  readonly entity: E;
  /** The one that counts. */
  readonly by: E;
  /** A workload that both are for; undefined where both are for all of a namespace. */
  readonly workload: Workload | undefined;
}

/** The objects of a kind that come too late, as another one selects the same workload; each once. */
export function overruledBySelector<E extends Entity>(
  world: World,
  entities: readonly E[],
  labelsOf: (entity: E) => Labels | undefined,
): readonly Overruled<E>[] {
  const found: Overruled<E>[] = [];
  for (const all of byNamespace(entities)) {
    const selecting = all.filter((entity) => labelsOf(entity) !== undefined).sort(byCreation);
    for (const [index, entity] of selecting.entries()) {
      for (const by of selecting.slice(0, index)) {
        if (!areTwo(world, entity, by)) continue;
        const workload = commonWorkload(world, entity.id.namespace, labelsOf(entity) ?? {}, labelsOf(by) ?? {});
        if (workload === undefined) continue;
        found.push({ entity, by, workload });
        break;
      }
    }
  }
  return found;
}

/** The objects of a kind that come too late, as another one is for all workloads of the namespace. */
export function overruledInNamespace<E extends Entity>(world: World, entities: readonly E[]): readonly Overruled<E>[] {
  return byNamespace(entities).flatMap((all) => {
    const sorted = [...all].sort(byCreation);
    return sorted.flatMap((entity, index) => {
      const by = sorted.slice(0, index).find((other) => areTwo(world, entity, other));
      return by === undefined ? [] : [{ entity, by, workload: undefined }];
    });
  });
}

/** Which of two counts, and why: for the end of a message. */
export function reasonOf({ entity, by }: Pick<Overruled, 'entity' | 'by'>): string {
  return isOrderKnown(by, entity)
    ? `${describeId(by.id)}, which is older, counts`
    : `the older counts (by name: ${describeId(by.id)})`;
}

export function winner({ by }: Pick<Overruled, 'by'>): RelatedObservation {
  return { entity: by, path: ['metadata', 'name'], message: 'counts' };
}

/** Whether both are in a cluster at the same time. */
function areTwo(world: World, a: Entity, b: Entity): boolean {
  return !isSameObject(a, b) && world.together(a, b);
}

function commonWorkload(world: World, namespace: string, labels: Labels, others: Labels): Workload | undefined {
  return world.selected(namespace, labels).find((workload) => hasLabels(workload.labels, others));
}

function byNamespace<E extends Entity>(entities: readonly E[]): readonly E[][] {
  const found = new Map<string, E[]>();
  for (const entity of entities) {
    const own = found.get(entity.id.namespace);
    if (own === undefined) found.set(entity.id.namespace, [entity]);
    else own.push(entity);
  }
  return [...found.values()].filter(({ length }) => length > 1);
}

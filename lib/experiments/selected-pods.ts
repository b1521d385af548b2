import { isSlip } from '../kube/suggestion';
import type { Mesh } from '../mesh/mesh';
import { perMesh } from '../mesh/per-mesh';
import type { Labels } from '../world/entity';
import { knowsPodsOf } from '../world/known-pods';
import { mostPods, type Workload } from '../world/workload';
import { type Experiment, experimentsOf, isInPods, numberOf } from './experiments';

/** The pods that an experiment finds. */
export interface SelectedPods {
  readonly experiment: Experiment;
  readonly namespace: string;
  /** What they are made from; those without pods now included. */
  readonly workloads: readonly Workload[];
  /** How many they are; undefined where that is not known. */
  readonly pods: number | undefined;
  /** How many they may be, where autoscalers decide. */
  readonly most: number | undefined;
  /** How many of them are hit; undefined where that is not known. */
  readonly hit: number | undefined;
  /** Whether all pods of the namespace are known. */
  readonly complete: boolean;
}

/** Where ChaosBlade looks for pods unless it is told. */
export const DEFAULT_NAMESPACE = 'default';

/** What each experiment in pods finds by its labels. */
export const selectionsByLabels = perMesh((mesh): readonly SelectedPods[] =>
  experimentsOf(mesh)
    .filter((each) => isInPods(each) && each.flags.has('labels') && !each.flags.has('names'))
    .map((experiment) => select(mesh, experiment)),
);

function select(mesh: Mesh, experiment: Experiment): SelectedPods {
  const namespace = namespaceOf(experiment);
  const wanted = wantedLabels(experiment);
  const workloads =
    wanted.size === 0 ? [] : mesh.world.workloadsIn(namespace).filter(({ labels }) => hasAll(labels, wanted));
  const pods = sumOf(workloads.map(({ replicas }) => replicas));
  return {
    ...{ experiment, namespace, workloads, pods, most: sumOf(workloads.map(mostPods)) },
    hit: pods === undefined ? undefined : hitOf(experiment, pods),
    complete: knowsPodsOf(mesh.given, namespace),
  };
}

function sumOf(counts: readonly (number | undefined)[]): number | undefined {
  return counts.reduce((sum, each) => (sum === undefined || each === undefined ? undefined : sum + each), 0);
}

/** The namespace in which it looks; of several, the first. */
export function namespaceOf({ flags }: Experiment): string {
  return flags.get('namespace')?.values[0] ?? DEFAULT_NAMESPACE;
}

/** The values that labels may have, by key; what has no `=` is ignored. */
export function wantedLabels({ flags }: Experiment): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, string[]>();
  for (const each of flags.get('labels')?.values ?? []) {
    const at = each.indexOf('=');
    if (at <= 0) continue;
    const key = each.slice(0, at).trim();
    wanted.set(key, [...(wanted.get(key) ?? []), each.slice(at + 1).trim()]);
  }
  return wanted;
}

/** All keys, and of each any value. */
export function hasAll(labels: Labels, wanted: ReadonlyMap<string, readonly string[]>): boolean {
  return [...wanted].every(([key, values]) => values.includes(labels[key] ?? '') && labels[key] !== undefined);
}

/** How many of so many pods are hit: the share, rounded, and no more than the count. */
export function hitOf(experiment: Experiment, pods: number): number {
  const percent = numberOf(experiment, 'evict-percent');
  const count = numberOf(experiment, 'evict-count');
  const share = percent === undefined ? pods : Math.floor((percent * pods) / 100 + 0.5);
  return Math.max(0, Math.min(share, count ?? pods, pods));
}

/** A workload whose labels differ from what is looked for in a slip of the pen, or in one value. */
export function nearlySelected(mesh: Mesh, { experiment, namespace }: SelectedPods): Workload | undefined {
  const wanted = wantedLabels(experiment);
  const near = mesh.world.workloadsIn(namespace).filter(({ labels }) => {
    const wrong = [...wanted].filter(([key, values]) => !values.includes(labels[key] ?? ''));
    return wrong.length === 1 && wrong.every(([key]) => labels[key] !== undefined);
  });
  const slip = near.find(({ labels }) =>
    [...wanted].some(([key, values]) => values.some((value) => isSlip(value, labels[key] ?? ''))),
  );
  return slip ?? (near.length === 1 ? near[0] : undefined);
}

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

/**
 * The workload whose labels are nearest to what is looked for: with most of them right, then with most slips of the pen,
 * then with most of the values under another key. Where none has anything of it, the only one with labels of these keys.
 */
export function nearlySelected(mesh: Mesh, { experiment, namespace }: SelectedPods): Workload | undefined {
  const wanted = [...wantedLabels(experiment)];
  let nearest: Workload | undefined;
  let best: Nearness = [0, 0, 0];
  const workloads = mesh.world.workloadsIn(namespace);
  for (const workload of workloads) {
    const nearness = nearnessOf(workload.labels, wanted);
    if (isNearer(nearness, best)) [nearest, best] = [workload, nearness];
  }
  if (nearest !== undefined) return nearest;
  const [only, second] = workloads.filter(({ labels }) => wanted.every(([key]) => labels[key] !== undefined));
  return second === undefined ? only : undefined;
}

/** Labels that are right, that are nearly so, and that are right but for the key. */
type Nearness = readonly [right: number, slips: number, elsewhere: number];

function nearnessOf(labels: Labels, wanted: readonly (readonly [string, readonly string[]])[]): Nearness {
  const right = wanted.filter(([key, values]) => values.includes(labels[key] ?? ''));
  const slips = wanted.filter(([key, values]) => isNearlyOne(values, labels[key]));
  const others = new Set(Object.values(labels));
  const elsewhere = wanted.filter(
    ([key, values]) => labels[key] === undefined && values.some((each) => others.has(each)),
  );
  return [right.length, slips.length, elsewhere.length];
}

/** Whether a value is one of some but for a slip, or one with more behind it: `reviews` and `reviews-v1`. */
function isNearlyOne(values: readonly string[], own: string | undefined): boolean {
  if (own === undefined || own === '' || values.includes(own)) return false;
  return values.some((value) => isSlip(value, own) || own.startsWith(`${value}-`) || value.startsWith(`${own}-`));
}

function isNearer(a: Nearness, b: Nearness): boolean {
  const different = a.findIndex((each, index) => each !== b[index]);
  return different !== -1 && (a[different] ?? 0) > (b[different] ?? 0);
}

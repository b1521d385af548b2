import { formatSelector, type LabelSelector, matchesSelector } from '../kube/label-selector';
import { isSlip } from '../kube/suggestion';
import type { Labels } from '../world/entity';
import type { Workload } from '../world/workload';
import type { World } from '../world/world';
import type { RelatedObservation } from './rule';

/**
 * Whether it is an error that a selector selects no pod: the namespace is described, with all that runs in it, or the
 * labels of some pods were meant, with a slip of the pen. Otherwise other pods may be described elsewhere.
 */
export function isSureOfPods(world: World, namespace: string, selector: LabelSelector): boolean {
  if (world.describes(namespace)) return true;
  const { matchLabels = {} } = selector;
  return nearlySelected(world, namespace, selector, CANDIDATES).some(({ labels }) =>
    Object.entries(matchLabels).some(([key, value]) => isSlip(value, labels[key] ?? '')),
  );
}

/** Among more workloads nothing is proposed: each proposal looks through all of them. */
const CANDIDATES = 500;
/** So many are shown. */
const SHOWN = 5;

/** What to say of a selector that selects no pod: whose labels differ in one value, or have a key that is alike. */
export function missed(
  world: World,
  namespace: string,
  selector: LabelSelector,
): { readonly fix?: string; readonly related: readonly RelatedObservation[] } {
  const near = nearlySelected(world, namespace, selector, SHOWN);
  const [first] = near;
  return {
    ...(first === undefined || near.length > 1
      ? {}
      : {
          fix: `the pods of ${first.entity.id.kind} ${first.name} have ${labelsFor(first.labels, selector.matchLabels ?? {})}`,
        }),
    related: near.map(({ entity, template }) => ({
      entity,
      path: [...template, 'metadata', 'labels'],
      message: 'has other labels',
    })),
  };
}

/** @param most how many are looked for */
function nearlySelected(world: World, namespace: string, selector: LabelSelector, most: number): readonly Workload[] {
  const workloads = world.workloadsIn(namespace);
  const near: Workload[] = [];
  if (workloads.length > CANDIDATES) return near;
  for (const workload of workloads) {
    if (near.length === most) break;
    if (differsInOne(workload.labels, selector)) near.push(workload);
  }
  return near;
}

/** Whether labels would be selected, but for one value. */
function differsInOne(labels: Labels, { matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  let different = 0;
  for (const key of Object.keys(matchLabels)) {
    const value = labels[key];
    if (value === undefined) return false;
    if (value !== matchLabels[key]) different += 1;
  }
  return different === 1 && matchesSelector(labels, { matchExpressions });
}

function labelsFor(labels: Labels, wanted: Labels): string {
  return formatSelector({
    matchLabels: Object.fromEntries(Object.keys(wanted).map((key) => [key, labels[key] ?? ''])),
  });
}

/** Whether a selector selects everything, as an empty one does. */
export function selectsAll({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

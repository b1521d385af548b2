import { type Experiment, isInPods, numberOf } from '../experiments/experiments';
import { podNumberOf } from '../experiments/pod-names';
import { hitOf, namespaceOf, selectionsByLabels } from '../experiments/selected-pods';
import type { Mesh } from '../mesh/mesh';
import type { Workload } from '../world/workload';

/** What an experiment hits. */
export interface Hits {
  readonly workloads: readonly Hit[];
  /** Nodes, by their names. */
  readonly nodes: readonly string[];
  /** What is not known of it. */
  readonly unknown: readonly string[];
}

/** A workload of which pods are hit. */
export interface Hit {
  readonly workload: Workload;
  /** How many pods it has; undefined where that is not known. */
  readonly pods: number | undefined;
  /** The share of its pods that is hit, from 0 to 1; on average, where pods of several workloads are drawn together. */
  readonly share: number | undefined;
  /** Whether it may be this share or another: which pods are drawn is not known. */
  readonly drawn: boolean;
}

/** The workloads and nodes that an experiment hits, and the share of their pods. */
export function hitsOf(mesh: Mesh, experiment: Experiment): Hits {
  if (!isInPods(experiment)) return nodesOf(mesh, experiment);
  if (experiment.flags.has('names')) return byNames(mesh, experiment);
  const found = selectionsByLabels(mesh).find((each) => each.experiment === experiment);
  if (found === undefined) return { workloads: [], nodes: [], unknown: ['neither labels nor names say which pods'] };
  const { workloads, pods, hit, complete, namespace } = found;
  const share = pods === undefined || hit === undefined || pods === 0 ? undefined : hit / pods;
  const drawn = workloads.length > 1 && share !== undefined && share > 0 && share < 1;
  return {
    workloads: workloads.map((workload) => ({ workload, pods: workload.replicas, share, drawn })),
    nodes: [],
    unknown: [
      ...(workloads.length === 0 && !complete ? [`not all pods of namespace ${namespace} are in these files`] : []),
      ...(pods === undefined ? ['how many pods there are: one on each node, or as many as an autoscaler wants'] : []),
    ],
  };
}

function byNames(mesh: Mesh, experiment: Experiment): Hits {
  const namespace = namespaceOf(experiment);
  const workloads = mesh.world.workloadsIn(namespace);
  const names = experiment.flags.get('names')?.values ?? [];
  const found = names.map((name) => ({ name, pod: podNumberOf(name, workloads) }));
  const counted = new Map<Workload, number>();
  for (const { pod } of found) {
    if (pod !== undefined && pod.is !== 'beyond') counted.set(pod.workload, (counted.get(pod.workload) ?? 0) + 1);
  }
  const all = [...counted.values()].reduce((sum, each) => sum + each, 0);
  const kept = hitOf(experiment, all) / Math.max(1, all);
  return {
    workloads: [...counted].map(([workload, count]) => ({
      workload,
      pods: workload.replicas,
      share: workload.replicas === undefined ? undefined : Math.min(1, (count * kept) / Math.max(1, workload.replicas)),
      drawn: kept < 1,
    })),
    nodes: [],
    unknown: found.flatMap(({ name, pod }) =>
      pod === undefined
        ? [`no workload of namespace ${namespace} makes a pod ${name}`]
        : pod.is === 'random'
          ? [`pod ${name} has another name after each restart: whether it is there now`]
          : pod.is === 'beyond'
            ? [`${pod.workload.name} has no pod ${name}`]
            : [],
    ),
  };
}

const HOSTNAME = 'kubernetes.io/hostname';

/** Of a node it is known what is tied to it, and what is on every one. */
function nodesOf(mesh: Mesh, experiment: Experiment): Hits {
  const nodes = experiment.flags.get('names')?.values ?? [];
  const tied = mesh.world.workloads.filter(({ pod }) => {
    const node = pod?.nodeName ?? pod?.nodeSelector?.[HOSTNAME];
    return node !== undefined && nodes.includes(node);
  });
  const everywhere = mesh.world.workloads.filter(({ entity }) => entity.id.kind === 'DaemonSet');
  const count = numberOf(experiment, 'evict-count');
  return {
    workloads: [
      ...tied.map((workload): Hit => ({ workload, pods: workload.replicas, share: 1, drawn: false })),
      ...everywhere.map((workload): Hit => ({ workload, pods: undefined, share: undefined, drawn: false })),
    ],
    nodes: count === undefined ? nodes : nodes.slice(0, count),
    unknown: [
      ...(nodes.length === 0 ? ['which nodes have these labels'] : []),
      'which other pods run on a node: manifests do not say it',
    ],
  };
}

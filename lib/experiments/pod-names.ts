import { kindKey } from '../world/kind';
import { POD, STATEFUL_SET } from '../world/kinds';
import { mostPods, type Workload } from '../world/workload';

/** What the name of a pod says of the workload that makes it. */
export interface NamedPod {
  /** `beyond`: it has fewer pods. `random`: its pods get other names at each restart. */
  readonly is: 'one of it' | 'beyond' | 'random';
  readonly workload: Workload;
}

/** The workload whose pod has a name; undefined where none makes such names. */
export function podNumberOf(name: string, workloads: readonly Workload[]): NamedPod | undefined {
  for (const workload of workloads) {
    const kind = kindKey(workload.entity.id);
    if (kind === kindKey(POD)) {
      if (workload.name === name) return { is: 'one of it', workload };
      continue;
    }
    if (!name.startsWith(`${workload.name}-`)) continue;
    const rest = name.slice(workload.name.length + 1);
    if (kind === kindKey(STATEFUL_SET) && /^\d+$/.test(rest)) {
      return { is: Number(rest) < (mostPods(workload) ?? Number.POSITIVE_INFINITY) ? 'one of it' : 'beyond', workload };
    }
    if (kind !== kindKey(STATEFUL_SET) && RANDOM.test(rest)) return { is: 'random', workload };
  }
  return undefined;
}

/** The letters that Kubernetes takes for random names. */
const LETTERS = '[bcdfghjklmnpqrstvwxz2456789]';
const RANDOM = new RegExp(`^(?:${LETTERS}{6,10}-)?${LETTERS}{5}$`);
const OF_DEPLOYMENT = new RegExp(`-${LETTERS}{8,10}-${LETTERS}{5}$`);

/** Whether a name is one that a Deployment gives its pods. */
export function isOfDeployment(name: string): boolean {
  return OF_DEPLOYMENT.test(name);
}

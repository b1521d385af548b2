import { hasLabels, type LabelSelector, matchesSelector } from '../kube/label-selector';
import type { Labels } from './entity';
import { kindKey } from './kind';
import { ARGO_ROLLOUT, CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, REPLICA_SET, STATEFUL_SET } from './kinds';
import { mostPods, type Workload } from './workload';

/** Whether a pod of a workload may have a value of a label that no manifest gives it. */
type Given = (workload: Workload, value: string | undefined) => boolean;

const of =
  (...kinds: readonly { readonly group: string; readonly kind: string }[]): Given =>
  ({ entity }) =>
    kinds.some((kind) => kindKey(kind) === entity.kindKey);

/** `database-2` of a StatefulSet with three pods. */
const podName: Given = (workload, value) => {
  const { name } = workload;
  if (!of(STATEFUL_SET)(workload, value)) return false;
  if (value === undefined) return true;
  const index = value.startsWith(`${name}-`) ? value.slice(name.length + 1) : '';
  const most = mostPods(workload);
  return /^\d+$/.test(index) && (most === undefined || Number(index) < most);
};

const jobName: Given = ({ entity, name }, value) => {
  if (entity.kindKey === kindKey(JOB)) return value === undefined || value === name;
  return entity.kindKey === kindKey(CRON_JOB) && (value === undefined || value.startsWith(`${name}-`));
};

const anyone: Given = () => true;

/** Labels that controllers, and Istio's injection, give to pods. @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const GIVEN: ReadonlyMap<string, Given> = new Map([
  ['statefulset.kubernetes.io/pod-name', podName],
  ['apps.kubernetes.io/pod-index', of(STATEFUL_SET)],
  ['controller-revision-hash', of(STATEFUL_SET, DAEMON_SET)],
  ['pod-template-generation', of(DAEMON_SET)],
  ['pod-template-hash', of(DEPLOYMENT, REPLICA_SET)],
  ['rollouts-pod-template-hash', of(ARGO_ROLLOUT)],
  ['job-name', jobName],
  ['batch.kubernetes.io/job-name', jobName],
  ['controller-uid', of(JOB, CRON_JOB)],
  ['batch.kubernetes.io/controller-uid', of(JOB, CRON_JOB)],
  ['batch.kubernetes.io/job-completion-index', of(JOB, CRON_JOB)],
  ['security.istio.io/tlsMode', anyone],
  ['service.istio.io/canonical-name', anyone],
  ['service.istio.io/canonical-revision', anyone],
]);

/** Whether a label is one that pods get by themselves. */
export function isGivenLabel(key: string): boolean {
  return GIVEN.has(key);
}

/** Whether pods of a workload have all of these labels: by their template, or as some controller may give them. */
export function mayHaveLabels(workload: Workload, wanted: Labels): boolean {
  if (hasLabels(workload.labels, wanted)) return true;
  for (const key in wanted) {
    if (
      Object.hasOwn(workload.labels, key)
        ? workload.labels[key] !== wanted[key]
        : !GIVEN.get(key)?.(workload, wanted[key])
    ) {
      return false;
    }
  }
  return true;
}

/** Whether a selector may select pods of a workload. */
export function maySelect(workload: Workload, { matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  const decided = matchExpressions.filter(
    ({ key }) => Object.hasOwn(workload.labels, key) || !GIVEN.get(key)?.(workload, undefined),
  );
  return mayHaveLabels(workload, matchLabels) && matchesSelector(workload.labels, { matchExpressions: decided });
}

import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { Readiness } from './environment';

/** Seconds that pods of most apps need, image and all. */
const USUAL = 10;

/** Seconds before which pods of a workload cannot be ready: when their probes begin, and how long they must stay so. */
export function startupSeconds(workload: ManifestObject | undefined): number {
  const spec = mapOf(workload?.spec);
  const pod = mapOf(mapOf(spec.template).spec);
  const containers = Array.isArray(pod.containers) ? pod.containers.filter(isMap) : [];
  const delays = containers.map(({ readinessProbe, startupProbe }) =>
    Math.max(delayOf(readinessProbe), delayOf(startupProbe)),
  );
  return Math.max(USUAL, Math.max(0, ...delays) + numberOf(spec.minReadySeconds, 0));
}

function delayOf(probe: unknown): number {
  return isMap(probe) ? numberOf(probe.initialDelaySeconds, 0) : 0;
}

function mapOf(value: unknown): ManifestObject {
  return isMap(value) ? value : {};
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** How pods of a workload become ready. */
export interface Startup {
  readonly kind: 'Deployment' | 'DaemonSet' | 'Service';
  /** Its name. */
  readonly name: string;
  readonly replicas: number;
  /** Seconds until they are. */
  readonly ready: number | 'never';
  /** Percent of the pods that have to be. */
  readonly threshold: number;
  /** Seconds after which Flagger gives up. */
  readonly deadline: number;
  /** Seconds after which Kubernetes says that a Deployment does not get on. */
  readonly ownDeadline: number;
}

/** What a workload lets itself be waited for: its own deadline, 600 s unless it says otherwise. */
export function ownDeadline(workload: ManifestObject | undefined): number {
  return numberOf(mapOf(workload?.spec).progressDeadlineSeconds, 600);
}

/** Whether pods are ready, some seconds after they were changed; those that never were are. */
export function readinessOf(startup: Startup, seconds: number): Readiness {
  const { kind, name, ready, replicas, threshold, deadline } = startup;
  const needed = Math.trunc((replicas * threshold) / 100);
  const settled = seconds === Number.POSITIVE_INFINITY || (ready !== 'never' && seconds >= ready);
  if (kind === 'Service' || needed <= 0 || settled) return { ready: true };
  const waiting = (pods: string) =>
    `waiting for rollout to finish: 0 of ${needed} (readyThreshold ${threshold}%) updated ${pods} are available`;
  if (kind === 'DaemonSet') {
    return seconds > deadline
      ? { ready: false, retriable: false, message: `exceeded its progressDeadlineSeconds: ${deadline}` }
      : { ready: false, retriable: true, message: waiting('pods') };
  }
  if (seconds >= startup.ownDeadline) {
    return { ready: false, retriable: false, message: `deployment "${name}" exceeded its progress deadline` };
  }
  return { ready: false, retriable: seconds <= deadline, message: waiting('replicas') };
}

import { analysisInterval, type CanaryObject } from '../flagger-objects/canary';
import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { PodAge, Readiness } from './environment';
import { type PodCounts, rollingUpdate } from './rolling-update';

/**
 * Seconds until pods are ready, unless somebody knows: none, which is by the time that Flagger looks again; or as long as
 * their probes and the Deployment make them wait, if that is longer than to the next tick.
 */
export function usualSeconds({ spec }: CanaryObject, target: ManifestObject | undefined): number {
  const least = startupSeconds(target);
  return least > analysisInterval(spec) ? least : 0;
}

/** Seconds before which pods of a workload cannot be ready: when their probes begin, and how long they must stay so. */
function startupSeconds(workload: ManifestObject | undefined): number {
  const spec = mapOf(workload?.spec);
  const pod = mapOf(mapOf(spec.template).spec);
  const containers = Array.isArray(pod.containers) ? pod.containers.filter(isMap) : [];
  const delays = containers.map(({ readinessProbe, startupProbe }) =>
    Math.max(delayOf(readinessProbe), delayOf(startupProbe)),
  );
  return Math.max(0, ...delays) + numberOf(spec.minReadySeconds, 0);
}

function delayOf(probe: unknown): number {
  return isMap(probe) ? numberOf(probe.initialDelaySeconds, 0) : 0;
}

/** What a workload says of how its pods are replaced. */
export interface Rollout {
  readonly replicas: number;
  /** Whether its manifest says how many, so that applying it starts them. */
  readonly replicasGiven: boolean;
  /** Whether all pods go before new ones come. */
  readonly recreate: boolean;
  /** Pods more, and pods fewer, than there are to be meanwhile. */
  readonly surge: number;
  readonly unavailable: number;
  /** Seconds without progress after which a Deployment says that it does not get on. */
  readonly deadline: number;
}

/** @param pods how many it has, where that is not what its manifest says */
export function rolloutOf(workload: ManifestObject | undefined, pods?: number): Rollout {
  const spec = mapOf(workload?.spec);
  const given = numberOf(spec.replicas, 0);
  const replicas = Math.max(1, pods ?? given);
  const strategy = mapOf(spec.strategy);
  const { maxSurge = '25%', maxUnavailable = '25%' } = mapOf(strategy.rollingUpdate);
  const surge = portionOf(maxSurge, replicas, Math.ceil);
  const unavailable = portionOf(maxUnavailable, replicas, Math.floor);
  return {
    replicas,
    replicasGiven: given > 0,
    recreate: strategy.type === 'Recreate',
    surge,
    unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable,
    deadline: numberOf(spec.progressDeadlineSeconds, 600),
  };
}

function portionOf(value: unknown, replicas: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? 0 : round((Number(percent) * replicas) / 100);
}

/** How pods of a workload become ready. */
export interface Startup {
  readonly kind: 'Deployment' | 'DaemonSet' | 'Service';
  /** Its name. */
  readonly name: string;
  readonly rollout: Rollout;
  /** Seconds until a pod is. */
  readonly ready: number | 'never';
  /** Percent of the pods that have to be. */
  readonly threshold: number;
  /** Seconds after which Flagger gives up. */
  readonly deadline: number;
}

/** Seconds after which nothing changes any more. */
export function settledSeconds({ ready, deadline, rollout }: Startup): number {
  return ready === 'never' ? Math.max(deadline, rollout.deadline) + 1 : ready * rollout.replicas;
}

/** Whether pods are ready; those that never were changed are. */
export function readinessOf(startup: Startup, { seconds, update, fresh }: PodAge): Readiness {
  const { kind, ready } = startup;
  if (kind === 'Service' || seconds === Number.POSITIVE_INFINITY) return { ready: true };
  if (kind === 'DaemonSet') return daemonSetReadiness(startup, seconds);
  const { rollout } = startup;
  const replaces = update && !rollout.recreate;
  const message = complaint(startup, podCounts(rollout, ready, seconds, replaces));
  if (message === undefined) return { ready: true };
  // A Deployment that is only scaled up can take for ever.
  if (fresh && ready === 'never' && seconds > rollout.deadline) {
    return { ready: false, retriable: false, message: `deployment "${startup.name}" exceeded its progress deadline` };
  }
  // As long as pods of the version before serve, enough are available.
  return { ready: false, retriable: replaces || seconds <= startup.deadline, message };
}

function podCounts(
  { replicas, surge, unavailable }: Rollout,
  ready: number | 'never',
  seconds: number,
  replaces: boolean,
): PodCounts {
  if (replaces) return rollingUpdate({ replicas, surge, unavailable }, ready, seconds);
  const available = ready !== 'never' && seconds >= ready ? replicas : 0;
  return { updated: replicas, total: replicas, available };
}

/** Why a Deployment is not ready, in Flagger's words; undefined if it is. */
function complaint({ rollout, threshold }: Startup, { updated, total, available }: PodCounts): string | undefined {
  const needed = Math.trunc((updated * threshold) / 100);
  if (updated < rollout.replicas) {
    return `waiting for rollout to finish: ${updated} out of ${rollout.replicas} new replicas have been updated`;
  }
  if (total > updated) return `waiting for rollout to finish: ${total - updated} old replicas are pending termination`;
  if (available >= needed) return undefined;
  return `waiting for rollout to finish: ${available} of ${needed} (readyThreshold ${threshold}%) updated replicas are available`;
}

/** A DaemonSet as on one node: how many there are is not known. */
function daemonSetReadiness({ ready, threshold, deadline }: Startup, seconds: number): Readiness {
  const needed = Math.trunc(threshold / 100);
  if (needed === 0 || (ready !== 'never' && seconds >= ready)) return { ready: true };
  if (seconds > deadline) {
    return { ready: false, retriable: false, message: `exceeded its progressDeadlineSeconds: ${deadline}` };
  }
  const message = `waiting for rollout to finish: 0 of ${needed} (readyThreshold ${threshold}%) updated pods are available`;
  return { ready: false, retriable: true, message };
}

function mapOf(value: unknown): ManifestObject {
  return isMap(value) ? value : {};
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** How many pods a Deployment has. */
export interface PodCounts {
  /** Of the new version. */
  readonly updated: number;
  /** Of all versions. */
  readonly total: number;
  /** Of the new version, and ready. */
  readonly available: number;
}

/** How many pods there are to be, and how many more or fewer meanwhile. */
interface Limits {
  readonly replicas: number;
  readonly surge: number;
  readonly unavailable: number;
}

/**
 * The pods of a Deployment some seconds after its template has changed, while new ones come in waves and old ones go.
 *
 * @param ready seconds until a pod is ready
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function rollingUpdate(limits: Limits, ready: number | 'never', seconds: number): PodCounts {
  const { replicas } = limits;
  const waves = ready === 'never' ? 0 : ready === 0 ? replicas : Math.min(replicas, Math.floor(seconds / ready));
  let pods = settle(limits, { old: replicas, updated: 0 }, 0);
  let available = 0;
  for (let wave = 0; wave < waves; wave++) {
    available = pods.updated;
    pods = settle(limits, pods, available);
  }
  return { updated: pods.updated, total: pods.old + pods.updated, available };
}

interface Pods {
  readonly old: number;
  readonly updated: number;
}

/** What the controller does until it has to wait for pods to become ready. */
function settle({ replicas, surge, unavailable }: Limits, before: Pods, available: number): Pods {
  let { old, updated } = before;
  for (;;) {
    const more = Math.max(0, Math.min(replicas + surge - old - updated, replicas - updated));
    updated += more;
    const fewer = Math.max(0, Math.min(old, old + available - (replicas - unavailable)));
    old -= fewer;
    if (more === 0 && fewer === 0) return { old, updated };
  }
}

import type { ContainerPort } from '../world/native-specs';
import type { Workload } from '../world/workload';

/** The ports that pods declare, those of containers that start before others and go on running included. */
export function portsOf({ pod }: Workload): readonly ContainerPort[] {
  const { containers = NONE, initContainers = NONE } = pod ?? {};
  // Nearly all pods have one container.
  if (containers.length === 1 && initContainers.length === 0) return containers[0]?.ports ?? NONE;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...containers, ...sidecars].flatMap(({ ports = NONE }) => ports);
}

const NONE: readonly never[] = [];

/** Whether pods declare a port, by name or number. */
export function hasPort(workload: Workload, asked: string | number, protocol = 'TCP'): boolean {
  return portsOf(workload).some(
    ({ name, containerPort, protocol: own = 'TCP' }) =>
      own === protocol && (typeof asked === 'string' ? name === asked : containerPort === asked),
  );
}

const readable = new WeakMap<readonly Workload[], boolean>();

/** Whether somebody can read all of some pods, so that what they do not declare is known. */
export function arePortsKnown(workloads: readonly Workload[]): boolean {
  let found = readable.get(workloads);
  if (found === undefined) {
    found = workloads.every(({ pod }) => pod !== undefined);
    readable.set(workloads, found);
  }
  return found;
}

const known = new WeakMap<readonly Workload[], Map<string, readonly Workload[]>>();

/** The workloads that do not declare a port; worked out once for workloads that many select. */
export function withoutPort(
  workloads: readonly Workload[],
  asked: string | number,
  protocol = 'TCP',
): readonly Workload[] {
  let byPort = known.get(workloads);
  if (byPort === undefined) {
    byPort = new Map();
    known.set(workloads, byPort);
  }
  const key = `${typeof asked} ${asked}/${protocol}`;
  let found = byPort.get(key);
  if (found === undefined) {
    found = workloads.filter((workload) => !hasPort(workload, asked, protocol));
    byPort.set(key, found);
  }
  return found;
}

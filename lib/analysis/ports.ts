import type { ContainerPort } from '../world/native-specs';
import type { Workload } from '../world/workload';

/** The ports that pods declare, those of containers that start before others and go on running included. */
export function portsOf({ pod }: Workload): readonly ContainerPort[] {
  const sidecars = (pod?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...(pod?.containers ?? []), ...sidecars].flatMap(({ ports = [] }) => ports);
}

/** Whether pods declare a port, by name or number. */
export function hasPort(workload: Workload, asked: string | number, protocol = 'TCP'): boolean {
  return portsOf(workload).some(
    ({ name, containerPort, protocol: own = 'TCP' }) =>
      own === protocol && (typeof asked === 'string' ? name === asked : containerPort === asked),
  );
}

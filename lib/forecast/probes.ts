import { isMap } from '../kube/json';
import type { Mesh } from '../mesh/mesh';
import { at } from '../world/workload';
import { type Effect, includesPort } from './effect';
import type { Hit } from './hits';

/** Where sidecars answer the probes of a pod for its application, unless that is switched off. */
const OF_SIDECARS = 15020;
const KINDS = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** Probes of the kubelet whose answers are too late, and what comes of it. */
export function probesHit(mesh: Mesh, effect: Effect, hits: readonly Hit[]): readonly string[] {
  if (effect.kind !== 'late' && effect.kind !== 'silent') return [];
  const late = effect.kind === 'late' ? effect.seconds : Number.POSITIVE_INFINITY;
  const { answers, except } = effect.traffic;
  return hits.flatMap(({ workload }) => {
    const containers = at(workload.entity.object, [...workload.template, 'spec', 'containers']);
    const isRewritten = mesh.proxyOf(workload).kind === 'sidecar';
    return (Array.isArray(containers) ? containers : []).filter(isMap).flatMap((container) =>
      KINDS.flatMap((kind) => {
        const probe = container[kind];
        const port = isMap(probe) ? portOf(probe, container) : undefined;
        if (!isMap(probe) || port === undefined || !includesPort(answers, except, isRewritten ? OF_SIDECARS : port))
          return [];
        const limit = numberOf(probe.timeoutSeconds, 1);
        if (late < limit) return [];
        const after = numberOf(probe.failureThreshold, 3) * numberOf(probe.periodSeconds, 10);
        const what = kind === 'readinessProbe' ? 'the pod gets no more requests' : 'the container is started again';
        const name = `${workload.namespace}/${workload.name}, container ${String(container.name)}`;
        return [`${kind} of ${name}: it waits ${limit} s, and its answer is later: after about ${after} s ${what}`];
      }),
    );
  });
}

function portOf(
  probe: Readonly<Record<string, unknown>>,
  container: Readonly<Record<string, unknown>>,
): number | undefined {
  const action = [probe.httpGet, probe.tcpSocket, probe.grpc].find(isMap);
  const port = action?.port;
  if (typeof port === 'number') return port;
  const named = (Array.isArray(container.ports) ? container.ports : []).filter(isMap).find(({ name }) => name === port);
  return typeof named?.containerPort === 'number' ? named.containerPort : undefined;
}

function numberOf(value: unknown, usual: number): number {
  return typeof value === 'number' ? value : usual;
}

import { targetPortOf } from '../../../mesh/endpoints';
import type { Mesh } from '../../../mesh/mesh';
import type { MutualTls } from '../../../mesh/peer-authentication';
import type { MeshPort, MeshService } from '../../../mesh/services';
import type { Workload } from '../../../world/workload';

/** Pods behind a port of a service. */
export interface Server {
  readonly workload: Workload;
  /** What their sidecar takes; `none` without a sidecar. */
  readonly takes: MutualTls | { readonly mode: 'none'; readonly place: undefined };
}

/** The pods behind a port of a service of which it is known what they take; none where that is not known of all. */
export function serversOf(
  mesh: Mesh,
  service: MeshService,
  port: MeshPort,
  labels?: Readonly<Record<string, string>>,
): readonly Server[] {
  const found: Server[] = [];
  for (const endpoint of mesh.endpoints(service, labels)) {
    const { workload } = endpoint;
    if (workload === undefined) return [];
    const { kind, assumed } = mesh.proxyOf(workload);
    const target = targetPortOf(endpoint, port);
    if (kind === 'ambient' || kind === 'gateway' || target === undefined) return [];
    if (kind === 'sidecar') found.push({ workload, takes: mesh.mutualTls(workload, target) });
    else if (assumed === undefined) found.push({ workload, takes: { mode: 'none', place: undefined } });
    else return [];
  }
  return found;
}

import type { CanarySpec } from '../../imports/flagger.app';
import type { Mesh } from '../mesh/mesh';
import { type MeshProxy, OUTSIDE } from '../mesh/proxies';
import type { Sound } from '../world/entity';
import { versionOfWorkload } from './version';

/**
 * Who asks where nobody says it: somebody outside for a Canary that is only on gateways, else the first workload with a
 * sidecar, in the namespace of the Canary if there is one, which is no version of the Canary itself.
 */
export function usualClient(mesh: Mesh, canary: Sound<CanarySpec>): MeshProxy {
  const { gateways = [] } = canary.spec.service ?? {};
  if (gateways.length > 0 && !gateways.includes('mesh')) return OUTSIDE;
  const others = mesh.proxies.filter(
    ({ kind, workload }) =>
      kind === 'sidecar' && workload !== undefined && versionOfWorkload(canary, workload) === undefined,
  );
  return others.find(({ namespace }) => namespace === canary.id.namespace) ?? others[0] ?? OUTSIDE;
}

/** `shop/web`, `outside`. */
export function clientName({ namespace, name, workload }: MeshProxy): string {
  return workload === undefined ? name : `${namespace}/${name}`;
}

import { DEPLOYMENT, POD } from '../../../world/kinds';
import type { Container } from '../../../world/native-specs';
import type { Workload } from '../../../world/workload';
import { deployment, documents, meshNamespace } from '../../examples';
import type { Rule } from '../../rule';
import { containersOf } from './containers';

/** What a sidecar listens on, by port. */
const RESERVED: ReadonlyMap<number, string> = new Map([
  [15000, 'administration of Envoy'],
  [15001, 'connections that leave the pod'],
  [15004, 'debugging'],
  [15006, 'connections that arrive'],
  [15008, 'tunnels of the mesh'],
  [15020, 'metrics and probes'],
  [15021, 'health'],
  [15053, 'DNS'],
  [15090, 'metrics of Envoy'],
]);
/** Only where it is asked for: DNS by sidecars, debugging, tunnels. */
const SOMETIMES = new Set([15004, 15008, 15053]);

export const reservedPorts: Rule = {
  id: 'MESH_RESERVED_PORT',
  severity: 'error',
  kinds: [POD, DEPLOYMENT],
  docs: {
    says: 'a container in the mesh that listens on a port of its sidecar',
    why: 'All containers of a pod share one network: of two that listen on a port, the second does not start. Requests to some of these ports never get to the application.',
    fix: 'Let the application listen on another port.',
    symptoms: ['CrashLoopBackOff', 'address already in use'],
    see: 'https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio',
    wrong: documents(meshNamespace(), deployment('reviews', { port: 15020 })),
    right: documents(meshNamespace(), deployment('reviews', { port: 8080 })),
  },

  check(mesh, report) {
    for (const workload of mesh.given.everyWorkload) {
      if (workload.entity.derived !== undefined || !hasReserved(workload)) continue;
      const { kind, assumed } = mesh.proxyOf(workload);
      if (kind !== 'sidecar') continue;
      for (const { container, path } of containersOf(workload)) {
        if (container.name === 'istio-proxy') continue;
        for (const [index, { containerPort }] of (container.ports ?? []).entries()) {
          const used = RESERVED.get(containerPort);
          if (used === undefined) continue;
          report(workload.entity, [...path, 'ports', index, 'containerPort'], {
            severity: SOMETIMES.has(containerPort) || assumed !== undefined ? 'warning' : 'error',
            message: `port ${containerPort} is the one of the sidecar for ${used}: one of the two does not start`,
            fix: 'listen on another port',
          });
        }
      }
    }
  },
};

/** Whether any container asks for one of the ports: hardly any does. */
function hasReserved({ pod }: Workload): boolean {
  const isReserved = ({ ports }: Container) => ports?.some(({ containerPort }) => RESERVED.has(containerPort)) === true;
  return pod?.containers?.some(isReserved) === true || pod?.initContainers?.some(isReserved) === true;
}

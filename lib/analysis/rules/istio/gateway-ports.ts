import type { Mesh } from '../../../mesh/mesh';
import type { MeshProxy } from '../../../mesh/proxies';
import { describeId } from '../../../world/entity';
import { GATEWAY } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace, service } from '../../examples';
import { portsOf } from '../../ports';
import type { RelatedObservation, Rule } from '../../rule';
import { isUnknown, podsOf, portsInto } from '../../traffic/gateways';

const example = (port: number) =>
  documents(
    meshNamespace('edge'),
    service('edge', '{name: http, port: 80, targetPort: 8080}', { namespace: 'edge' }),
    deployment('edge', { namespace: 'edge' }),
    istio(
      'Gateway',
      'edge',
      `selector: {app: edge}\nservers: [{port: {number: ${port}, name: http, protocol: HTTP}, hosts: [a.example.com]}]`,
      'edge',
    ),
  );

export const gatewayPorts: Rule = {
  id: 'IST0162',
  severity: 'warning',
  kinds: [GATEWAY],
  docs: {
    says: 'a server of a Gateway on a port that no Service leads to',
    why: 'The pods of the gateway listen on the port, and clients come through the Service in front of them, which does not have it.',
    fix: 'Add the port to the Service, with `targetPort` as the server has it, or write a port that it has.',
    symptoms: ['connection refused', 'connection timed out'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0162/',
    wrong: example(9090),
    right: example(80),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(GATEWAY)) {
      const { proxies, assumed } = podsOf(mesh, entity);
      const known = proxies.flatMap((proxy) => {
        const ports = isUnknown(proxy) ? undefined : portsInto(mesh, proxy);
        return ports === undefined ? [] : [{ proxy, ports }];
      });
      // Pods without a Service are called in another way.
      if (known.length === 0 || known.length < proxies.length) continue;
      for (const [index, { port }] of (entity.spec.servers ?? []).entries()) {
        if (
          port.number === 0 ||
          known.some(({ proxy, ports }) => ports.has(port.number) || isOpenOnNode(proxy, port.number))
        )
          continue;
        const [first] = known;
        const services = first === undefined ? [] : mesh.servicesSelecting(first.proxy);
        const numbers = [...new Set(services.flatMap(({ ports }) => ports.map(({ number }) => number)))].sort(
          (a, b) => a - b,
        );
        report(entity, ['spec', 'servers', index, 'port', 'number'], {
          ...(assumed ? { severity: 'note' } : {}),
          message: assumed
            ? `the gateway that istioctl installs has ports ${numbers.join(', ')}: unless yours has ${port.number}, nobody reaches this server`
            : `${services.map(({ entity: { id } }) => describeId(id)).join(' and ')} in front of the pods has ports ${numbers.join(', ')}: nobody reaches port ${port.number}`,
          fix: `add port ${port.number} to the Service, or write one that it has`,
          related: assumed ? [] : relatedServices(mesh, first?.proxy),
        });
      }
    }
  },
};

function relatedServices(mesh: Mesh, proxy: MeshProxy | undefined): readonly RelatedObservation[] {
  if (proxy === undefined) return [];
  return mesh.servicesSelecting(proxy).map(({ entity }) => ({
    entity,
    path: entity.derived === undefined ? ['spec', 'ports'] : [],
    message: entity.derived === undefined ? 'its ports' : 'says the ports of the gateway',
  }));
}

/** Whether clients may dial a port at the node. */
function isOpenOnNode({ workload }: MeshProxy, number: number): boolean {
  if (workload === undefined) return false;
  return (
    workload.pod?.hostNetwork === true ||
    portsOf(workload).some(({ hostPort, containerPort }) => hostPort !== undefined && containerPort === number)
  );
}

import { namedPort } from '../../../mesh/endpoints';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { KubernetesService } from '../../../mesh/services';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Sound } from '../../../world/entity';
import type { ServicePort, ServiceSpec } from '../../../world/native-specs';
import type { Workload } from '../../../world/workload';
import { deployment, documents, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';

/** A port of a Service that leads to pods. */
interface Lead {
  readonly entity: Sound<ServiceSpec>;
  readonly port: ServicePort;
  readonly path: FieldPath;
  readonly target: number | string;
}

/** Workloads of the mesh behind several Services, with the ports of these. */
const sharedWorkloads = perMesh((mesh): readonly (readonly [Workload, readonly Lead[]])[] => {
  const shared = selectedTwice(mesh);
  if (shared.size === 0) return [];
  return mesh.world.workloads.flatMap((workload) => {
    if (!shared.has(workload)) return [];
    const proxy = mesh.proxyOf(workload);
    if (proxy.kind !== 'sidecar' || workload.entity.labels['gateway.istio.io/managed'] !== undefined) return [];
    const services = mesh.servicesSelecting(proxy).filter(({ entity }) => entity.derived === undefined);
    return services.length < 2 ? [] : [[workload, services.flatMap((each) => leadsOf(each, workload))] as const];
  });
});

/** Workloads that several Services may select: most have one. */
function selectedTwice(mesh: Mesh): ReadonlySet<Workload> {
  const once = new Set<Workload>();
  const twice = new Set<Workload>();
  const lists = new Map<readonly Workload[], number>();
  for (const service of mesh.services) {
    if (service.registry !== 'Kubernetes') continue;
    const { selector } = service.entity.spec;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    const list = mesh.world.selected(service.namespace, selector);
    // Those with the same selector have the same list.
    lists.set(list, (lists.get(list) ?? 0) + 1);
  }
  for (const [list, count] of lists) {
    for (const workload of list) (count > 1 || once.has(workload) ? twice : once).add(workload);
  }
  return twice;
}

function leadsOf({ entity }: KubernetesService, workload: Workload): readonly Lead[] {
  return (entity.spec.ports ?? []).map((port, index) => {
    const target = port.targetPort || port.port;
    return {
      entity,
      port,
      path: ['spec', 'ports', index],
      target: typeof target === 'number' ? target : (namedPort(workload, target) ?? target),
    };
  });
}

/** Ports of two Services that clash, once for each pair of Services. */
function* clashes(
  mesh: Mesh,
  areTwo: (a: Lead, b: Lead) => boolean,
): Generator<readonly [first: Lead, second: Lead, workload: Workload]> {
  const told = new Set<string>();
  for (const [workload, leads] of sharedWorkloads(mesh)) {
    for (const [index, second] of leads.entries()) {
      const first = leads
        .slice(0, index)
        .find(
          (each) =>
            each.entity !== second.entity && areTwo(each, second) && mesh.given.together(each.entity, second.entity),
        );
      const key = first && [first, second].map(({ entity, path }) => `${describeId(entity.id)} ${path.join()}`).join();
      if (first === undefined || key === undefined || told.has(key)) continue;
      told.add(key);
      yield [first, second, workload];
    }
  }
}

const example = (ports: string) =>
  documents(
    meshNamespace(),
    deployment('orders'),
    service('orders', '{name: http, port: 80, targetPort: 8080}'),
    service('orders', ports).replace('name: orders,', 'name: orders-internal,'),
  );

export const portProtocols: Rule = {
  id: 'IST0116',
  severity: 'note',
  kinds: [],
  docs: {
    says: 'Services of the same pods in the mesh with one port number for TCP and for UDP',
    why: 'Proxies leave UDP alone: what is routed, encrypted and counted is the TCP port only.',
    fix: 'Give the ports numbers of their own, if the other protocol is not meant.',
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0116/',
    wrong: example('{name: udp, port: 80, targetPort: 8081, protocol: UDP}'),
    right: example('{name: udp, port: 81, targetPort: 8081, protocol: UDP}'),
  },

  check(mesh, report) {
    const protocol = ({ port }: Lead) => port.protocol ?? 'TCP';
    const areTwo = (a: Lead, b: Lead) => a.port.port === b.port.port && protocol(a) !== protocol(b);
    for (const [first, second, workload] of clashes(mesh, areTwo)) {
      report(second.entity, second.path, {
        message: `port ${second.port.port} is ${protocol(second)} here and ${protocol(first)} for ${describeId(first.entity.id)}, of the same pods (${workload.name}): proxies take the TCP port only`,
        related: [{ entity: first.entity, path: first.path, message: `is ${protocol(first)}` }],
      });
    }
  },
};

export const targetPorts: Rule = {
  id: 'IST0137',
  severity: 'note',
  kinds: [],
  docs: {
    says: 'Services of the same pods in the mesh that lead to one port of the pods from different ports',
    why: 'The sidecar of the pods has one listener for the port: what arrives through either Service is handled, and counted, as the older Service says.',
    fix: 'Use one Service, or the same port number; nothing has to be done where both say the same protocol.',
    symptoms: ['metrics name the wrong Service'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0137/',
    wrong: example('{name: http, port: 8000, targetPort: 8080}'),
    right: example('{name: http, port: 80, targetPort: 8080}'),
  },

  check(mesh, report) {
    const areTwo = (a: Lead, b: Lead) =>
      a.target === b.target && a.port.port !== b.port.port && a.port.protocol !== 'UDP' && b.port.protocol !== 'UDP';
    for (const [first, second, workload] of clashes(mesh, areTwo)) {
      report(second.entity, second.path, {
        message: `port ${second.port.port} leads to port ${second.target} of ${workload.name}, as port ${first.port.port} of ${describeId(first.entity.id)} does: the sidecar handles both as the older Service says`,
        related: [{ entity: first.entity, path: first.path, message: 'leads there, too' }],
      });
    }
  },
};

import { fullName, overlaps } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import type { MeshService } from '../../../mesh/services';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { GATEWAY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { deployment, documents, edgeGateway, istio, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';
import { type RoutedDestination, usesIn } from '../../traffic/destinations';

const example = (port: string) =>
  documents(
    meshNamespace(),
    service('reviews', '{name: http, port: 9080}, {name: http-admin, port: 9090}'),
    deployment('reviews', { port: 9080 }).replace(
      '{containerPort: 9080}',
      '{containerPort: 9080}, {containerPort: 9090}',
    ),
    edgeGateway(),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [shop.example.com]\ngateways: [edge]\nhttp: [{route: [{destination: {host: reviews${port}}}]}]`,
    ),
  );

export const portOmitted: Rule = {
  id: 'IST0112',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a destination without a port, of a service with several, none of which is the port that clients dial',
    why: 'Without `port`, requests go to the port on which they have arrived, unless the service has only one. Where the service has no such port, there is no cluster.',
    fix: 'Write `port: {number: …}` into the destination.',
    symptoms: ['503 NC', 'cluster_not_found'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0112/',
    wrong: example(''),
    right: example(', port: {number: 9080}'),
  },

  check(mesh, report) {
    for (const each of usesIn(mesh)) {
      if (each.destination.port?.number) continue;
      const services = mesh.servicesWithHost(each.host);
      if (services.length === 0 || (services.length === 1 && (services[0]?.ports.length ?? 0) < 2)) continue;
      const numbers = [...new Set(services.flatMap(({ ports }) => ports.map(({ number }) => number)))].sort(
        (a, b) => a - b,
      );
      if (numbers.length < 2 || services.some((service) => hasOnePort(mesh, service))) continue;
      const arriving = arrivingAt(mesh, each);
      const without = arriving.filter((port) => !numbers.includes(port));
      const [first] = without;
      if (first === undefined) continue;
      report(each.from, [...each.path, 'host'], {
        severity: without.length === arriving.length && each.role === 'route' ? 'error' : 'warning',
        message: `${each.destination.host} has ports ${numbers.join(', ')}, and the destination does not say which: what arrives at port ${without.join(', ')} is sent to port ${first} of it, which gives ${each.protocol === 'http' ? '503' : 'no connection'}`,
        fix: `write port: {number: ${numbers[0]}}`,
        related: services
          .slice(0, 1)
          .map((service) => ({ entity: service.entity, path: ['spec', 'ports'], message: 'its ports' })),
      });
    }
  },
};

/** Whether an alternative of a service has one port only. */
function hasOnePort({ given }: Mesh, { entity }: MeshService): boolean {
  return given.alternatives(entity.id).some(({ object }) => {
    const ports = at(object, ['spec', 'ports']);
    return Array.isArray(ports) && ports.length === 1;
  });
}

/** The ports at which requests arrive that take a rule. */
function arrivingAt(mesh: Mesh, { from: entity, rule, protocol }: RoutedDestination): readonly number[] {
  const { gateways = [], hosts = [] } = entity.spec;
  const full = hosts.map((host) => fullName(host, entity.id.namespace, mesh.config.clusterDomain));
  const found = new Set<number>();
  for (const name of gateways.length === 0 ? [MESH_GATEWAY] : gateways) {
    const ports =
      name === MESH_GATEWAY
        ? portsOfHosts(mesh, full, protocol)
        : portsOfGateway(mesh, gatewayName(name, entity.id.namespace), full);
    for (const port of ports) found.add(port);
  }
  const matches = at(entity.object, [...rule, 'match']);
  const wanted = Array.isArray(matches) ? matches.map((match: unknown) => at(match, ['port'])) : [];
  const only =
    wanted.length > 0 && wanted.every((port) => typeof port === 'number' && port > 0) ? new Set(wanted) : undefined;
  return [...found].filter((port) => only?.has(port) ?? true).sort((a, b) => a - b);
}

function portsOfHosts(
  mesh: Mesh,
  hosts: readonly string[],
  protocol: RoutedDestination['protocol'],
): readonly number[] {
  return hosts.flatMap((host) =>
    mesh
      .servicesWithHost(host)
      .flatMap(({ ports }) =>
        ports
          .filter(
            (port) => port.class === 'auto' || (protocol === 'http' ? port.class === 'http' : port.class === 'tcp'),
          )
          .map(({ number }) => number),
      ),
  );
}

/** The first server of a Gateway for one of the hosts decides for all of them. */
function portsOfGateway({ given }: Mesh, name: string, hosts: readonly string[]): readonly number[] {
  const [namespace = '', own = ''] = name.split('/');
  const gateway = given.get(GATEWAY, { namespace, name: own });
  const server = gateway?.spec?.servers?.find((each) =>
    each.hosts.some((host) => hosts.some((own) => overlaps(host.slice(host.indexOf('/') + 1).toLowerCase(), own))),
  );
  return server === undefined ? [] : [server.port.number];
}

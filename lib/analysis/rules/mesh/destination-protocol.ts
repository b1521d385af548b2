import type { MeshPort, MeshService } from '../../../mesh/services';
import { describeId } from '../../../world/entity';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { deployment, documents, istio, service, shop } from '../../examples';
import type { Rule } from '../../rule';
import { type RoutedDestination, usesIn } from '../../traffic/destinations';

const example = (port: string) =>
  documents(
    shop('reviews'),
    service('store', `{name: ${port}, port: 6379}`),
    deployment('store', { port: 6379 }),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]
http:
- match: [{uri: {prefix: /store}}]
  route: [{destination: {host: store}}]
- route: [{destination: {host: reviews}}]`,
    ),
  );

export const destinationProtocol: Rule = {
  id: 'MESH_DESTINATION_PROTOCOL',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a rule that sends what it takes to a port for something else: requests of HTTP to a database, TLS that nobody has opened to a port for HTTP',
    why: 'A rule of `http` sends requests, and one of `tls` the bytes of the client, whatever the port of the destination is for. A server of Redis, MongoDB or MySQL does not answer requests, and one of HTTP does not understand a TLS handshake.',
    fix: 'Write the port that is for the protocol, or correct its name.',
    symptoms: ['503 UPE', 'connection reset', 'wrong version number'],
    see: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
    wrong: example('redis'),
    right: example('http-store'),
  },

  check(mesh, report) {
    for (const use of usesIn(mesh)) {
      const [service, other] = mesh.servicesWithHost(use.host);
      if (service === undefined || other !== undefined) continue;
      const port = portFor(use, service);
      const wrong = port && mismatch(use, port);
      // Another alternative may have ports of other names.
      if (port === undefined || wrong === undefined || mesh.given.alternatives(service.entity.id).length > 1) continue;
      report(use.from, use.path, {
        message: `${wrong} to port ${port.number} of ${use.destination.host}, which is for ${port.protocol}`,
        fix: 'write the port that is meant, or name it for its protocol',
        related: [{ entity: service.entity, path: port.path, message: `the port of ${describeId(service.entity.id)}` }],
      });
    }
  },
};

/** The one that is named, or the only one. */
function portFor({ destination }: RoutedDestination, { ports }: MeshService): MeshPort | undefined {
  const number = destination.port?.number ?? (ports.length === 1 ? ports[0]?.number : undefined);
  return ports.find((each) => each.number === number);
}

const DATABASES: ReadonlySet<string> = new Set(['mongo', 'redis', 'mysql', 'udp']);

function mismatch({ protocol }: RoutedDestination, port: MeshPort): string | undefined {
  if (protocol === 'http') return DATABASES.has(port.protocol) ? 'requests of HTTP go' : undefined;
  return protocol === 'tls' && port.class === 'http' ? 'TLS goes unopened' : undefined;
}

import { isOrderKnown } from '../../../mesh/creation-order';
import type { GatewayServer } from '../../../mesh/gateway-servers';
import type { Mesh } from '../../../mesh/mesh';
import { describeId } from '../../../world/entity';
import { GATEWAY } from '../../../world/kinds';
import { documents, istio } from '../../examples';
import type { Report, Rule } from '../../rule';
import { gatewayProxies } from '../../traffic/gateways';

const gateway = (name: string, host: string) =>
  istio(
    'Gateway',
    name,
    `
selector: {istio: ingressgateway}
servers:
- port: {number: 443, name: https-${name}, protocol: HTTPS}
  hosts: [${host}]
  tls: {mode: SIMPLE, credentialName: ${name}}`,
    'istio-system',
  );

export const conflictingGateways: Rule = {
  id: 'IST0145',
  severity: 'error',
  kinds: [GATEWAY],
  docs: {
    says: 'Gateways whose servers take the same host at the same port of the same pods',
    why: 'Of servers that take TLS connections for one name at one port the first one counts, that of the oldest Gateway; the whole of the other is left out, its other hosts included. Servers of HTTP in plain text are joined instead: for these it is a note.',
    fix: 'Write one server for the host, or give the servers hosts of their own.',
    symptoms: ['404 NR', 'wrong certificate', 'connection reset'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0145/',
    wrong: documents(gateway('one', 'shop.example.com'), gateway('two', 'shop.example.com')),
    right: documents(gateway('one', 'shop.example.com'), gateway('two', 'admin.example.com')),
  },

  check(mesh, report) {
    for (const proxy of gatewayProxies(mesh)) {
      const { dropped, groups } = mesh.gateway(proxy);
      for (const { server, reason } of dropped) {
        if (reason.kind === 'duplicate hosts') reportDropped(mesh, server, reason, report);
      }
      for (const { plainHttp, servers } of groups) if (plainHttp) reportJoined(mesh, servers, report);
    }
  },
};

function reportDropped(
  { given }: Mesh,
  server: GatewayServer,
  { hosts, by }: { readonly hosts: readonly string[]; readonly by: GatewayServer },
  report: Report,
): void {
  if (!given.together(server.gateway, by.gateway)) return;
  const own = server.gateway === by.gateway;
  const other = own ? 'an earlier server' : describeId(by.gateway.id);
  const reason = own
    ? 'the first counts'
    : isOrderKnown(by.gateway, server.gateway)
      ? 'it is older'
      : `the older counts (by name: ${by.gatewayName})`;
  report(server.gateway, server.place.path, {
    message: `${other} takes ${hosts.join(', ')} at port ${server.spec.port.number}, too, and ${reason}: this server is left out, with all its hosts`,
    fix: 'write one server for the host',
    related: [{ ...by.place, message: 'takes it' }],
  });
}

/** Servers of different Gateways that share a host, and with it the routes of all their VirtualServices. */
function reportJoined({ given }: Mesh, servers: readonly GatewayServer[], report: Report): void {
  const first = new Map<string, GatewayServer>();
  for (const server of servers) {
    for (const host of server.hosts) {
      const other = first.get(host);
      if (other === undefined) {
        first.set(host, server);
        continue;
      }
      if (other.gateway === server.gateway || !given.together(other.gateway, server.gateway)) continue;
      report(server.gateway, [...server.place.path, 'hosts'], {
        severity: 'note',
        message: `${describeId(other.gateway.id)} takes ${host} at port ${server.spec.port.number}, too: the routes of both are joined`,
        related: [{ ...other.place, message: 'takes it' }],
      });
      break;
    }
  }
}

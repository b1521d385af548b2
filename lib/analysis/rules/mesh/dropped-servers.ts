import { isOrderKnown } from '../../../mesh/creation-order';
import type { DroppedServer, GatewayServer } from '../../../mesh/gateway-servers';
import { describeId } from '../../../world/entity';
import { GATEWAY } from '../../../world/kinds';
import { documents, istio } from '../../examples';
import type { Rule } from '../../rule';
import { gatewayProxies } from '../../traffic/gateways';

const gateway = (name: string, port: string) =>
  istio('Gateway', name, `selector: {istio: ingressgateway}\nservers: [{port: ${port}, hosts: [${name}.example.com]}]`);
const WEB = gateway('web', '{number: 80, name: http, protocol: HTTP}');

export const droppedServers: Rule = {
  id: 'MESH_GATEWAY_PROTOCOL',
  severity: 'error',
  kinds: [GATEWAY],
  docs: {
    says: 'a server of a Gateway at a port that another one uses for another protocol',
    why: 'The pods of a gateway have one listener for a port, and the oldest Gateway that selects them decides what it is. A server for another protocol is left out, and nothing says so.',
    fix: 'Use a port of its own for each protocol.',
    symptoms: ['404 NR', 'connection reset', 'a Gateway has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Port',
    wrong: documents(WEB, gateway('wire', '{number: 80, name: tcp, protocol: TCP}')),
    right: documents(WEB, gateway('wire', '{number: 443, name: tcp, protocol: TCP}')),
  },

  check(mesh, report) {
    const told = new Set<string>();
    for (const proxy of gatewayProxies(mesh)) {
      for (const { server, reason } of mesh.gateway(proxy).dropped) {
        const { entity, path } = server.place;
        const key = `${describeId(entity.id)} ${path.join()}`;
        if (reason.kind === 'duplicate hosts' || told.has(key) || entity.derived !== undefined) continue;
        if (reason.kind !== 'no tls' && !mesh.given.together(reason.by.gateway, server.gateway)) continue;
        told.add(key);
        report(entity, path, {
          message: messageOf(server, reason),
          fix: FIXES[reason.kind],
          related: reason.kind === 'no tls' ? [] : [{ ...reason.by.place, message: 'counts' }],
        });
      }
    }
  },
};

const FIXES: Readonly<Record<Exclude<DroppedServer['reason']['kind'], 'duplicate hosts'>, string>> = {
  protocol: 'use another port, or the same protocol',
  'same name': 'give the port another name',
  'no tls': 'add tls, or write PASSTHROUGH as its mode',
};

function messageOf(
  server: GatewayServer,
  reason: Exclude<DroppedServer['reason'], { kind: 'duplicate hosts' }>,
): string {
  const { number, protocol, name } = server.spec.port;
  if (reason.kind === 'no tls') return `port ${number} is for ${protocol} and the server has no tls: it is left out`;
  const { gateway, spec } = reason.by;
  const isOwn = gateway === server.gateway;
  const who = isOwn ? 'another server before it' : describeId(gateway.id);
  const why = isOwn
    ? ''
    : isOrderKnown(gateway, server.gateway)
      ? ', which is older'
      : `, and the older counts (by name: ${gateway.id.namespace}/${gateway.id.name})`;
  return reason.kind === 'protocol'
    ? `port ${number} takes ${spec.port.protocol} for ${who}${why}: this server for ${protocol} is left out`
    : `${who} has a port with the name ${name}, too${why}: this server is left out`;
}

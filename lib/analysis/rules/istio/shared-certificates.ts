import type { GatewayServer } from '../../../mesh/gateway-servers';
import { describeId } from '../../../world/entity';
import { GATEWAY } from '../../../world/kinds';
import { documents, istio } from '../../examples';
import type { Rule } from '../../rule';
import { gatewayProxies } from '../../traffic/gateways';

const gateway = (name: string, credential: string) =>
  istio(
    'Gateway',
    name,
    `
selector: {istio: ingressgateway}
servers:
- port: {number: 443, name: https, protocol: HTTPS}
  hosts: [${name}.example.com]
  tls: {mode: SIMPLE, credentialName: ${credential}}`,
    'istio-system',
  );

export const sharedCertificates: Rule = {
  id: 'IST0138',
  severity: 'warning',
  kinds: [GATEWAY],
  docs: {
    says: 'Gateways at one port of the same pods with one certificate for different hosts',
    why: 'A browser that has a connection to one of the hosts uses it for the other as well, as HTTP/2 and the certificate allow it. The connection belongs to the server of the first host, which does not know the second: 404.',
    fix: 'Write one Gateway with all hosts of the certificate, or a certificate for each host.',
    symptoms: ['404 NR in browsers, now and then', '421'],
    see: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate',
    wrong: documents(gateway('shop', 'example'), gateway('admin', 'example')),
    right: documents(gateway('shop', 'shop'), gateway('admin', 'admin')),
  },

  check(mesh, report) {
    for (const proxy of gatewayProxies(mesh)) {
      const first = new Map<string, GatewayServer>();
      for (const server of mesh.gateway(proxy).groups.flatMap(({ servers }) => servers)) {
        for (const credential of credentialsOf(server)) {
          const key = `${server.port} ${server.bind} ${credential}`;
          const other = first.get(key);
          if (other === undefined) {
            first.set(key, server);
            continue;
          }
          if (other.gateway === server.gateway || !mesh.given.together(other.gateway, server.gateway)) continue;
          report(server.gateway, [...server.place.path, 'tls'], {
            message: `${describeId(other.gateway.id)} has the same certificate for ${textOf(other)}: a browser that uses one connection for both hosts gets 404 for ${textOf(server)}`,
            fix: 'write one Gateway with the hosts of the certificate',
            related: [
              { entity: other.gateway, path: [...other.place.path, 'tls'], message: 'has the same certificate' },
            ],
          });
        }
      }
    }
  },
};

function textOf({ hosts }: GatewayServer): string {
  return hosts.slice(0, 3).join(', ');
}

function credentialsOf({ spec: { tls }, kind }: GatewayServer): readonly string[] {
  if (tls === undefined || kind !== 'https') return [];
  const { credentialName, credentialNames = [], serverCertificate, privateKey } = tls;
  if (credentialName !== undefined && credentialName !== '') return [credentialName];
  if (credentialNames.length > 0) return credentialNames;
  return serverCertificate && privateKey ? [`${serverCertificate} ${privateKey}`] : [];
}

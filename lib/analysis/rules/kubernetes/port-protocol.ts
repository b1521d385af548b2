import { closest } from '../../../kube/suggestion';
import { protocolOfServicePort } from '../../../mesh/protocols';
import { SERVICE } from '../../../world/kinds';
import type { ServicePort } from '../../../world/native-specs';
import { isInMesh } from '../../mesh-services';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: orders, namespace: shop, labels: {app: orders}}
spec: {containers: [{name: orders, image: example.com/orders:1.0.0, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {selector: {app: orders}, ports: [{name: ${name}, port: 5432}]}
`;

/** The protocols that a name may begin with. */
const PROTOCOLS = ['http', 'http2', 'https', 'grpc', 'tcp', 'tls', 'udp', 'mongo', 'redis', 'mysql'];
/** Names of protocols that Istio does not know, and that are no slips. */
const OTHERS: ReadonlySet<string> = new Set(['grpcs', 'mtls', 'rpc', 'ws', 'wss', 'ssl', 'h2', 'h2c']);

export const portProtocol: Rule = {
  id: 'IST0118',
  severity: 'note',
  kinds: [SERVICE],
  docs: {
    says: 'a port of a Service in the mesh whose name, or `appProtocol`, does not begin with a protocol that Istio knows',
    why: 'Proxies look at the first bytes that the client sends to tell HTTP from anything else. Where the server speaks first, as databases do, connections wait for a timeout before anything is sent; and there are no metrics, routes or policies of the protocol that was meant.',
    fix: 'Begin the name with the protocol (`tcp-orders`), or set `appProtocol`.',
    symptoms: ['connections take seconds to begin', 'metrics say tcp instead of http'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0118/',
    wrong: example('tco-sql'),
    right: example('tcp-sql'),
  },

  check(mesh, report) {
    for (const service of mesh.given.all(SERVICE)) {
      if (service.spec.type === 'ExternalName' || !isInMesh(mesh, service)) continue;
      for (const [index, port] of (service.spec.ports ?? []).entries()) {
        if (protocolOfServicePort(port) !== 'auto') continue;
        const { text, field } = wordsOf(port);
        const meant = OTHERS.has(text.split('-', 1)[0] ?? '')
          ? undefined
          : closest(text.split('-', 1)[0] ?? '', PROTOCOLS);
        report(service, ['spec', 'ports', index, field], {
          severity: meant === undefined ? 'note' : 'warning',
          message: `${text === '' ? `port ${port.port} has no name` : `${text} begins with no protocol that Istio knows`}: proxies guess from the first bytes that the client sends`,
          fix:
            meant === undefined
              ? 'begin the name with http-, grpc-, tcp- or another protocol'
              : `did you mean ${[meant, ...text.split('-').slice(1)].join('-')}?`,
        });
      }
    }
  },
};

/** What says the protocol of a port. */
function wordsOf({ name = '', appProtocol }: ServicePort): { readonly text: string; readonly field: string } {
  return appProtocol === undefined ? { text: name, field: 'name' } : { text: appProtocol, field: 'appProtocol' };
}

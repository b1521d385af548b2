import { classOf, protocolOfServicePort } from '../../../mesh/protocols';
import { SERVICE } from '../../../world/kinds';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: example.com/web:1.0.0}]}
---
apiVersion: v1
kind: Service
metadata: {name: payments, namespace: shop}
spec: {type: ExternalName, externalName: payments.example.com, ports: [{name: ${name}, port: 8080}]}
`;

export const externalNameProtocol: Rule = {
  id: 'IST0150',
  severity: 'warning',
  kinds: [SERVICE],
  docs: {
    says: 'a port of a Service of type ExternalName, seen by sidecars, that is plain TCP or says no protocol',
    why: 'Such a Service has no address of its own: a sidecar listens on the port for every address, and takes all other TCP traffic to the same port number for this Service.',
    fix: 'Begin the name of the port with `http-`, `tls-` or `https-` if it is one of them, or write a ServiceEntry with addresses.',
    symptoms: ['connections to other hosts on the same port go wrong', '503 UF'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0150/',
    wrong: example('tcp-payments'),
    right: example('http-payments'),
  },

  check(mesh, report) {
    if (!mesh.proxies.some(({ kind, assumed }) => kind === 'sidecar' && assumed === undefined)) return;
    for (const service of mesh.given.all(SERVICE)) {
      if (service.spec.type !== 'ExternalName') continue;
      for (const [index, port] of (service.spec.ports ?? []).entries()) {
        const protocol = protocolOfServicePort(port);
        if (classOf(protocol) === 'http' || ['https', 'tls', 'udp'].includes(protocol)) continue;
        report(service, ['spec', 'ports', index], {
          message: `port ${port.port} is ${protocol === 'auto' ? 'of no protocol that Istio knows' : 'plain TCP'}: sidecars send all TCP connections to port ${port.port} to ${service.spec.externalName}`,
          fix: 'begin its name with http-, https- or tls- if it is one of them, or write a ServiceEntry with addresses',
        });
      }
    }
  },
};

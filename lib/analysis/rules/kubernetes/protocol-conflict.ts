import { groupBy } from '../../../kube/group-by';
import { classOf, type ProtocolClass, protocolOfServicePort } from '../../../mesh/protocols';
import type { FieldPath } from '../../../model/finding';
import { describeId, idKey, type Sound } from '../../../world/entity';
import { SERVICE } from '../../../world/kinds';
import type { ServicePort, ServiceSpec } from '../../../world/native-specs';
import type { Workload } from '../../../world/workload';
import { isInMesh } from '../../mesh-services';
import { portsOf } from '../../ports';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: orders, namespace: shop, labels: {app: orders}}
spec: {containers: [{name: orders, image: example.com/orders:1.0.0, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {selector: {app: orders}, ports: [{name: http, port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: orders-raw, namespace: shop}
spec: {selector: {app: orders}, ports: [{name: ${name}, port: 8080}]}
`;

/** Of more workloads behind one Service, the others are like these. */
const WORKLOADS = 20;

export const protocolConflict: Rule = {
  id: 'K8S_PROTOCOL_CONFLICT',
  severity: 'warning',
  kinds: [SERVICE],
  docs: {
    says: 'two Services in the mesh that say HTTP and TCP of the same port of the same pods',
    why: 'The sidecar of the pods has one listener for the port, of the protocol that the oldest Service says. Through the other Service, metrics, policies and retries are those of the wrong protocol; what is TCP and taken for HTTP is refused.',
    fix: 'Give the ports the same protocol, or the pods another port.',
    symptoms: ['400 DPE', 'metrics say tcp instead of http', 'policies have no effect'],
    see: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
    wrong: example('tcp'),
    right: example('http-raw'),
  },

  check(mesh, report) {
    const services = mesh.given
      .current(SERVICE)
      .filter((service) => isInMesh(mesh, service))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const ends = services.flatMap((service) => {
      const workloads = mesh.world.selectedBy(service.id.namespace, { matchLabels: service.spec.selector ?? {} });
      const sorted = [...workloads].sort((a, b) => (a.entity.key < b.entity.key ? -1 : 1));
      return sorted.slice(0, WORKLOADS).flatMap((workload) => [...endsOf(service, workload)]);
    });
    const told = new Set<string>();
    for (const sharing of groupBy(ends, ({ key }) => key).values()) {
      const [first] = sharing;
      const other = sharing.find(
        (each) =>
          each.protocol !== first?.protocol && first !== undefined && mesh.given.together(first.service, each.service),
      );
      if (first === undefined || other === undefined) continue;
      const pair = [first, other].map(({ service, path }) => `${idKey(service.id)} ${path.join('.')}`).join(' ');
      if (told.has(pair)) continue;
      told.add(pair);
      report(other.service, other.path, {
        message: `port ${first.port} of ${describeId(first.workload.entity.id)} is ${nameOf(other.protocol)} here and ${nameOf(first.protocol)} for ${describeId(first.service.id)}: the sidecar takes it for what the older of the two says`,
        fix: 'give both ports the same protocol',
        related: [{ entity: first.service, path: first.path, message: `says ${nameOf(first.protocol)}` }],
      });
    }
  },
};

/** What a Service says of a port of pods. */
interface End {
  readonly key: string;
  readonly service: Sound<ServiceSpec>;
  readonly path: FieldPath;
  readonly workload: Workload;
  readonly port: number;
  readonly protocol: ProtocolClass;
}

function* endsOf(service: Sound<ServiceSpec>, workload: Workload): Generator<End> {
  for (const [index, each] of (service.spec.ports ?? []).entries()) {
    const protocol = classOf(protocolOfServicePort(each));
    const port = targetOf(each, workload);
    if (port === undefined || (protocol !== 'http' && protocol !== 'tcp')) continue;
    const key = `${workload.entity.key} ${port}`;
    yield { key, service, path: ['spec', 'ports', index], workload, port, protocol };
  }
}

function targetOf({ port, targetPort }: ServicePort, workload: Workload): number | undefined {
  const target = targetPort || port;
  return typeof target === 'number' ? target : portsOf(workload).find(({ name }) => name === target)?.containerPort;
}

function nameOf(protocol: ProtocolClass): string {
  return protocol === 'http' ? 'HTTP' : 'TCP';
}

import { describeId } from '../../../world/entity';
import { SERVICE } from '../../../world/kinds';
import type { ServicePort, ServiceSpec } from '../../../world/native-specs';
import type { Reference } from '../../../world/references/reference';
import type { World } from '../../../world/world';
import type { Rule } from '../../rule';
import { isAction } from './backend-missing';

const example = (port: number) => `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: example.com/web:1.0.0, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: ${port}}}}}]}
`;

/** What the API server calls when a webhook says nothing of a port. */
const WEBHOOK_PORT = 443;

export const backendPort: Rule = {
  id: 'K8S_BACKEND_PORT',
  severity: 'error',
  kinds: [SERVICE],
  docs: {
    says: 'an Ingress, a route of the Gateway API or a webhook to a port that the Service does not have',
    why: 'What is asked for is the port of the Service, not that of its pods. Requests get 503 or 500; webhooks cannot be called.',
    fix: 'Write `port` or `name` of one of the ports of the Service.',
    symptoms: ['503', '500', 'failed calling webhook', 'service port not found'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
    wrong: example(8080),
    right: example(80),
  },

  check({ given, world }, report) {
    for (const reference of given.references) {
      const { from, to, role, port } = reference;
      if (from.refused === true || isAction(reference)) continue;
      const asked = port?.value ?? (role === 'webhook' ? WEBHOOK_PORT : undefined);
      if (asked === undefined) continue;
      const specs = specsOf(world, reference);
      if (specs === undefined || specs.some(({ ports = [] }) => ports.some((each) => isPort(each, asked)))) continue;
      const ports = specs[0]?.ports ?? [];
      const meant = ports.find(({ targetPort }) => targetPort === asked);
      const [service] = world.alternatives(to);
      report(from, port?.path ?? reference.path, {
        message:
          `${describeId(to)} has no port ${asked}: ` +
          (role === 'webhook'
            ? 'the API server cannot call it'
            : `requests get ${from.id.kind === 'Ingress' ? 503 : 500}`),
        fix:
          meant === undefined
            ? `it has ${ports.map(describePort).join(', ')}`
            : `${asked} is the port of its pods: write ${typeof asked === 'number' ? meant.port : (meant.name ?? meant.port)}`,
        related: service === undefined ? [] : [{ entity: service, path: ['spec', 'ports'], message: 'its ports' }],
      });
    }
  },
};

/** What is written of a Service; undefined when it is not known, or has an answer for every port. */
function specsOf(world: World, { to }: Reference): readonly ServiceSpec[] | undefined {
  if (to.kind !== SERVICE.kind || to.group !== SERVICE.group) return undefined;
  const alternatives = world.alternatives(to);
  const specs = alternatives.flatMap(({ spec }) => (spec === undefined ? [] : [spec as ServiceSpec]));
  const isKnown = specs.length > 0 && specs.length === alternatives.length;
  return isKnown && specs.every(({ ports = [] }) => ports.length > 0) ? specs : undefined;
}

function isPort({ port, name }: ServicePort, asked: number | string): boolean {
  return typeof asked === 'number' ? port === asked : name === asked;
}

function describePort({ port, name }: ServicePort): string {
  return name === undefined ? `${port}` : `${port} (${name})`;
}

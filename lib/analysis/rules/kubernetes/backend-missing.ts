import { isOfKind } from '../../../world/kind';
import { SERVICE } from '../../../world/kinds';
import type { Reference } from '../../../world/references/reference';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
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
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: ${name}, port: {number: 80}}}}]}
`;

export const backendMissing: Rule = {
  id: 'K8S_BACKEND_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'an Ingress or a route of the Gateway API to a Service which does not exist',
    why: 'Requests that match get 503, or 500 from a Gateway; the route says BackendNotFound.',
    fix: 'Write the name of a Service of the namespace; a route may name another one.',
    symptoms: ['503', '500', 'BackendNotFound', 'service not found'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules',
    wrong: example('wbe'),
    right: example('web'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: (reference) => isBackend(reference) && !isAction(reference),
      consequence: ({ from }) => `requests get ${from.id.kind === 'Ingress' ? 503 : 500}`,
      unknown: 'note',
    });
  },
};

/** Whether a Service is to answer requests of an Ingress or route. */
function isBackend({ role, to }: Reference): boolean {
  return role === 'backend' && isOfKind(to, SERVICE);
}

/** Names that the controller of AWS takes for actions that annotations describe. */
export function isAction({ from, to, port }: Reference): boolean {
  return (
    port?.value === 'use-annotation' || from.annotations[`alb.ingress.kubernetes.io/actions.${to.name}`] !== undefined
  );
}

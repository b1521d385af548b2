import { equalJson } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Entity, type Sound } from '../../../world/entity';
import { INGRESS } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import type { IngressBackend, IngressSpec } from '../../../world/native-specs';
import type { Rule } from '../../rule';

const example = (path: string) => `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: example.com/web:1.0.0, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: http-admin, port: 81, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop-admin, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http: {paths: [{path: ${path}, pathType: Prefix, backend: {service: {name: web, port: {number: 81}}}}]}
`;

export const ingressDuplicate: Rule = {
  id: 'K8S_INGRESS_DUPLICATE',
  severity: 'error',
  kinds: [INGRESS],
  docs: {
    says: 'a host and path that two rules of Ingresses of one class send to different backends',
    why: 'Only one of them gets the requests. Which one is up to the controller: mostly the Ingress that was created first; its admission webhook may refuse the other.',
    fix: 'Give one of them another host, path or class.',
    symptoms: ['404', 'requests go to the wrong service', 'host and path is already defined in ingress'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules',
    wrong: example('/'),
    right: example('/admin'),
  },

  check({ given: world }, report) {
    const firsts = new Map<string, RoutedPath>();
    const paths = world
      .current(INGRESS)
      .filter((entity) => !mayRepeat(entity) && !isLive(entity))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .flatMap((entity) => [...pathsOf(entity)]);
    for (const each of paths) {
      const first = firsts.get(each.key);
      if (first === undefined) firsts.set(each.key, each);
      else if (!equalJson(first.backend, each.backend) && world.together(first.entity, each.entity)) {
        report(each.entity, each.path, {
          message: `${each.shown} goes to ${describeBackend(first.backend)} already${first.entity === each.entity ? '' : `, by ${describeId(first.entity.id)}`}: one of the two gets no requests`,
          fix: 'give one of them another host or path',
          related: [{ entity: first.entity, path: first.path, message: 'the other rule' }],
        });
      }
    }
  },
};

interface RoutedPath {
  readonly entity: Entity;
  readonly path: FieldPath;
  /** Class, host, path and how it matches. */
  readonly key: string;
  readonly shown: string;
  readonly backend: IngressBackend;
}

const CLASS = 'kubernetes.io/ingress.class';

function* pathsOf(entity: Sound<IngressSpec>): Generator<RoutedPath> {
  const { ingressClassName, rules = [] } = entity.spec;
  const className = ingressClassName ?? entity.annotations[CLASS] ?? '';
  for (const [rule, { host = '', http }] of rules.entries()) {
    for (const [index, { path = '/', pathType = '', backend }] of (http?.paths ?? []).entries()) {
      yield {
        entity,
        path: ['spec', 'rules', rule, 'http', 'paths', index],
        key: [className, host, path, pathType].join('\0'),
        shown: `${host}${path}`,
        backend,
      };
    }
  }
}

/** Controllers that give each Ingress an address of its own. */
const OWN_ADDRESS = /^(?:alb|gce|gce-internal|azure-application-gateway|azure\/application-gateway)$/;

/** Whether paths of an Ingress may be those of another one: it is a canary of nginx, or has its own address. */
function mayRepeat({ spec, annotations }: Sound<IngressSpec>): boolean {
  const className = spec.ingressClassName ?? annotations[CLASS] ?? '';
  const isCanary = Object.entries(annotations).some(([key, value]) => key.endsWith('/canary') && value === 'true');
  return isCanary || OWN_ADDRESS.test(className);
}

function describeBackend({ service, resource }: IngressBackend): string {
  if (service === undefined) return `${resource?.kind} ${resource?.name}`;
  return `${service.name}:${service.port?.name ?? service.port?.number}`;
}

import { isMap, type JsonMap } from '../../../kube/json';
import { type LabelSelector, matchesSelector } from '../../../kube/label-selector';
import { describeId } from '../../../world/entity';
import { isOfKind } from '../../../world/kind';
import {
  GATEWAY_API_GATEWAY,
  GRPC_ROUTE,
  HTTP_ROUTE,
  NAMESPACE,
  TCP_ROUTE,
  TLS_ROUTE,
  UDP_ROUTE,
} from '../../../world/kinds';
import { at } from '../../../world/workload';
import type { World } from '../../../world/world';
import type { Rule } from '../../rule';

const example = (from: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: edge}
spec:
  gatewayClassName: istio
  listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: ${from}}}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: public, namespace: edge}]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
`;

export const routeNotAllowed: Rule = {
  id: 'K8S_ROUTE_NOT_ALLOWED',
  severity: 'error',
  kinds: [HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE],
  docs: {
    says: 'a route whose namespace no listener of its Gateway allows',
    why: 'A listener takes routes of its own namespace alone unless `allowedRoutes.namespaces` says otherwise: no request takes the route, and its status says NotAllowedByListeners.',
    fix: 'Set `allowedRoutes: {namespaces: {from: All}}` at the listener, or a selector that the namespace has the labels for.',
    symptoms: ['404', 'NotAllowedByListeners', 'attachedRoutes 0'],
    see: 'https://gateway-api.sigs.k8s.io/guides/multiple-ns/',
    wrong: example('Same'),
    right: example('All'),
  },

  check({ given: world }, report) {
    for (const { role, from, to, keys, path } of world.references) {
      if (role !== 'parent' || !isOfKind(to, GATEWAY_API_GATEWAY)) continue;
      if (from.id.namespace === to.namespace || from.refused === true) continue;
      const gateways = world.alternatives(to);
      const listeners = gateways
        .flatMap(({ object }) => at(object, ['spec', 'listeners']) ?? [])
        .filter(isMap)
        .filter(({ name }) => keys.length === 0 || keys.some(({ value }) => value === name));
      const [gateway] = gateways;
      if (gateway === undefined || listeners.length === 0) continue;
      if (listeners.some((listener) => mayTake(listener, from.id.namespace, world))) continue;
      report(from, path, {
        message: `no listener of ${describeId(to)} takes routes of namespace ${from.id.namespace}: no request takes the route`,
        fix: 'set allowedRoutes.namespaces at the listener: {from: All}, or a selector for the namespace',
        related: [{ entity: gateway, path: ['spec', 'listeners'], message: 'its listeners' }],
      });
    }
  },
};

/** Whether a listener takes routes of another namespace, as far as that is known. */
function mayTake(listener: JsonMap, namespace: string, world: World): boolean {
  const namespaces = at(listener, ['allowedRoutes', 'namespaces']);
  const { from = 'Same', selector } = isMap(namespaces) ? namespaces : {};
  if (from !== 'Selector') return from !== 'Same' && from !== 'None';
  if (!isMap(selector) || world.get(NAMESPACE, { namespace: '', name: namespace }) === undefined) return true;
  return matchesSelector(world.namespaceLabels(namespace), selector as LabelSelector);
}

import { isMap } from '../../../kube/json';
import { closest } from '../../../kube/suggestion';
import { describeId, type Entity } from '../../../world/entity';
import { isOfKind } from '../../../world/kind';
import { GATEWAY_API_GATEWAY, GRPC_ROUTE, HTTP_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { absenceOf, isRunIn, reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (listener: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: shop, sectionName: ${listener}}]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
`;

export const gatewayMissing: Rule = {
  id: 'K8S_GATEWAY_MISSING',
  severity: 'error',
  kinds: [HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE],
  docs: {
    says: 'a route of the Gateway API for a Gateway, or a listener of it, which does not exist',
    why: 'The route is attached to nothing: no request takes it, and its status has no accepted parent.',
    fix: 'Write name and namespace of the Gateway, and in `sectionName` the name of one of its listeners.',
    symptoms: ['404', 'NoMatchingParent', 'attachedRoutes 0'],
    see: 'https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways',
    wrong: example('https'),
    right: example('http'),
  },

  check(mesh, report) {
    const { given } = mesh;
    reportMissing(mesh, report, {
      concerns: ({ role, to }) => role === 'parent' && isOfKind(to, GATEWAY_API_GATEWAY),
      consequence: () => 'no request takes the route',
      // Gateways are often described elsewhere, also where other Gateways are given.
      absence: (id) =>
        given.settings.complete === true || isRunIn(mesh.world, id.namespace) ? absenceOf(mesh.world, id) : 'open',
      unknown: 'note',
    });
    for (const { role, from, to, keys } of given.references) {
      if (role !== 'parent' || !isOfKind(to, GATEWAY_API_GATEWAY)) continue;
      const gateways = given.alternatives(to);
      const names = new Set(gateways.flatMap(listenersOf));
      for (const { value, path } of keys) {
        const [gateway] = gateways;
        if (gateway === undefined || names.size === 0 || names.has(value)) continue;
        const near = closest(value, [...names].sort());
        report(from, path, {
          message: `${describeId(to)} has no listener ${value}: no request takes the route`,
          fix: near === undefined ? `it has ${[...names].sort().join(', ')}` : `did you mean ${near}?`,
          related: [{ entity: gateway, path: ['spec', 'listeners'], message: 'its listeners' }],
        });
      }
    }
  },
};

function listenersOf({ object }: Entity): readonly string[] {
  const listeners = at(object, ['spec', 'listeners']);
  if (!Array.isArray(listeners)) return [];
  return listeners.flatMap((each: unknown) => (isMap(each) && typeof each.name === 'string' ? [each.name] : []));
}

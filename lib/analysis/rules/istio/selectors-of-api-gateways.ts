import { hasLabels } from '../../../kube/label-selector';
import { describeId, type Labels } from '../../../world/entity';
import {
  AUTHORIZATION_POLICY,
  GATEWAY_API_GATEWAY,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  WASM_PLUGIN,
} from '../../../world/kinds';
import { documents, istio } from '../../examples';
import type { Rule } from '../../rule';
import { apiGateways } from '../../traffic/api-gateways';

const example = (to: string) =>
  documents(
    `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop}
spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}`,
    istio('AuthorizationPolicy', 'reviews', `${to}\nrules: [{to: [{operation: {methods: [GET]}}]}]`),
  );

export const selectorsOfApiGateways: Rule = {
  id: 'IST0166',
  severity: 'warning',
  kinds: [GATEWAY_API_GATEWAY],
  docs: {
    says: 'a policy that selects the pods of a Gateway of the Gateway API by labels',
    why: 'Waypoints look at `targetRefs` only: a selector that means their pods is ignored. The pods of other Gateways of this API honour selectors, unless istiod is told otherwise; for these it is a note.',
    fix: 'Write `targetRefs` with the Gateway, or with the Service.',
    symptoms: ['a policy has no effect', '200 instead of 403'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0166/',
    wrong: example('selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: waypoint}}'),
    right: example('targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}]'),
  },

  check(mesh, report) {
    const gateways = apiGateways(mesh);
    for (const kind of [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN]) {
      for (const entity of mesh.given.all<{ readonly selector?: { readonly matchLabels?: Labels } }>(kind)) {
        const labels = entity.spec.selector?.matchLabels ?? {};
        if (Object.keys(labels).length === 0) continue;
        for (const gateway of gateways) {
          if (gateway.entity.id.namespace !== entity.id.namespace || !hasLabels(gateway.labels, labels)) continue;
          report(entity, ['spec', 'selector'], {
            severity: gateway.isWaypoint ? 'warning' : 'note',
            message: gateway.isWaypoint
              ? `waypoint ${describeId(gateway.entity.id)} looks at no selector: the policy has no effect there`
              : `the pods of ${describeId(gateway.entity.id)} are selected by labels that Istio gives them`,
            fix: `write targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${gateway.entity.id.name}}]`,
            related: [{ entity: gateway.entity, path: ['metadata', 'name'], message: 'the Gateway' }],
          });
        }
      }
    }
  },
};

import type { DestinationRuleSpec, OutlierDetection } from '../../../../imports/networking.istio.io';
import { fullName } from '../../../mesh/host-names';
import type { FieldPath } from '../../../model/finding';
import { DESTINATION_RULE } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const rule = istio(
  'DestinationRule',
  'reviews',
  'host: reviews\ntrafficPolicy: {outlierDetection: {consecutive5xxErrors: 3, maxEjectionPercent: 100}}',
);

export const outlierAlone: Rule = {
  id: 'MESH_OUTLIER_ALONE',
  severity: 'note',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'outlier detection for a service with a single pod',
    why: 'A pod that fails is put aside so that others answer. Where there is no other, requests get 503 until it is back, also those that it would have answered; with a low `maxEjectionPercent` nothing happens at all.',
    fix: 'Run several pods, or leave outlier detection out.',
    symptoms: ['503 UH', 'no healthy upstream'],
    see: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection',
    wrong: documents(shop('reviews'), rule),
    right: documents(shop('reviews').replace('spec:\n  selector', 'spec:\n  replicas: 2\n  selector'), rule),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(DESTINATION_RULE)) {
      const [path, detection] = detectionIn(entity.spec) ?? [];
      if (path === undefined || detection === undefined || isOff(detection)) continue;
      const host = fullName(entity.spec.host, entity.id.namespace, mesh.config.clusterDomain);
      const [service, other] = mesh.servicesWithHost(host);
      if (service?.registry !== 'Kubernetes' || other !== undefined || !knowsPodsOf(mesh.world, service.namespace))
        continue;
      const endpoints = mesh.endpoints(service);
      const [only] = endpoints;
      // As many as an autoscaler, or nodes, make of it.
      if (endpoints.length !== 1 || only?.workload?.replicas !== 1 || isScaled(mesh.world.referrers(only.entity.id)))
        continue;
      report(entity, path, {
        message: `${entity.spec.host} has a single pod: when it is put aside, nobody answers`,
        fix: 'run several pods, or leave outlierDetection out',
        related: [{ entity: only.entity, path: ['spec', 'replicas'], message: 'a single pod' }],
      });
    }
  },
};

function detectionIn({ trafficPolicy }: DestinationRuleSpec): readonly [FieldPath, OutlierDetection] | undefined {
  if (trafficPolicy?.outlierDetection === undefined) return undefined;
  return [['spec', 'trafficPolicy', 'outlierDetection'], trafficPolicy.outlierDetection];
}

/** Whether nothing is ever put aside. */
function isOff({ maxEjectionPercent, consecutive5xxErrors, consecutiveGatewayErrors }: OutlierDetection): boolean {
  return maxEjectionPercent === 0 || (consecutive5xxErrors === 0 && !consecutiveGatewayErrors);
}

function isScaled(references: readonly { readonly from: { readonly id: { readonly kind: string } } }[]): boolean {
  return references.some(({ from }) => /Autoscaler|ScaledObject|Canary/.test(from.id.kind));
}

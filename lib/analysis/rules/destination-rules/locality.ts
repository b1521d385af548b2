import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { policiesWith } from '../../traffic/policies';

const example = (more: string) =>
  documents(
    shop('reviews'),
    istio(
      'DestinationRule',
      'reviews',
      `host: reviews\ntrafficPolicy: {loadBalancer: {localityLbSetting: {enabled: true}}${more}}`,
    ).replace('spec:\n  selector', 'spec:\n  replicas: 2\n  selector'),
  );

export const localityAlone: Rule = {
  id: 'MESH_LOCALITY_ALONE',
  severity: 'warning',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'requests that are to stay in their zone, without outlier detection',
    why: 'A proxy prefers endpoints near by only where it knows which of them fail, so that it can go elsewhere: without `outlierDetection` `localityLbSetting` is ignored, and requests are shared out among all zones. Shares by `distribute` do not need it.',
    fix: 'Add `outlierDetection` beside `loadBalancer`.',
    symptoms: ['requests leave the zone', 'failover does not happen'],
    see: 'https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/',
    wrong: example(''),
    right: example(', outlierDetection: {consecutive5xxErrors: 5, maxEjectionPercent: 0}'),
  },

  check({ given }, report) {
    for (const { entity, path, policy, subset, of } of policiesWith(given, 'loadBalancer')) {
      if (subset !== undefined && of === 'port') continue;
      const { localityLbSetting } = policy.loadBalancer ?? {};
      if (localityLbSetting === undefined || localityLbSetting.enabled === false) continue;
      const { distribute = [], failover = [], failoverPriority = [] } = localityLbSetting;
      // Of failover without it istiod's webhook warns.
      if (distribute.length + failover.length + failoverPriority.length > 0) continue;
      // A subset takes from the policy of the whole rule what it does not say.
      const inherits = subset !== undefined && entity.spec.trafficPolicy?.outlierDetection !== undefined;
      if (policy.outlierDetection !== undefined || inherits) continue;
      report(entity, [...path, 'loadBalancer', 'localityLbSetting'], {
        message: 'without outlierDetection it has no effect: requests are shared out among all zones',
        fix: 'add outlierDetection beside loadBalancer',
      });
    }
  },
};

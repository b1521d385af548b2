import type { DestinationRuleSpec, TrafficPolicy } from '../../../../imports/networking.istio.io';
import type { FieldPath } from '../../../model/finding';
import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

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
    for (const entity of given.all(DESTINATION_RULE)) {
      const whole = entity.spec.trafficPolicy?.outlierDetection !== undefined;
      for (const [path, policy, inherits] of policiesIn(entity.spec)) {
        const { localityLbSetting } = policy.loadBalancer ?? {};
        if (localityLbSetting === undefined || localityLbSetting.enabled === false) continue;
        const { distribute = [], failover = [], failoverPriority = [] } = localityLbSetting;
        // Of failover without it istiod's webhook warns.
        if (distribute.length + failover.length + failoverPriority.length > 0) continue;
        if (policy.outlierDetection !== undefined || (inherits && whole)) continue;
        report(entity, [...path, 'loadBalancer', 'localityLbSetting'], {
          message: 'without outlierDetection it has no effect: requests are shared out among all zones',
          fix: 'add outlierDetection beside loadBalancer',
        });
      }
    }
  },
};

/** Each with its way, and whether it takes from the policy of the whole rule what it does not say. */
function* policiesIn({
  trafficPolicy,
  subsets = [],
}: DestinationRuleSpec): Generator<
  readonly [FieldPath, Pick<TrafficPolicy, 'loadBalancer' | 'outlierDetection'>, boolean]
> {
  if (trafficPolicy !== undefined) yield [['spec', 'trafficPolicy'], trafficPolicy, false];
  for (const [index, setting] of (trafficPolicy?.portLevelSettings ?? []).entries())
    yield [['spec', 'trafficPolicy', 'portLevelSettings', index], setting, false];
  for (const [index, subset] of subsets.entries()) {
    if (subset.trafficPolicy !== undefined)
      yield [['spec', 'subsets', index, 'trafficPolicy'], subset.trafficPolicy, true];
  }
}

import { ClientTls, DestinationRule, LoadBalancer } from '../../../istio';
import { subsetsByVersion } from '../../bookinfo';
import type { BookinfoScenarioContext } from './context';

/** Other destination rules, with the subsets of the steady state. */
export function policyScenarios({ bookinfo, scenario }: BookinfoScenarioContext): void {
  const mutualTls = scenario(
    'destination-rule-all-mtls',
    'Sidecars speak mutual TLS with all of Bookinfo, and nothing else, whatever the mesh is configured for.',
  );
  const trafficPolicy = { tls: ClientTls.istioMutual() };
  new DestinationRule(mutualTls, 'productpage', {
    host: bookinfo.productpage,
    trafficPolicy,
    subsets: subsetsByVersion('v1'),
  });
  new DestinationRule(mutualTls, 'reviews', {
    host: bookinfo.reviews,
    trafficPolicy,
    subsets: subsetsByVersion('v1', 'v2', 'v3'),
  });
  new DestinationRule(mutualTls, 'ratings', {
    host: bookinfo.ratings,
    trafficPolicy,
    subsets: subsetsByVersion('v1'),
  });
  new DestinationRule(mutualTls, 'details', {
    host: bookinfo.details,
    trafficPolicy,
    subsets: subsetsByVersion('v1'),
  });

  new DestinationRule(
    scenario('destination-rule-reviews', 'Requests to reviews go to any of its pods, at random.'),
    'reviews',
    {
      host: bookinfo.reviews,
      trafficPolicy: { loadBalancer: LoadBalancer.random() },
      subsets: subsetsByVersion('v1', 'v2', 'v3'),
    },
  );
}

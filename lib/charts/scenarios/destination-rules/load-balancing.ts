import { Duration } from 'cdk8s';
import { DestinationRule, HashKey, LoadBalancer } from '../../../istio';
import { subsetsByVersion } from '../../bookinfo';
import type { DestinationRuleContext } from './context';

/** How requests to `reviews` are shared out among its three pods, of which each has another version and so other stars. */
export function loadBalancingScenarios({ bookinfo, scenario }: DestinationRuleContext): void {
  const balance = (name: string, title: string, loadBalancer: LoadBalancer) =>
    new DestinationRule(scenario(name, title), 'reviews', {
      host: bookinfo.reviews,
      trafficPolicy: { loadBalancer },
      subsets: subsetsByVersion('v1', 'v2', 'v3'),
    });

  balance('round-robin', 'Requests to reviews go to each of its pods in turn.', LoadBalancer.roundRobin());
  balance('random', 'Requests to reviews go to any of its pods, at random.', LoadBalancer.random());
  balance(
    'least-request',
    'Requests to reviews go to the one of two pods, taken at random, that has fewer open.',
    LoadBalancer.leastRequest(),
  );
  balance(
    'consistent-hash-header',
    'Each user of Bookinfo sees one version of reviews, by the header end-user, and keeps it.',
    LoadBalancer.consistentHash(HashKey.header('end-user')),
  );
  balance(
    'consistent-hash-cookie',
    'Each client of reviews gets a cookie for an hour, and with it always the same pod.',
    LoadBalancer.consistentHash(HashKey.cookie({ name: 'reviews-pod', path: '/', ttl: Duration.hours(1) })),
  );
  balance(
    'consistent-hash-source-ip',
    'Each pod that calls reviews gets always the same of its pods, by its address.',
    LoadBalancer.consistentHash(HashKey.sourceIp()),
  );
}

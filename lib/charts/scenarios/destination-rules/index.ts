import { Construct } from 'constructs';
import { Scenario } from '../../../core/scenario';
import { ClientTls, DestinationRule, PeerAuthentication } from '../../../istio';
import { type BookinfoChart, subsetsByVersion } from '../../bookinfo';
import type { LabSettings } from '../../settings';
import type { DestinationRuleContext } from './context';
import { limitScenarios } from './limits';
import { loadBalancingScenarios } from './load-balancing';

/** What a destination rule can say: chapter 8.3, setting by setting. */
export function destinationRuleScenarios(
  scope: Construct,
  props: { readonly bookinfo: BookinfoChart; readonly settings: LabSettings },
): void {
  // Scenarios of other folders may have the same names.
  const folder = new Construct(scope, 'destination-rule-scenarios');
  const context: DestinationRuleContext = {
    ...props,
    scenario: (name, title) =>
      new Scenario(folder, name, { folder: 'destination-rules', title, namespace: props.bookinfo.namespace }),
  };
  loadBalancingScenarios(context);
  limitScenarios(context);
  speakMutualTls(context);
}

/** Both sides say it: the rule what sidecars send, the authentication what those of `reviews` accept. */
function speakMutualTls({ bookinfo: { reviews }, scenario }: DestinationRuleContext): void {
  const mutualTls = scenario(
    'mutual-tls',
    'Mutual TLS is spoken with reviews, and nothing else: a client without a sidecar is refused.',
  );
  new DestinationRule(mutualTls, 'reviews-tls', {
    name: 'reviews',
    host: reviews,
    trafficPolicy: { tls: ClientTls.istioMutual() },
    subsets: subsetsByVersion('v1', 'v2', 'v3'),
  });
  new PeerAuthentication(mutualTls, 'reviews-clients', {
    name: 'reviews',
    selector: reviews,
    mtls: 'STRICT',
  });
}

import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { HttpAction, HttpMatch, type Microservice, Scenario, StringMatch, VirtualService } from 'meshwright';
import { ChaosExperiment, ChaosTarget, PodFault } from 'meshwright/chaosblade';
import { FaultAbort } from 'meshwright/istio';
import { NAMESPACE } from './platform';

/** What can be tried with the shop: each is applied alone, on top, and taken back. */
export function experiments(
  scope: Construct,
  { cart, payment }: { readonly cart: Microservice; readonly payment: Microservice },
) {
  const scenario = (name: string, title: string) =>
    new Scenario(scope, name, { folder: 'boutique', title, namespace: NAMESPACE });

  const cartsFail = scenario('carts-fail', 'Testers find their cart unavailable; nobody else does.');
  new VirtualService(cartsFail, 'cartservice', {
    hosts: [cart],
    rules: [
      {
        match: [HttpMatch.header('x-tester', StringMatch.exact('carts'))],
        action: HttpAction.to(cart),
        fault: { abort: FaultAbort.grpc('UNAVAILABLE') },
      },
    ],
    otherwise: HttpAction.to(cart),
  });

  const slowPayments = scenario('slow-payments', 'One pod of the payments answers three seconds late.');
  new ChaosExperiment(slowPayments, 'slow-payments', {
    fault: PodFault.networkDelay({ time: Duration.seconds(3), interface: 'eth0', localPort: payment.ports[0] }),
    target: ChaosTarget.pods(payment, { blast: { count: 1 } }),
    duration: Duration.minutes(5),
  });
  return { cartsFail, slowPayments };
}

import { Duration } from 'cdk8s';
import { DestinationRule, type Fault, FaultAbort, FaultDelay, HttpAction } from '../../../istio';
import { route, subsetsByVersion } from '../../bookinfo';
import type { BookinfoScenarioContext } from './context';
import { JASON } from './jason';

/** Istio's own faults: chapter 9.3. */
export function faultScenarios({ bookinfo, scenario }: BookinfoScenarioContext): void {
  const ratingsV1 = HttpAction.to(bookinfo.ratings.version('v1'));
  const ratingsForJason = (name: string, title: string, fault: Fault) =>
    route(scenario(name, title), {
      hosts: [bookinfo.ratings],
      rules: [{ match: [JASON], action: ratingsV1, fault }],
      otherwise: ratingsV1,
    });
  ratingsForJason('virtual-service-ratings-test-delay', 'Requests of jason to ratings are held back for 7 seconds.', {
    delay: FaultDelay.fixed(Duration.seconds(7)),
  });
  ratingsForJason('virtual-service-ratings-test-abort', 'Requests of jason to ratings are answered with status 500.', {
    abort: FaultAbort.http(500),
  });

  const details = scenario('fault-injection-details-v1', 'All requests to details are answered with status 555.');
  const versions = new DestinationRule(details, 'details', { host: bookinfo.details, subsets: subsetsByVersion('v1') });
  route(details, {
    hosts: [bookinfo.details],
    otherwise: { action: HttpAction.to(versions.subset('v1')), fault: { abort: FaultAbort.http(555) } },
  });
}

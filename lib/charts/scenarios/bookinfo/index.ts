import { Construct } from 'constructs';
import { Scenario } from '../../../core/scenario';
import type { BookinfoChart } from '../../bookinfo';
import type { LabSettings } from '../../settings';
import type { BookinfoScenarioContext } from './context';
import { edgeScenarios } from './edge';
import { faultScenarios } from './faults';
import { policyScenarios } from './policies';
import { ratingsAndDetailsScenarios } from './ratings-and-details';
import { reviewsScenarios } from './reviews';
import { serviceScenarios } from './services';

/** Bookinfo's other routes, versions, databases, gateways and faults: all that upstream's sample has files for. */
export function bookinfoScenarios(
  scope: Construct,
  props: { readonly bookinfo: BookinfoChart; readonly settings: LabSettings },
): void {
  // Scenarios of other folders may have the same names.
  const folder = new Construct(scope, 'bookinfo-scenarios');
  const context: BookinfoScenarioContext = {
    ...props,
    scenario: (name, title, namespace = props.bookinfo.namespace) =>
      new Scenario(folder, name, { folder: 'bookinfo', title, namespace }),
  };
  reviewsScenarios(context);
  ratingsAndDetailsScenarios(context);
  faultScenarios(context);
  policyScenarios(context);
  edgeScenarios(context);
  serviceScenarios(context);
}

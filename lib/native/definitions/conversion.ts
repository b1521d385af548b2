import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import { checkReviewVersions, checkWebhookClient } from '../checks/webhook-clients';
import type { Report } from '../rules';
import { isSet, structOf, textOf, textsOf } from '../values/decoded';

const STRATEGIES = ['None', 'Webhook'];

/**
 * Checks how objects of one version become such of another.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion
 */
export function checkConversion(at: Path, { conversion, preserveUnknownFields }: JsonMap, report: Report): void {
  if (!isSet(conversion)) return;
  const { strategy: given, webhook } = structOf(conversion);
  const strategy = textOf(given);
  const place = at.child('conversion');
  if (strategy === '') report.required('K8S_CRD', place.child('strategy'));
  else if (!STRATEGIES.includes(strategy)) {
    report.unsupported('K8S_CRD', place.child('strategy'), strategy, STRATEGIES);
  }
  if (strategy !== 'None' && preserveUnknownFields === true) {
    const detail = 'must be None if spec.preserveUnknownFields is true';
    report.invalid('K8S_CRD', place.child('strategy'), strategy, detail);
  }
  const { clientConfig, conversionReviewVersions } = structOf(webhook);
  // Both stand outside of the webhook in the form that the API server checks.
  const client = place.child('webhook', 'clientConfig').called(`${place.name}.webhookClientConfig`);
  const reviews = place.child('webhook', 'conversionReviewVersions').called(`${place.name}.conversionReviewVersions`);
  if (strategy === 'Webhook') {
    if (!isSet(clientConfig)) report.required('K8S_CRD', client, 'required when strategy is set to Webhook');
    else checkWebhookClient('K8S_CRD', client, structOf(clientConfig), report);
    const versions = textsOf(conversionReviewVersions);
    if (versions.length === 0) report.required('K8S_CRD', reviews);
    else checkReviewVersions('K8S_CRD', reviews, versions, report);
    return;
  }
  const detail = 'should not be set when strategy is not set to Webhook';
  if (isSet(clientConfig)) report.forbidden('K8S_CRD', client, detail);
  if (textsOf(conversionReviewVersions).length > 0) report.forbidden('K8S_CRD', reviews, detail);
}

import { fullyQualifiedName } from '../../kube/names';
import { isSet, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { checkAdmissionRule } from './admission-rules';
import { checkMatchConditions } from './match-conditions';
import { checkReviewVersions, checkWebhookClient, REVIEWS } from './webhook-clients';

const rule = 'K8S_WEBHOOK';

/** No two webhooks of a configuration have one name. */
export const checkWebhookNames: Check = ({ webhooks }, at, { report }) => {
  const seen = new Set<string>();
  for (const [index, webhook] of structsOf(webhooks).entries()) {
    const name = textOf(webhook.name);
    if (name === '') continue;
    if (seen.has(name)) report.duplicate(rule, at.child('webhooks').child(index, 'name'), name);
    seen.add(name);
  }
};

/**
 * A webhook that mutates or validates.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export const checkWebhook: Check = (webhook, at, { report }) => {
  const name = textOf(webhook.name);
  if (name === '') report.required(rule, at.child('name'));
  else report.invalidEach(rule, at.child('name'), name, fullyQualifiedName(name));
  for (const [index, one] of structsOf(webhook.rules).entries()) {
    checkAdmissionRule(rule, at.child('rules').child(index), one, report);
  }
  checkWebhookClient(rule, at.child('clientConfig'), structOf(webhook.clientConfig), report);
  checkMatchConditions(rule, at.child('matchConditions'), webhook.matchConditions, report);
  const versions = textsOf(webhook.admissionReviewVersions);
  const place = at.child('admissionReviewVersions');
  if (versions.length === 0) report.required(rule, place, `must specify one of ${REVIEWS.join(', ')}`);
  else checkReviewVersions(rule, place, versions, report);
  if (!isSet(webhook.sideEffects)) {
    report.required(rule, at.child('sideEffects'), 'must specify one of None, NoneOnDryRun');
  }
};

import { dnsSubdomain } from '../../kube/names';
import {
  checkAdmissionPolicy,
  checkMatchResources,
  checkParamRef,
  checkPolicyBinding,
} from '../checks/admission-policies';
import { checkWebhook, checkWebhookNames } from '../checks/webhooks';
import { type Constraint, format, oneOf, required, valid } from '../walk/constraints';
import type { Table, Tables } from '../walk/table';

const failurePolicy: Constraint = oneOf('Fail', 'Ignore');
const matchPolicy: Constraint = oneOf('Equivalent', 'Exact');
const timeout = valid<number>((seconds) =>
  seconds >= 1 && seconds <= 30 ? undefined : 'the timeout value must be between 1 and 30 seconds',
);

const WEBHOOKS: Table = { rule: 'K8S_WEBHOOK', check: checkWebhookNames };
const WEBHOOK: Table = {
  rule: 'K8S_WEBHOOK',
  fields: {
    failurePolicy: [failurePolicy],
    matchPolicy: [matchPolicy],
    reinvocationPolicy: [oneOf('IfNeeded', 'Never')],
    sideEffects: [oneOf('None', 'NoneOnDryRun')],
    timeoutSeconds: [timeout],
  },
  check: checkWebhook,
};

/** What decides whether requests are let in. */
export const ADMISSION: Tables = {
  'admissionregistration.v1.MatchResources': {
    rule: 'K8S_ADMISSION_POLICY',
    fields: { matchPolicy: [matchPolicy] },
    check: checkMatchResources,
  },
  'admissionregistration.v1.MutatingWebhook': WEBHOOK,
  'admissionregistration.v1.MutatingWebhookConfiguration': WEBHOOKS,
  'admissionregistration.v1.ParamRef': { rule: 'K8S_ADMISSION_POLICY', check: checkParamRef },
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': {
    rule: 'K8S_ADMISSION_POLICY',
    fields: { policyName: [required(), format(dnsSubdomain)] },
    check: checkPolicyBinding,
  },
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': {
    rule: 'K8S_ADMISSION_POLICY',
    fields: { failurePolicy: [failurePolicy] },
    check: checkAdmissionPolicy,
  },
  'admissionregistration.v1.ValidatingWebhook': WEBHOOK,
  'admissionregistration.v1.ValidatingWebhookConfiguration': WEBHOOKS,
};

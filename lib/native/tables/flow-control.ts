import { dnsLabel, dnsSubdomain } from '../../kube/names';
import {
  checkFlowSchema,
  checkLimitResponse,
  checkPriorityLevel,
  checkQueuing,
  checkResourceRule,
  checkRule,
  checkSubject,
  nonResourceUrls,
  verbs,
} from '../checks/flow-control';
import { between, format, minimum, required } from '../walk/constraints';
import type { Tables } from '../walk/table';

const rule = 'K8S_EXTENSION';

const shares = [minimum(0, 'must be a non-negative integer')];
const lendable = [between(0, 100)];

/** Which requests the API server answers first. @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ */
export const FLOW_CONTROL: Tables = {
  'flowcontrol.v1.ExemptPriorityLevelConfiguration': {
    rule,
    fields: { nominalConcurrencyShares: shares, lendablePercent: lendable },
  },
  'flowcontrol.v1.FlowSchema': { rule, check: checkFlowSchema },
  'flowcontrol.v1.GroupSubject': { rule, fields: { name: [required()] } },
  'flowcontrol.v1.LimitResponse': {
    rule,
    check: checkLimitResponse,
    ignores: ({ type }) => (type === 'Queue' ? [] : ['queuing']),
  },
  'flowcontrol.v1.LimitedPriorityLevelConfiguration': {
    rule,
    fields: {
      nominalConcurrencyShares: shares,
      lendablePercent: lendable,
      borrowingLimitPercent: [minimum(0, 'if specified, must be a non-negative integer')],
    },
  },
  'flowcontrol.v1.NonResourcePolicyRule': { rule, fields: { verbs: [verbs], nonResourceURLs: [nonResourceUrls] } },
  'flowcontrol.v1.PolicyRulesWithSubjects': {
    rule,
    fields: { subjects: [required('subjects must contain at least one value')] },
    check: checkRule,
  },
  'flowcontrol.v1.PriorityLevelConfiguration': { rule, check: checkPriorityLevel },
  'flowcontrol.v1.PriorityLevelConfigurationSpec': {
    rule,
    ignores: ({ type }) => ['exempt', 'limited'].filter((field) => field !== String(type ?? '').toLowerCase()),
  },
  'flowcontrol.v1.PriorityLevelConfigurationReference': {
    rule,
    fields: { name: [required('must reference a priority level'), format(dnsSubdomain)] },
  },
  'flowcontrol.v1.QueuingConfiguration': { rule, check: checkQueuing },
  'flowcontrol.v1.ResourcePolicyRule': { rule, fields: { verbs: [verbs] }, check: checkResourceRule },
  'flowcontrol.v1.ServiceAccountSubject': {
    rule,
    fields: {
      name: [required(), format((name) => (name === '*' ? [] : dnsSubdomain(name)))],
      namespace: [required('must specify namespace for service account'), format(dnsLabel)],
    },
  },
  'flowcontrol.v1.Subject': {
    rule,
    check: checkSubject,
    ignores: ({ kind }) => ['group', 'serviceAccount', 'user'].filter((field) => field !== subjectField(kind)),
  },
  'flowcontrol.v1.UserSubject': { rule, fields: { name: [required()] } },
};

function subjectField(kind: unknown): string {
  return kind === 'ServiceAccount' ? 'serviceAccount' : String(kind ?? '').toLowerCase();
}

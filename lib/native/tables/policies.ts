import { atMostAll, countOrPercent } from '../checks/counts';
import { checkDisruptionBudget, checkPriorityClass } from '../checks/policies';
import { checkLimitRange, checkQuota } from '../checks/quotas';
import { minimum, nonNegative, notEmpty, oneOf } from '../walk/constraints';
import type { Tables } from '../walk/table';

/** What a namespace may have, what may be disturbed, and what comes first. */
export const POLICIES: Tables = {
  'coordination.v1.LeaseSpec': {
    rule: 'K8S_LEASE',
    fields: { leaseDurationSeconds: [minimum(1, 'must be greater than 0')], leaseTransitions: [nonNegative] },
  },
  'core.v1.LimitRangeSpec': { rule: 'K8S_QUOTA', check: checkLimitRange },
  'core.v1.ResourceQuotaSpec': { rule: 'K8S_QUOTA', check: checkQuota },
  'policy.v1.PodDisruptionBudgetSpec': {
    rule: 'K8S_DISRUPTION_BUDGET',
    fields: {
      minAvailable: [countOrPercent, atMostAll],
      maxUnavailable: [countOrPercent, atMostAll],
      unhealthyPodEvictionPolicy: [oneOf('AlwaysAllow', 'IfHealthyBudget')],
    },
    check: checkDisruptionBudget,
  },
  'scheduling.v1.PriorityClass': {
    rule: 'K8S_PRIORITY',
    fields: { preemptionPolicy: [notEmpty(), oneOf('PreemptLowerPriority', 'Never')] },
    check: checkPriorityClass,
  },
};

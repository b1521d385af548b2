import { checkLimitRange, checkQuota } from '../checks/quotas';
import type { Tables } from './table';

/** What a namespace may have. */
export const POLICIES: Tables = {
  'core.v1.LimitRangeSpec': { rule: 'K8S_QUOTA', check: checkLimitRange },
  'core.v1.ResourceQuotaSpec': { rule: 'K8S_QUOTA', check: checkQuota },
};

import { checkRequirements, checkReview, checkRulesReview, checkTokenReview } from '../checks/reviews';
import type { Tables } from '../walk/table';

const rule = 'K8S_REVIEW';

/** Questions, which are answered and not stored. */
export const REVIEWS: Tables = {
  'authentication.v1.TokenReview': { rule, check: checkTokenReview },
  'authorization.v1.FieldSelectorAttributes': { rule, skip: ['requirements'], check: checkRequirements },
  'authorization.v1.LabelSelectorAttributes': { rule, skip: ['requirements'], check: checkRequirements },
  'authorization.v1.LocalSubjectAccessReview': { rule, check: checkReview },
  'authorization.v1.SelfSubjectAccessReview': { rule, check: checkReview },
  'authorization.v1.SelfSubjectRulesReview': { rule, check: checkRulesReview },
  'authorization.v1.SubjectAccessReview': { rule, check: checkReview },
};

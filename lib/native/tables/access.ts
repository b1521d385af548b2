import { pathSegment } from '../../kube/names';
import { checkAggregation, checkPolicyRule, checkRoleRef, checkSubject } from '../checks/rbac';
import { format, oneOf, required } from '../walk/constraints';
import type { Tables } from '../walk/table';

const rule = 'K8S_RBAC';

/** Who may do what. */
export const ACCESS: Tables = {
  'rbac.v1.ClusterRole': { rule, check: checkAggregation },
  'rbac.v1.PolicyRule': {
    rule,
    fields: { verbs: [required('verbs must contain at least one value')] },
    check: checkPolicyRule,
  },
  'rbac.v1.RoleRef': {
    rule,
    fields: { apiGroup: [oneOf('rbac.authorization.k8s.io')], name: [required(), format(pathSegment)] },
    check: checkRoleRef,
  },
  'rbac.v1.Subject': { rule, fields: { name: [required()] }, check: checkSubject },
};

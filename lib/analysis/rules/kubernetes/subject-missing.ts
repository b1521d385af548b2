import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: ServiceAccount
metadata: {name: checkout, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: checkout-views, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: ${name}, namespace: shop}]
`;

export const subjectMissing: Rule = {
  id: 'K8S_SUBJECT_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a binding for a ServiceAccount which does not exist',
    why: 'The binding is accepted and grants its role to nobody: whoever was meant is forbidden what it does.',
    fix: 'Write name and namespace of the ServiceAccount that the pods run as.',
    symptoms: ['forbidden', 'cannot list resource'],
    see: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects',
    wrong: example('chekout'),
    right: example('checkout'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'subject',
      consequence: () => 'the binding grants its role to nobody',
    });
  },
};

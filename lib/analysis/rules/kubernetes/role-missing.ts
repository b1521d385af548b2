import { isOfKind } from '../../../world/kind';
import { ROLE } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: config-reader, namespace: shop}
rules: [{apiGroups: [''], resources: [configmaps], verbs: [get, list]}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: checkout, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: checkout-reads-config, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name}}
subjects: [{kind: ServiceAccount, name: checkout, namespace: shop}]
`;

export const roleMissing: Rule = {
  id: 'K8S_ROLE_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a binding to a Role or ClusterRole which does not exist',
    why: 'The binding is accepted and grants nothing: requests of its subjects are forbidden. What a binding refers to cannot be changed afterwards.',
    fix: 'Write the name of one that exists, or add it; delete the binding before it is applied with another name.',
    symptoms: ['forbidden', 'cannot list resource', 'role not found'],
    see: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding',
    wrong: example('config-readr'),
    right: example('config-reader'),
  },

  check(mesh, report) {
    const { given } = mesh;
    const consequence = () => 'the binding grants nothing';
    reportMissing(mesh, report, {
      concerns: ({ role, to }) => role === 'role' && isOfKind(to, ROLE),
      consequence,
    });
    reportMissing(mesh, report, {
      concerns: ({ role, to }) => role === 'role' && !isOfKind(to, ROLE),
      consequence,
      // Operators bring theirs.
      missing: given.settings.complete === true ? 'error' : 'warning',
    });
  },
};

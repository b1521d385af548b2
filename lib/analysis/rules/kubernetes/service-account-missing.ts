import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: ServiceAccount
metadata: {name: checkout, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: checkout, namespace: shop}
spec: {serviceAccountName: ${name}, containers: [{name: checkout, image: example.com/checkout:1.0.0}]}
`;

export const serviceAccountMissing: Rule = {
  id: 'K8S_SERVICE_ACCOUNT_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'pods that are to run as a ServiceAccount which does not exist in their namespace',
    why: 'The API server refuses such pods: a Deployment has no pods at all, and its ReplicaSet says FailedCreate.',
    fix: 'Write the name of one that exists, or add it to the same namespace.',
    symptoms: ['FailedCreate', 'error looking up service account', 'no pods'],
    see: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
    wrong: example('chekout'),
    right: example('checkout'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'service account',
      consequence: () => 'no pod is made (FailedCreate: error looking up service account)',
      unknown: 'note',
    });
  },
};

import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: Service
metadata: {name: guard, namespace: shop}
spec: {selector: {app: guard}, ports: [{name: https, port: 443, targetPort: 8443}]}
---
apiVersion: v1
kind: Pod
metadata: {name: guard, namespace: shop, labels: {app: guard}}
spec: {containers: [{name: guard, image: example.com/guard:1.0.0, ports: [{containerPort: 8443}]}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks:
- name: guard.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig: {service: {name: ${name}, namespace: shop}}
`;

export const webhookServiceMissing: Rule = {
  id: 'K8S_WEBHOOK_SERVICE_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a webhook, a conversion or an API service behind a Service which does not exist',
    why: 'The API server cannot call it: requests that it is to judge are refused (unless its failure policy is Ignore), conversions fail, the API is not available.',
    fix: 'Write namespace and name of the Service in front of its pods.',
    symptoms: ['failed calling webhook', 'service not found', 'conversion webhook failed'],
    see: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference',
    wrong: example('gard'),
    right: example('guard'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'webhook',
      consequence: () => 'the API server cannot call it ("failed calling webhook: service not found")',
    });
  },
};

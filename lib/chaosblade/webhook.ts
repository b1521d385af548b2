import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { clusterScoped, nativeObject } from '../kubernetes/native';

/** The Service's name, for which the certificate is. */
const WEBHOOK_SERVICE = 'chaosblade-webhook-server';

/** The port the operator's webhook listens on. */
export const WEBHOOK_PORT = 9443;

/** The label of namespaces whose pods the webhook may change. */
const WEBHOOK_NAMESPACE_LABEL = 'chaosblade.io/io-faults';

/**
 * The Service of the webhook, and its registration. `caBundle` is not in it: it belongs to the certificate, which is
 * made in the cluster.
 */
export function createWebhook(
  scope: Construct,
  props: { readonly namespace: string; readonly selector: Readonly<Record<string, string>> },
): void {
  nativeObject<k8s.ServiceSpec>(scope, 'WebhookService', k8s.KubeService, { name: WEBHOOK_SERVICE }, () => ({
    selector: props.selector,
    ports: [{ name: 'https-webhook', port: 443, targetPort: k8s.IntOrString.fromNumber(WEBHOOK_PORT) }],
  }));
  clusterScoped(
    new ApiObject(scope, 'Webhook', {
      ...k8s.KubeMutatingWebhookConfiguration.GVK,
      metadata: { name: 'chaosblade-operator' },
      webhooks: [
        {
          name: `chaosblade-operator.${props.namespace}.svc`,
          admissionReviewVersions: ['v1beta1'],
          clientConfig: { service: { name: WEBHOOK_SERVICE, namespace: props.namespace, path: '/mutating-pods' } },
          failurePolicy: 'Ignore',
          // It keeps the first container of a pod alone, and would so take the sidecars away.
          namespaceSelector: {
            matchLabels: { [WEBHOOK_NAMESPACE_LABEL]: 'enabled' },
            matchExpressions: [
              { key: 'istio-injection', operator: 'NotIn', values: ['enabled'] },
              { key: 'istio.io/rev', operator: 'DoesNotExist' },
            ],
          },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
          sideEffects: 'None',
        },
      ],
    }),
  );
}

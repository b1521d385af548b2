import { formatSelector } from '../../../kube/label-selector';
import { SERVICE } from '../../../world/kinds';
import type { Rule } from '../../rule';

export const serviceWithoutPods: Rule = {
  id: 'K8S_SERVICE_WITHOUT_PODS',
  severity: 'error',
  kinds: [SERVICE],
  docs: {
    says: 'a Service whose selector matches no pod',
    why: 'The Service has no endpoints: a client without a sidecar gets "connection refused", one with a sidecar gets 503 with the flag UH.',
    fix: 'Write the labels of the pod template into `selector`, or add the workload.',
    symptoms: ['503 UH', 'no healthy upstream', 'connection refused', 'endpoints <none>'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
    wrong: `
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec:
  selector: {app: review}
  ports: [{name: http, port: 9080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews, version: v1}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{containerPort: 9080}]}]}
`,
    right: `
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec:
  selector: {app: reviews}
  ports: [{name: http, port: 9080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews, version: v1}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{containerPort: 9080}]}]}
`,
  },

  check({ world }, report) {
    for (const service of world.all(SERVICE)) {
      const { selector, type } = service.spec;
      if (type === 'ExternalName' || selector === undefined || Object.keys(selector).length === 0) continue;
      const { namespace } = service.id;
      if (world.selected(namespace, selector).length > 0) continue;
      // Its pods may be somewhere else, together with all others of the namespace.
      const severity = world.workloadsIn(namespace).length > 0 || world.settings.complete ? 'error' : 'note';
      const near = world.workloadsIn(namespace).filter(({ labels }) => differsInOne(labels, selector));
      const text = formatSelector({ matchLabels: selector });
      report(service, ['spec', 'selector'], {
        severity,
        message:
          severity === 'error'
            ? `no pod of namespace ${namespace} has the labels ${text}: the Service has no endpoints`
            : `no workload of namespace ${namespace} is among the files, so nothing has the labels ${text}`,
        ...(near.length === 1 && near[0] !== undefined
          ? { fix: `the pods of ${near[0].entity.id.kind} ${near[0].name} have ${labelsFor(near[0].labels, selector)}` }
          : {}),
        related: near.map(({ entity, template }) => ({
          entity,
          path: [...template, 'metadata', 'labels'],
          message: 'has other labels',
        })),
      });
    }
  },
};

/** Whether labels have the same keys as a selector wants, but for one value: a misspelling. */
function differsInOne(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(selector);
  const different = keys.filter((key) => labels[key] !== selector[key]);
  return different.length === 1 && keys.every((key) => labels[key] !== undefined);
}

function labelsFor(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, string>>): string {
  return formatSelector({
    matchLabels: Object.fromEntries(Object.keys(selector).map((key) => [key, labels[key] ?? ''])),
  });
}

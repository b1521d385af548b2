import { formatSelector } from '../../../kube/label-selector';
import { describeId } from '../../../world/entity';
import { SERVICE } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import { isLive } from '../../../world/live';
import type { Workload } from '../../../world/workload';
import type { Rule } from '../../rule';
import { isSureOfPods, missed } from '../../selection';

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

  check({ given, world }, report) {
    for (const service of given.all(SERVICE)) {
      const { selector, type } = service.spec;
      if (type === 'ExternalName' || selector === undefined || Object.keys(selector).length === 0) continue;
      const { namespace } = service.id;
      if (world.selectedByAny(namespace, { matchLabels: selector }).length > 0) {
        const off = scaledToNone(world.selected(namespace, selector));
        if (off !== undefined && !isLive(service)) {
          report(service, ['spec', 'selector'], {
            severity: 'note',
            message: `${describeId(off.entity.id)} is scaled to no pods: the Service has no endpoints`,
            related: [{ entity: off.entity, path: ['spec', 'replicas'], message: 'says so' }],
          });
        }
        continue;
      }
      const text = formatSelector({ matchLabels: selector });
      if (knowsPodsOf(world, namespace)) {
        report(service, ['spec', 'selector'], {
          // In a cluster, something else may make the endpoints.
          severity: !isLive(service) && isSureOfPods(world, namespace, { matchLabels: selector }) ? 'error' : 'warning',
          message: `no pod of namespace ${namespace} has the labels ${text}: the Service has no endpoints`,
          ...missed(world, namespace, { matchLabels: selector }),
        });
      } else if (!isLive(service)) {
        report(service, ['spec', 'selector'], {
          severity: 'note',
          message: `no pod of namespace ${namespace} that is among the files has the labels ${text}`,
        });
      }
    }
  },
};

/** The first of workloads if all of them are scaled to no pods; what Flagger scales comes and goes. */
function scaledToNone(workloads: readonly Workload[]): Workload | undefined {
  const isOff = ({ replicas, entity }: Workload) => replicas === 0 && entity.derived === undefined;
  return workloads.every(isOff) ? workloads[0] : undefined;
}

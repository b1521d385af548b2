import { groupBy } from '../../../kube/group-by';
import { describeId, type Entity, idKey } from '../../../world/entity';
import { HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, resources: {requests: {cpu: 100m, memory: 64Mi}}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ratings, namespace: shop}
spec:
  selector: {matchLabels: {app: ratings}}
  template:
    metadata: {labels: {app: ratings}}
    spec: {containers: [{name: ratings, image: example.com/ratings:1.0.0, resources: {requests: {cpu: 100m, memory: 64Mi}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: by-cpu, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: by-memory, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}]
`;

const AUTOSCALERS: ReadonlySet<string> = new Set([HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT].map(({ kind }) => kind));

export const autoscalerConflict: Rule = {
  id: 'K8S_AUTOSCALER_CONFLICT',
  severity: 'error',
  kinds: [HORIZONTAL_POD_AUTOSCALER],
  docs: {
    says: 'two autoscalers of one workload',
    why: 'Neither scales: their condition ScalingActive is false, with AmbiguousSelector. A ScaledObject of KEDA makes an autoscaler, too.',
    fix: 'Write all metrics into one autoscaler: the largest number of replicas counts.',
    symptoms: ['AmbiguousSelector', 'ScalingActive False'],
    see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
    wrong: example('reviews'),
    right: example('ratings'),
  },

  check({ given: world }, report) {
    const scaling = world.references.filter(
      ({ role, from }) =>
        role === 'scale target' && AUTOSCALERS.has(from.id.kind) && world.isCurrent(from) && counts(from),
    );
    const byTarget = groupBy(scaling, ({ to }) => idKey(to));
    for (const autoscalers of byTarget.values()) {
      const [first, ...others] = autoscalers.map(({ from }) => from).sort((a, b) => (a.key < b.key ? -1 : 1));
      for (const other of others) {
        if (first === undefined || !world.together(first, other)) continue;
        report(other, ['spec', 'scaleTargetRef'], {
          message: `${describeId(first.id)} scales the same workload: neither of them does (AmbiguousSelector)`,
          fix: 'write all metrics into one autoscaler',
          related: [{ entity: first, path: ['spec', 'scaleTargetRef'], message: 'the other one' }],
        });
      }
    }
  },
};

/** Not KEDA's own in what a cluster prints, and not a ScaledObject that takes over an autoscaler that it is told of. */
function counts(entity: Entity): boolean {
  const takesOver = entity.annotations['scaledobject.keda.sh/transfer-hpa-ownership'] === 'true';
  return entity.refused !== true && !takesOver && !(isLive(entity) && entity.id.name.startsWith('keda-hpa-'));
}

import { describeId, type Entity } from '../../../world/entity';
import { HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import { at } from '../../../world/workload';
import { leavesReplicas } from '../../argocd';
import type { Rule } from '../../rule';

const example = (replicas: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:${replicas}
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, resources: {requests: {cpu: 100m}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: reviews, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}
  minReplicas: 2
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
`;

const AUTOSCALERS: ReadonlySet<string> = new Set([HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT].map(({ kind }) => kind));

export const scaledReplicas: Rule = {
  id: 'K8S_SCALED_REPLICAS',
  severity: 'warning',
  kinds: [HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT],
  docs: {
    says: 'a workload with `replicas` in its manifest that an autoscaler scales',
    why: 'Every apply sets the number back, whatever the autoscaler has made of it: pods are stopped under load, or started in vain. With 0 the autoscaler does nothing at all.',
    fix: 'Leave `replicas` out of the manifest.',
    symptoms: ['pods are stopped at each deployment', 'ScalingDisabled'],
    see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
    wrong: example('\n  replicas: 3'),
    right: example(''),
  },

  check({ given: world }, report) {
    const told = new Set<Entity>();
    for (const { role, from, to } of world.references) {
      if (role !== 'scale target' || !AUTOSCALERS.has(from.id.kind) || from.refused === true || isLive(from)) continue;
      for (const target of world.alternatives(to)) {
        const replicas = at(target.object, ['spec', 'replicas']);
        if (typeof replicas !== 'number' || told.has(target) || !isWritten(target) || !world.together(from, target))
          continue;
        if (leavesReplicas(world, target)) continue;
        told.add(target);
        report(target, ['spec', 'replicas'], {
          message:
            replicas === 0
              ? `with replicas 0 in the manifest, ${describeId(from.id)} does nothing after each apply (ScalingDisabled)`
              : `${describeId(from.id)} scales it: each apply sets the number back to ${replicas}`,
          fix: 'leave replicas out',
          related: [{ entity: from, path: ['spec', 'scaleTargetRef'], message: 'scales it' }],
        });
      }
    }
  },
};

function isWritten(target: Entity): boolean {
  return target.refused !== true && !isLive(target);
}

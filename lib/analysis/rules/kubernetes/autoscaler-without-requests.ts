import { isMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { describeId } from '../../../world/entity';
import { kind } from '../../../world/kind';
import { HORIZONTAL_POD_AUTOSCALER } from '../../../world/kinds';
import type { Container, HorizontalPodAutoscalerSpec } from '../../../world/native-specs';
import { workloadOf } from '../../../world/workload';
import type { Rule } from '../../rule';

const example = (resources: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0${resources}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: reviews, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
`;

const LIMIT_RANGE = kind('', 'LimitRange');

export const autoscalerWithoutRequests: Rule = {
  id: 'K8S_AUTOSCALER_WITHOUT_REQUESTS',
  severity: 'warning',
  kinds: [HORIZONTAL_POD_AUTOSCALER],
  docs: {
    says: 'an autoscaler by utilization whose target has containers that request nothing',
    why: 'Utilization is a share of what is requested. Where a container requests nothing, the autoscaler does nothing: FailedGetResourceMetric. A LimitRange that no manifest has may give it a request.',
    fix: 'Give each container of the target `resources.requests` of that resource, or scale by `AverageValue`.',
    symptoms: ['FailedGetResourceMetric', 'missing request for cpu', 'unknown/80%'],
    see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work',
    wrong: example(''),
    right: example(', resources: {requests: {cpu: 100m}}'),
  },

  check({ given: world }, report) {
    for (const autoscaler of world.all(HORIZONTAL_POD_AUTOSCALER)) {
      if (world.hasIn(autoscaler.id.namespace, LIMIT_RANGE)) continue;
      const reference = world.referencesOf(autoscaler).find(({ role }) => role === 'scale target');
      const targets = reference === undefined ? [] : world.alternatives(reference.to);
      const workloads = targets.flatMap((entity) => workloadOf(entity) ?? []);
      for (const [path, resource] of sharesOf(autoscaler.spec)) {
        const without = workloads.map(({ pod }) => pod?.containers?.find((each) => !requests(each, resource)));
        const [workload, container] = [workloads[0], without[0]];
        if (workload === undefined || container === undefined || without.includes(undefined)) continue;
        report(autoscaler, path, {
          severity: world.settings.complete === true ? 'error' : 'warning',
          message: `container ${container.name} of ${describeId(workload.entity.id)} requests no ${resource}: the autoscaler does nothing (FailedGetResourceMetric: missing request for ${resource})`,
          fix: `give the container resources.requests.${resource}`,
          related: [
            { entity: workload.entity, path: [...workload.template, 'spec', 'containers'], message: 'its containers' },
          ],
        });
      }
    }
  },
};

/** The resources of which a share is to be used, and where the autoscaler says so. */
function* sharesOf(spec: HorizontalPodAutoscalerSpec): Generator<readonly [FieldPath, string]> {
  const { metrics = [], targetCPUUtilizationPercentage: share } = spec;
  if (share !== undefined) yield [['spec', 'targetCPUUtilizationPercentage'], 'cpu'];
  for (const [index, { type, resource }] of metrics.entries()) {
    if (type !== 'Resource' || !isMap(resource) || typeof resource.name !== 'string') continue;
    const { target } = resource;
    if (isMap(target) && target.type === 'Utilization') yield [['spec', 'metrics', index], resource.name];
  }
}

/** A limit is a request, too, where none is given. */
function requests({ resources: { requests: asked = {}, limits = {} } = {} }: Container, resource: string): boolean {
  return asked[resource] !== undefined || limits[resource] !== undefined;
}

import { describeId } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import { at } from '../../../world/workload';
import { leavesReplicas } from '../../argocd';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const SCALER = objectExample(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'reviews',
  'spec:',
  '  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}',
  '  minReplicas: 2',
  '  maxReplicas: 4',
);
const AUTOSCALER = 'autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: reviews}';

export const targetReplicas: Rule = {
  id: 'FLAGGER_TARGET_REPLICAS',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a target with `replicas` in its manifest',
    why: 'Between releases Flagger keeps the target at zero. Each apply of the manifest sets the number back, and Flagger does not look again before the next release: pods of the old version run beside the primary, and nobody calls them.',
    fix: 'Leave `replicas` out, and let an autoscaler that the Canary names in `autoscalerRef` say how many there are: without one a release starts a single pod. With Argo CD, ignore `/spec/replicas` of the target.',
    symptoms: ['the target runs between releases', 'twice as many pods as expected', 'OutOfSync'],
    see: 'https://docs.flagger.app/faq#why-is-there-a-window-of-downtime-during-the-canary-initializing-process-when-analysis-is-disabled',
    wrong: yaml(deploymentExample({ spec: ['replicas: 2'] }), canaryExample()),
    right: yaml(
      deploymentExample({ container: ', resources: {requests: {cpu: 100m}}' }),
      SCALER,
      canaryExample({ spec: ['provider: istio', AUTOSCALER] }),
    ),
  },

  check(mesh, report) {
    const { given } = mesh;
    for (const { entity, targetId } of releasesOf(mesh)) {
      if (targetId.kind !== 'Deployment') continue;
      // Of one that is scaled, another rule says it.
      if (given.referrers(targetId).some(({ role }) => role === 'scale target')) continue;
      for (const target of given.alternatives(targetId)) {
        const replicas = at(target.object, ['spec', 'replicas']);
        if (typeof replicas !== 'number' || replicas === 0 || target.refused === true || isLive(target)) continue;
        if (!given.together(entity, target) || leavesReplicas(given, target)) continue;
        report(target, ['spec', 'replicas'], {
          message: `each apply starts ${replicas} ${replicas === 1 ? 'pod' : 'pods'} of the target again, which ${describeId(entity.id)} keeps at zero between releases`,
          fix: 'leave replicas out, and name an autoscaler in autoscalerRef of the Canary',
          related: [{ entity, path: ['spec', 'targetRef', 'name'], message: 'is released by it' }],
        });
      }
    }
  },
};

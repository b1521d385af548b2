import { describeId } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { CRON_JOB, DAEMON_SET, JOB, POD, SERVICE } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, resources: {requests: {cpu: 100m}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: reviews, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
`;

/** Kinds that nobody can scale. */
const UNSCALABLE: ReadonlySet<string> = new Set([DAEMON_SET, JOB, CRON_JOB, POD, SERVICE].map(kindKey));

export const scaleTargetMissing: Rule = {
  id: 'K8S_SCALE_TARGET_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'an autoscaler whose target does not exist in its namespace, or cannot be scaled',
    why: 'The autoscaler does nothing: its condition AbleToScale is false, with FailedGetScale.',
    fix: 'Write kind, name and apiVersion of the workload that is to be scaled.',
    symptoms: ['FailedGetScale', 'unknown/80%', 'the HPA controller was unable to get the target'],
    see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
    wrong: example('revews'),
    right: example('reviews'),
  },

  check(mesh, report) {
    const { given, world } = mesh;
    reportMissing(mesh, report, {
      concerns: ({ role, to }) => role === 'scale target' && !UNSCALABLE.has(kindKey(to)),
      consequence: () => 'the autoscaler does nothing (FailedGetScale)',
      unknown: 'note',
    });
    for (const { role, from, path, to } of given.references) {
      if (role !== 'scale target' || from.refused === true || !UNSCALABLE.has(kindKey(to))) continue;
      report(from, path, {
        message: `${describeId(to)} cannot be scaled: the autoscaler does nothing (FailedGetScale)`,
        fix: 'name a Deployment, a StatefulSet or another kind with a scale',
        related: world
          .alternatives(to)
          .slice(0, 1)
          .map((entity) => ({ entity, path: ['kind'], message: 'has no scale' })),
      });
    }
  },
};

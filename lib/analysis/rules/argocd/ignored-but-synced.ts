import { controlledFields } from '../../../mesh/controlled-fields';
import { applicationsOf } from '../../../world/applications';
import { describeId } from '../../../world/entity';
import { APPLICATION } from '../../../world/kinds';
import { ignoring } from '../../argocd';
import type { Rule } from '../../rule';

const example = (options: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.com/shop.git, path: .}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
  syncPolicy: {automated: {}, syncOptions: [${options}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{name: http, containerPort: 9080}]}]}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: reviews, namespace: shop}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}
  service: {port: 9080}
  analysis:
    interval: 1m
    threshold: 5
    maxWeight: 50
    stepWeight: 10
    metrics: [{name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}]
`;

export const ignoredButSynced: Rule = {
  id: 'ARGOCD_IGNORED_BUT_SYNCED',
  severity: 'warning',
  kinds: [APPLICATION],
  docs: {
    says: 'a field that an Application does not compare, and writes all the same whenever it synchronizes',
    why: '`ignoreDifferences` alone only hides the difference: each sync, also one for another object, sets the field back to what Git says.',
    fix: 'Add `RespectIgnoreDifferences=true` to `syncPolicy.syncOptions`.',
    symptoms: ['pods are stopped at each sync', 'the target of a Canary is scaled up again'],
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-difference-configs',
    wrong: example('ServerSideApply=true'),
    right: example('ServerSideApply=true, RespectIgnoreDifferences=true'),
  },

  check({ given }, report) {
    const fields = controlledFields(given);
    for (const application of applicationsOf(given)) {
      const { entity, spec, automated, syncOptions } = application;
      if (!automated || syncOptions.includes('RespectIgnoreDifferences=true')) continue;
      for (const field of fields) {
        const { written, controller, does } = field;
        if (written === undefined || !application.covers(written.entity)) continue;
        const [entry] = ignoring(application, field, written.entity);
        if (entry === undefined) continue;
        report(entity, [...spec, 'syncPolicy', 'syncOptions'], {
          message: `differences of ${describeId(field.object)} are hidden, but each sync sets them back, against ${controller}, which ${does}`,
          fix: 'add RespectIgnoreDifferences=true to syncOptions',
          related: [
            { entity, path: entry.path, message: 'hides the difference' },
            { entity: written.entity, path: written.path, message: 'what a sync writes' },
          ],
        });
      }
    }
  },
};

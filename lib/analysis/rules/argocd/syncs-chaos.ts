import { applicationsOf } from '../../../world/applications';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import type { Rule } from '../../rule';

const example = (sync: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: chaos, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.com/shop.git, path: .}
  destination: {server: https://kubernetes.default.svc, namespace: chaos}
  syncPolicy: ${sync}
---
apiVersion: chaosblade.io/v1alpha1
kind: ChaosBlade
metadata: {name: busy-reviews}
spec:
  experiments:
  - scope: pod
    target: cpu
    action: fullload
    matchers:
    - {name: namespace, value: [shop]}
    - {name: labels, value: [app=reviews]}
    - {name: evict-count, value: ['1']}
    - {name: cpu-percent, value: ['80']}
    - {name: timeout, value: ['300']}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
`;

export const syncsChaos: Rule = {
  id: 'ARGOCD_SYNCS_CHAOS',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment that an Application applies by itself',
    why: 'When an experiment is over, the operator of ChaosBlade deletes it. Argo CD sees that it is missing and makes it again: with `selfHeal` the fault never ends, without it comes back with the next sync.',
    fix: 'Keep experiments out of the folders of automated Applications, or take `automated` away.',
    symptoms: ['the experiment starts again by itself', 'the fault never ends'],
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/',
    wrong: example('{automated: {selfHeal: true}}'),
    right: example('{}'),
  },

  check({ given }, report) {
    const automated = applicationsOf(given).filter((each) => each.automated);
    for (const experiment of given.all(CHAOS_BLADE)) {
      for (const { entity, spec, selfHeal, covers } of automated) {
        if (!covers(experiment)) continue;
        report(experiment, [], {
          severity: selfHeal ? 'error' : 'warning',
          message: selfHeal
            ? `${describeId(entity.id)} makes it again as soon as it is over: the fault never ends`
            : `${describeId(entity.id)} makes it again at the first sync after it is over`,
          fix: 'keep it out of the folder of the Application, and apply it by hand',
          related: [{ entity, path: [...spec, 'syncPolicy', 'automated'], message: 'applies it by itself' }],
        });
      }
    }
  },
};

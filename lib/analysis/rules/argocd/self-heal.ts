import { type ControlledField, controlledFields } from '../../../mesh/controlled-fields';
import { type Application, applicationsOf } from '../../../world/applications';
import { describeId, type Entity } from '../../../world/entity';
import { APPLICATION } from '../../../world/kinds';
import { ignoring } from '../../argocd';
import type { Rule } from '../../rule';

const example = (replicas: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.com/shop.git, path: .}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  syncPolicy: {automated: {selfHeal: true}}
---
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

export const selfHeal: Rule = {
  id: 'ARGOCD_SELF_HEAL',
  severity: 'error',
  kinds: [APPLICATION],
  docs: {
    says: 'an Application that undoes what Flagger, an autoscaler or Argo Rollouts does to one of its objects',
    why: 'With `selfHeal` Argo CD sets a field back to what Git says within seconds. An autoscaler then scales nothing, and weights of a release go back; a target that Flagger has scaled to zero runs all the time.',
    fix: 'Leave the field out of the manifest, where that is possible; otherwise add it to `ignoreDifferences`, with the sync option `RespectIgnoreDifferences=true`. `meshwright ignore-differences` prints what to add.',
    symptoms: ['OutOfSync', 'pods are started and stopped again and again', 'the canary never gets traffic'],
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-self-healing',
    wrong: example('\n  replicas: 2'),
    right: example(''),
  },

  check({ given }, report) {
    const healing = applicationsOf(given).filter((each) => each.selfHeal);
    if (healing.length === 0) return;
    const known = new Map<Application, boolean>();
    /** Whether an Application may deploy an object, for all that is known: none of the given files are known to be its. */
    const mayCover = (application: Application, { id }: Entity): boolean => {
      if (application.namespace !== id.namespace) return false;
      const coversOthers = known.get(application) ?? given.entities.some((each) => application.covers(each));
      known.set(application, coversOthers);
      return !coversOthers;
    };
    for (const field of controlledFields(given)) {
      const { written, by, controller, does } = field;
      if (written === undefined) continue;
      for (const application of healing) {
        if (ignoring(application, field, written.entity).length > 0) continue;
        if (field.onlyServerSide && !application.syncOptions.includes('ServerSideApply=true')) continue;
        const isCovered = application.covers(written.entity);
        if (!isCovered && (breaksByItself(field) || !mayCover(application, written.entity))) continue;
        report(application.entity, [...application.spec, 'syncPolicy', 'automated', 'selfHeal'], {
          severity: !isCovered ? 'note' : breaks(field) ? 'error' : 'warning',
          message: isCovered
            ? `Argo CD sets ${describeField(field)} back within seconds, against ${controller}, which ${does} (${describeId(by.from.id)})`
            : `if it deploys ${describeId(field.object)}, Argo CD sets ${describeField(field)} back, against ${controller}, which ${does}`,
          fix: fixFor(field),
          related: [
            { entity: written.entity, path: written.path, message: 'what Git says' },
            { entity: by.from, path: by.path, message: `makes ${controller} write it` },
          ],
        });
      }
    }
  },
};

/** Whether any apply does harm, whoever does it, which another rule says. */
function breaksByItself({ controller }: ControlledField): boolean {
  return controller === 'HorizontalPodAutoscaler' || controller === 'KEDA';
}

/** Whether the controller cannot do its work at all. */
function breaks({ controller }: ControlledField): boolean {
  return controller !== 'Flagger';
}

function describeField({ object, pointer, jq }: ControlledField): string {
  const path = pointer === undefined ? (jq ?? '') : pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/');
  return `${path} of ${describeId(object)}`;
}

function fixFor({ pointer, jq }: ControlledField): string {
  if (pointer === '/spec/replicas')
    return 'leave replicas out of the manifest, or add /spec/replicas to ignoreDifferences';
  return `add ${pointer ?? jq} to ignoreDifferences, with RespectIgnoreDifferences=true`;
}

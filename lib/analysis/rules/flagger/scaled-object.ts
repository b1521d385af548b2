import { isMap } from '../../../kube/json';
import { describeId, type Entity } from '../../../world/entity';
import { CANARY, SCALED_OBJECT } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Report, Rule } from '../../rule';

const scaled = (apiVersion: string, kind: string, ...spec: readonly string[]) =>
  yaml(
    deploymentExample({ container: ', resources: {requests: {cpu: 100m}}' }),
    objectExample(apiVersion, kind, 'reviews', 'spec:', ...spec),
    canaryExample({
      spec: ['provider: istio', `autoscalerRef: {apiVersion: ${apiVersion}, kind: ${kind}, name: reviews}`],
    }),
  );

export const scaledObject: Rule = {
  id: 'FLAGGER_SCALED_OBJECT',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a ScaledObject of KEDA whose copy for the primary may be paused, or asks for something else than is meant',
    why: 'Flagger 1.44 copies the annotations of the ScaledObject of the target, which it has paused by then with `autoscaling.keda.sh/paused-replicas: "0"`, and later takes the annotation from that of the target alone: the primary can stay without pods while the Canary says Succeeded. In queries it puts the name of the primary wherever that of the target is, also within other words: `reviews_requests_total` becomes `reviews-primary_requests_total`, which is no metric. Queries in `primaryScalerQueries` are for the triggers of these names alone.',
    fix: 'Look at the ScaledObject of the primary once the Canary is initialized, and give `primaryScalerQueries` with a query for each trigger by its name; or use a HorizontalPodAutoscaler.',
    symptoms: ['the primary has no pods', '503 UH', 'the primary is not scaled', 'error parsing prometheus metric'],
    see: 'https://docs.flagger.app/tutorials/keda-scaledobject',
    wrong: scaled(
      'keda.sh/v1alpha1',
      'ScaledObject',
      '  scaleTargetRef: {name: reviews}',
      "  triggers: [{type: cpu, metadata: {type: Utilization, value: '80'}}]",
    ),
    right: scaled(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      '  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}',
      '  maxReplicas: 5',
      '  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]',
    ),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      const { autoscalerRef } = release.spec;
      if (autoscalerRef?.kind !== SCALED_OBJECT.kind) continue;
      const copy = `${autoscalerRef.name}-primary`;
      report(release.entity, ['spec', 'autoscalerRef', 'kind'], {
        severity: 'note',
        message: `ScaledObject ${copy} may be made with the annotation that pauses the target: the primary has no pods then`,
        fix: `see to it that ScaledObject ${copy} has no autoscaling.keda.sh/paused-replicas`,
      });
      const id = { ...SCALED_OBJECT, namespace: release.namespace, name: autoscalerRef.name };
      for (const scaler of mesh.given.alternatives(id)) judge(release, scaler, report);
    }
  },
};

function judge({ entity, spec, targetId }: Release, scaler: Entity, report: Report): void {
  const queries = spec.autoscalerRef?.primaryScalerQueries;
  const triggers = at(scaler.object, ['spec', 'triggers']);
  const all = Array.isArray(triggers) ? triggers : [];
  const names = all.flatMap((trigger) => (isMap(trigger) && typeof trigger.name === 'string' ? trigger.name : []));
  const related = [{ entity: scaler, path: ['spec', 'triggers'], message: 'its triggers' }];
  if (queries !== undefined) {
    for (const name of Object.keys(queries).filter((each) => !names.includes(each))) {
      report(entity, ['spec', 'autoscalerRef', 'primaryScalerQueries', name], {
        message: `${describeId(scaler.id)} has no trigger named ${name}: the query is for none`,
        fix: names.length === 0 ? 'give the trigger a name' : `it has ${names.join(', ')}`,
        related,
      });
    }
    return;
  }
  for (const [index, trigger] of all.entries()) {
    const query = at(trigger, ['metadata', 'query']);
    const word = typeof query === 'string' ? wordWith(query, targetId.name) : undefined;
    if (word === undefined) continue;
    report(scaler, ['spec', 'triggers', index, 'metadata', 'query'], {
      message: `in the copy for the primary ${word} becomes ${word.replaceAll(targetId.name, `${targetId.name}-primary`)}: Flagger replaces ${targetId.name} wherever it is`,
      fix: 'give autoscalerRef.primaryScalerQueries with the query for the primary',
      related: [{ entity, path: ['spec', 'autoscalerRef'], message: 'makes Flagger copy it' }],
    });
  }
}

/** A longer word in which a name is; as a value of a label it stands alone, or before what pods are called. */
function wordWith(query: string, name: string): string | undefined {
  const words = query.match(/[\w:-]+/g) ?? [];
  return words.find(
    (word) => word.includes(name) && word !== name && word !== `${name}-canary` && !word.startsWith(`${name}-`),
  );
}

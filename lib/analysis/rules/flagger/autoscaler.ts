import { isMap } from '../../../kube/json';
import { describeId, type Entity } from '../../../world/entity';
import { CANARY, HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { reportMissing } from '../../missing';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { isFlaggers, type Release, releasesOf } from '../../release/releases';
import type { Report, Rule } from '../../rule';

const example = (spec: readonly string[]) =>
  yaml(
    deploymentExample({ container: ', resources: {requests: {cpu: 100m}}' }),
    objectExample(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'reviews',
      'spec:',
      '  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}',
      '  maxReplicas: 5',
      '  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]',
    ),
    canaryExample({ spec: ['provider: istio', ...spec] }),
  );

export const autoscaler: Rule = {
  id: 'FLAGGER_AUTOSCALER',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'an autoscaler of the target that the Canary does not name, or that it names and that is not there or for another workload',
    why: 'Flagger copies the autoscaler in `autoscalerRef` for the primary, whose pods serve. One that is not named scales the target alone, which has no pods between releases: the primary keeps its number of pods, whatever the load. One that does not exist stops Flagger altogether.',
    fix: 'Name the autoscaler of the target in `autoscalerRef`.',
    symptoms: ['canary stuck in Initializing', 'the primary is not scaled', 'get query error'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-resource',
    wrong: example([]),
    right: example(['autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: reviews}']),
  },

  check(mesh, report) {
    const { given } = mesh;
    reportMissing(mesh, report, {
      concerns: ({ role, from }) => role === 'autoscaler' && from.id.kind === CANARY.kind,
      consequence: () => 'Flagger makes nothing, and says so at each interval ("get query error")',
      unknown: 'note',
    });
    const scalers = [...given.entitiesOf(HORIZONTAL_POD_AUTOSCALER), ...given.entitiesOf(SCALED_OBJECT)].filter(
      (each) => each.refused !== true && !isFlaggers(each),
    );
    for (const release of releasesOf(mesh)) {
      reportVersion(release, report);
      for (const scaler of scalers) {
        if (scaler.id.namespace !== release.namespace || !given.together(release.entity, scaler)) continue;
        compare(release, scaler, report);
      }
    }
  },
};

/** Flagger reads one version, whatever is written, and Kubernetes has no other of this group since 1.26. */
function reportVersion({ entity, spec }: Release, report: Report): void {
  const { apiVersion, kind } = spec.autoscalerRef ?? {};
  if (kind !== HORIZONTAL_POD_AUTOSCALER.kind || apiVersion === undefined || !OLD_VERSIONS.has(apiVersion)) return;
  report(entity, ['spec', 'autoscalerRef', 'apiVersion'], {
    severity: 'warning',
    message: `Flagger reads autoscaling/v2, whatever is written: an autoscaler of ${apiVersion} is not served by Kubernetes from 1.26 on`,
    fix: 'write autoscaling/v2, here and in the autoscaler',
  });
}

const OLD_VERSIONS: ReadonlySet<string> = new Set(['autoscaling/v2beta1', 'autoscaling/v2beta2']);

function compare({ entity, spec, targetId }: Release, scaler: Entity, report: Report): void {
  const { autoscalerRef } = spec;
  const target = at(scaler.object, ['spec', 'scaleTargetRef']);
  if (!isMap(target)) return;
  const kind = target.kind ?? (scaler.id.kind === SCALED_OBJECT.kind ? 'Deployment' : undefined);
  const scales = kind === targetId.kind && target.name === targetId.name;
  const isNamed = autoscalerRef?.kind === scaler.id.kind && autoscalerRef.name === scaler.id.name;
  if (isNamed && !scales) {
    report(entity, ['spec', 'autoscalerRef', 'name'], {
      message: `${describeId(scaler.id)} scales ${target.name}, not ${targetId.name}: its copy for the primary is made by the load of another workload`,
      fix: `name the autoscaler of ${targetId.name}`,
      related: [{ entity: scaler, path: ['spec', 'scaleTargetRef'], message: 'what it scales' }],
    });
  } else if (isNamed) {
    reportShared(scaler, report);
  } else if (scales) {
    report(entity, autoscalerRef === undefined ? ['spec'] : ['spec', 'autoscalerRef'], {
      severity: 'warning',
      message: `${describeId(scaler.id)} scales the target, which has no pods between releases: ${targetId.name}-primary, which serves, is not scaled`,
      fix: `write autoscalerRef: {apiVersion: ${scaler.id.group}/${scaler.id.kind === SCALED_OBJECT.kind ? 'v1alpha1' : 'v2'}, kind: ${scaler.id.kind}, name: ${scaler.id.name}}`,
      related: [{ entity: scaler, path: ['spec', 'scaleTargetRef'], message: 'scales it' }],
    });
  }
}

/** Metrics that do not say whose pods they are of are the same for both copies. */
function reportShared(scaler: Entity, report: Report): void {
  const metrics = at(scaler.object, ['spec', 'metrics']);
  for (const [index, metric] of (Array.isArray(metrics) ? metrics : []).entries()) {
    if (!isMap(metric) || (metric.type !== 'External' && metric.type !== 'Object')) continue;
    report(scaler, ['spec', 'metrics', index, 'type'], {
      severity: 'note',
      message: `metrics of type ${metric.type} are copied as they are: during a release target and primary are both scaled by all of the load`,
    });
  }
}

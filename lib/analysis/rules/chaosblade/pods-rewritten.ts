import { describeExperiment, type Experiment } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import type { Mesh } from '../../../mesh/mesh';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { attackExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Observation, Rule } from '../../rule';

const MESH = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}';
const FAIL = { what: 'pod pod fail', flags: { timeout: undefined } };

export const podsRewritten: Rule = {
  id: 'CHAOSBLADE_PODS_REWRITTEN',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment that changes pods, on pods that it cannot change or whose sidecar it breaks',
    why: '`pod fail` writes pods back without the field by which Kubernetes knows sidecars, which the API server refuses; of a sidecar among the containers it also replaces the image. `pod IO` works only in pods that were created with its annotations, and its webhook drops other sidecars.',
    fix: 'Attack pods without a sidecar, or delete them with `pod delete`.',
    symptoms: ['Pod is invalid', 'phase Error', 'phase Destroying'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample(FAIL, MESH),
    right: attackExample({ what: 'pod pod delete', flags: { timeout: undefined } }, MESH),
  },

  check(mesh, report) {
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      if (experiment.scope !== 'pod' || experiment.target !== 'pod') continue;
      for (const workload of workloads) {
        const observation = observe(mesh, experiment, workload);
        if (observation !== undefined) report(experiment.entity, [...experiment.path, 'action'], observation);
      }
    }
  },
};

const INJECT_VOLUME = ['chaosblade/inject-volume', 'chaosblade/inject-volume-subpath'] as const;

function observe(mesh: Mesh, experiment: Experiment, workload: Workload): Observation | undefined {
  const what = describeExperiment(experiment);
  const pods = `the pods of ${describeId(workload.entity.id)}`;
  const proxy = mesh.proxyOf(workload);
  const hasProxy = proxy.kind === 'sidecar' && proxy.assumed === undefined;
  const hasSidecar = (workload.pod?.initContainers ?? []).some(({ restartPolicy }) => restartPolicy === 'Always');
  const related = relatedWorkloads([workload], 'its pods');
  if (experiment.action === 'fail' && (hasProxy || hasSidecar)) {
    return {
      message: `${pods} have a sidecar: the update of ${what} is refused, or breaks the sidecar, too`,
      fix: 'attack pods without a sidecar, or use pod delete',
      related,
    };
  }
  if (experiment.action !== 'IO') return undefined;
  const missing = INJECT_VOLUME.filter((name) => workload.annotations[name] === undefined);
  if (missing.length > 0) {
    return {
      message: `${pods} were created without the annotation ${missing.join(' and ')}: ${what} has nothing to work with`,
      fix: 'add it to the template of the pods',
      related,
    };
  }
  return hasProxy
    ? {
        message: `${what} drops the sidecars of ${pods}: they leave the mesh`,
        fix: 'take the pods out of the mesh',
        related,
      }
    : undefined;
}

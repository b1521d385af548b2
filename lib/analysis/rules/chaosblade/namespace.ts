import { SYSTEM_NAMESPACES } from '../../../chaosblade-catalogue/system-namespaces';
import { describeExperiment, experimentsOf, isInPods, isMeant, pathOf } from '../../../experiments/experiments';
import { DEFAULT_NAMESPACE } from '../../../experiments/selected-pods';
import { closest, isSlip } from '../../../kube/suggestion';
import { CHAOS_BLADE, NAMESPACE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Rule } from '../../rule';

export const namespace: Rule = {
  id: 'CHAOSBLADE_NAMESPACE',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment in pods of no namespace, of several, of one that does not exist, or of the system',
    why: 'A ChaosBlade object belongs to no namespace: where its pods are is said by the matcher `namespace`. Without it ChaosBlade looks into `default`, or refuses, by its version; more than one it refuses. On the pods of the system the whole cluster depends, the operator that is to undo the fault included.',
    fix: 'Give one namespace. If one of the system is meant, say why in the annotation `meshwright.dev/system-namespace`.',
    symptoms: ['can not find pods', 'invalid parameter', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { namespace: 'shop,web' } }),
    right: attackExample(),
  },

  check(mesh, report) {
    const { world } = mesh;
    for (const experiment of experimentsOf(mesh)) {
      const { entity, flags } = experiment;
      if (experiment.scope === 'node' && flags.has('namespace')) {
        report(entity, pathOf(experiment, 'namespace'), {
          severity: 'note',
          message: `${describeExperiment(experiment)} ignores namespace: nodes are in none`,
          fix: 'take it out',
        });
      }
      if (!isInPods(experiment)) continue;
      const given = flags.get('namespace');
      const path = pathOf(experiment, 'namespace');
      const [name = '', ...others] = given?.values ?? [];
      if (name === '') {
        report(entity, path, {
          severity: world.workloadsIn(DEFAULT_NAMESPACE).length > 0 ? 'warning' : 'error',
          message: `${describeExperiment(experiment)} has no namespace: ChaosBlade looks for its pods in ${DEFAULT_NAMESPACE}, or refuses it, by its version`,
          fix: 'give namespace',
        });
        continue;
      }
      if (others.length > 0) {
        report(entity, path, {
          message: `${describeExperiment(experiment)} names ${others.length + 1} namespaces: ChaosBlade takes one, and refuses it`,
          fix: 'write an experiment for each',
        });
        continue;
      }
      if (SYSTEM_NAMESPACES.has(name) && !isMeant(experiment, 'system-namespace')) {
        report(entity, path, {
          message: `${describeExperiment(experiment)} hits pods of ${name}, on which the whole cluster depends`,
          fix: 'choose another namespace, or say why in the annotation meshwright.dev/system-namespace',
        });
      } else if (world.exists({ ...NAMESPACE, namespace: '', name }) === 'no' && !world.namespaceNames.includes(name)) {
        const near = closest(name, world.namespaceNames);
        report(entity, path, {
          severity:
            world.settings.complete === true || (near !== undefined && isSlip(name, near)) ? 'error' : 'warning',
          message: `there is no namespace ${name} in the files given: no pod is found, and nothing is hit`,
          ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
        });
      }
    }
  },
};

import { describeExperiment, pathOf } from '../../../experiments/experiments';
import {
  nearlySelected,
  type SelectedPods,
  selectionsByLabels,
  wantedLabels,
} from '../../../experiments/selected-pods';
import { isSlip } from '../../../kube/suggestion';
import { describeId, type Labels } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Rule } from '../../rule';

export const noPods: Rule = {
  id: 'CHAOSBLADE_NO_PODS',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment whose labels no pod has',
    why: 'ChaosBlade finds no pod, the experiment goes to Error, and no fault is injected. Between releases Flagger keeps no pods of the target of a Canary: its primary serves, whose label has another value.',
    fix: 'Write the labels of pods of the namespace.',
    symptoms: ['can not find pods', 'phase Error', 'no fault is injected'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { labels: 'app=revews' } }),
    right: attackExample(),
  },

  check(mesh, report) {
    for (const selected of selectionsByLabels(mesh)) {
      const { experiment, namespace, workloads, pods, complete } = selected;
      const wanted = wantedLabels(experiment);
      if (wanted.size === 0) continue;
      const path = [...pathOf(experiment, 'labels'), 'value'];
      if (workloads.length === 0 && complete) {
        const near = nearlySelected(mesh, selected);
        // Experiments are often kept apart from the apps that they are for.
        const isMeant =
          near !== undefined &&
          [...wanted].some(([key, values]) => values.some((value) => isSlip(value, near.labels[key] ?? '')));
        const isKnown = isMeant || mesh.given.describes(namespace);
        report(experiment.entity, path, {
          ...(isKnown ? {} : { severity: 'warning' as const }),
          message: `no pod of ${namespace} has ${shown(selected)}: ${describeExperiment(experiment)} finds nothing, and goes to Error`,
          ...(near === undefined
            ? {}
            : {
                fix: `the pods of ${describeId(near.entity.id)} have ${labelsInstead(near.labels, wanted)}`,
              }),
          related: relatedWorkloads(near === undefined ? [] : [near], 'has other labels'),
        });
      } else if (workloads.length > 0 && pods === 0) {
        const released = workloads.filter(({ entity }) => entity.derived?.by === 'Flagger');
        report(experiment.entity, path, {
          severity: 'warning',
          message:
            released.length === 0
              ? `${describeId((workloads[0] as (typeof workloads)[number]).entity.id)} has no pods: ${describeExperiment(experiment)} finds nothing until it is scaled up`
              : `Flagger keeps no pods of ${released.map(({ entity }) => describeId(entity.id)).join(', ')} between releases: ${describeExperiment(experiment)} finds nothing then`,
          ...(released.length === 0 ? {} : { fix: 'write the label of the primary, which serves' }),
          related: relatedWorkloads(workloads, 'has no pods'),
        });
      }
    }
  },
};

/** What pods have in place of the labels that are looked for. */
function labelsInstead(labels: Labels, wanted: ReadonlyMap<string, readonly string[]>): string {
  const found = [...wanted].flatMap(([key, values]) => {
    if (labels[key] !== undefined) return [`${key}=${labels[key]}`];
    return Object.entries(labels).flatMap(([other, value]) => (values.includes(value) ? [`${other}=${value}`] : []));
  });
  return [...new Set(found)].join(', ');
}

function shown({ experiment }: SelectedPods): string {
  return [...wantedLabels(experiment)].map(([key, values]) => `${key}=${values.join(' or ')}`).join(', ');
}

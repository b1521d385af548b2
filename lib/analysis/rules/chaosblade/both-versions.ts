import { describeExperiment, pathOf } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import { describeId, idKey } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import { experimentExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (labels: string) =>
  yaml(
    deploymentExample({ labels: '{app: reviews, tier: back}', selector: '{app: reviews}' }),
    canaryExample(),
    experimentExample({ flags: { labels } }),
  );

export const bothVersions: Rule = {
  id: 'CHAOSBLADE_BOTH_VERSIONS',
  severity: 'warning',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment on labels that the target of a Canary and its primary share',
    why: 'During a release the pods of both versions have the labels: which of them is hit depends on their names, and a check that compares the new version with its limits judges the fault. The pods of the primary have `-primary` behind the value of the label of the target.',
    fix: 'Write the label of one of them.',
    symptoms: ['a release is rolled back during an experiment'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('tier=back'),
    right: example('app=reviews-primary'),
  },

  check(mesh, report) {
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      const hit = new Set(workloads.map(({ entity }) => entity.key));
      for (const { targetId, target, entity } of releasesOf(mesh)) {
        if (target?.label === undefined) continue;
        const primary = { ...targetId, name: `${targetId.name}-primary` };
        if (!hit.has(idKey(targetId)) || !hit.has(idKey(primary))) continue;
        report(experiment.entity, [...pathOf(experiment, 'labels'), 'value'], {
          message: `${describeExperiment(experiment)} hits both versions of a release of ${describeId(entity.id)}: pods of ${targetId.name} and of ${primary.name} have the labels`,
          fix: `add ${target.label}=${target.primaryValue} for the one that serves, or ${target.label}=${target.value} for the new one`,
          related: [
            { entity, path: ['spec', 'targetRef', 'name'], message: 'releases them' },
            ...relatedWorkloads([target.workload], 'has the labels'),
          ],
        });
      }
    }
  },
};

import { describeExperiment } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Rule } from '../../rule';

export const groups: Rule = {
  id: 'CHAOSBLADE_GROUPS',
  severity: 'warning',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'pods in groups by several labels, or by one that some of them do not have',
    why: 'With `evict-group-key` the number or share is of each group of pods that have one value. A pod is in a group for each key, and may be hit for each; pods without the label are a group of their own.',
    fix: 'Name one label that all of the pods have.',
    symptoms: ['more pods are hit than expected', 'a pod is hit twice'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { 'evict-group-key': 'app,version' } }),
    right: attackExample({ flags: { 'evict-group-key': 'app' } }),
  },

  check(mesh, report) {
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      const flag = experiment.flags.get('evict-group-key');
      if (flag === undefined || flag.values.length === 0) continue;
      const path = [...flag.path, 'value'];
      if (flag.values.length > 1) {
        report(experiment.entity, path, {
          message: `${describeExperiment(experiment)} takes each pod once for each of ${flag.values.join(' and ')}: one may be hit twice, and more are than evict-count says`,
          fix: 'name one label',
        });
        continue;
      }
      const [key = ''] = flag.values;
      const without = workloads.filter(({ labels }) => labels[key] === undefined);
      const [first] = without;
      if (first === undefined) continue;
      report(experiment.entity, path, {
        message: `the pods of ${describeId(first.entity.id)} have no label ${key}: they are a group of their own, and are hit as the others are`,
        fix: 'name a label that all of the pods have',
        related: relatedWorkloads(without, 'does not have it'),
      });
    }
  },
};

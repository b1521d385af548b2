import { describeExperiment, type Experiment, isMeant, numberOf, pathOf } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Rule } from '../../rule';

export const allPods: Rule = {
  id: 'CHAOSBLADE_ALL_PODS',
  severity: 'warning',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment that takes all pods of a workload away at once',
    why: 'Deleted, failed, killed or cut off together, the pods leave nobody who answers: that is an outage, and no test of how the others take over. Without `evict-count` and `evict-percent` all pods are hit.',
    fix: 'Give `evict-count` or `evict-percent`, so that some are left.',
    symptoms: ['503 UH', 'no healthy upstream'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ what: 'pod pod delete', flags: { timeout: undefined, 'evict-count': undefined } }),
    right: attackExample({ what: 'pod pod delete', flags: { timeout: undefined } }),
  },

  check(mesh, report) {
    for (const { experiment, workloads, pods = 0, hit } of selectionsByLabels(mesh)) {
      if (pods < 2 || hit !== pods || !takesAway(experiment) || isMeant(experiment, 'irreversible')) continue;
      const evict = ['evict-percent', 'evict-count'].find((name) => experiment.flags.has(name));
      report(experiment.entity, pathOf(experiment, evict ?? 'labels'), {
        message: `${describeExperiment(experiment)} hits all ${pods} pods of ${workloads.map(({ entity }) => describeId(entity.id)).join(' and ')} at once: nobody is left who answers`,
        fix: `give evict-count: '1', or evict-percent: '${Math.max(1, Math.floor((100 * (pods - 1)) / pods))}'`,
        related: relatedWorkloads(workloads, 'its pods'),
      });
    }
  },
};

/** Whether a fault leaves nothing of what it hits. */
function takesAway(experiment: Experiment): boolean {
  const { target, action } = experiment;
  switch (`${target} ${action}`) {
    case 'pod delete':
    case 'pod fail':
    case 'container remove':
    case 'process kill':
    case 'process stop':
    case 'network drop':
      return true;
    case 'network loss':
    case 'network corrupt':
      return numberOf(experiment, 'percent') === 100;
    default:
      return false;
  }
}
